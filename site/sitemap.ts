/**
 * The list of all pages for search engines (sitemaps.org, version 0.9).
 *
 * @module
 */
import { filters, type Place } from "../render/filters.ts";
import { markup } from "../render/markup.ts";
import { pages } from "./pages.ts";

/** The sitemap as XML. */
export function sitemap(place: Place): string {
  const { absolute } = filters(place);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${pages.map(({ url }) => markup`<url><loc>${absolute(url)}</loc></url>`.text).join("\n")}
</urlset>
`;
}
