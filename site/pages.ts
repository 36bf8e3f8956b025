/**
 * The pages in reading order: navigation, previous and next follow from it.
 *
 * @module
 */

/** A page of the site. */
export interface Page {
  readonly url: string;
  /** Name in the navigation. */
  readonly name: string;
  /** File of its template in `site/pages/`. */
  readonly file: string;
}

/** All pages in the order of the navigation. */
export const pages: readonly Page[] = [
  { url: "/", name: "Overview", file: "index.vto" },
  { url: "/ring/", name: "Ring", file: "ring.vto" },
  { url: "/calibration/", name: "Calibration", file: "calibration.vto" },
  { url: "/ranks/", name: "Ranks", file: "ranks.vto" },
  { url: "/amplification/", name: "Amplification", file: "amplification.vto" },
  { url: "/worth/", name: "Worth", file: "worth.vto" },
  { url: "/reproduction/", name: "Reproduction", file: "reproduction.vto" },
  { url: "/method/", name: "Method", file: "method.vto" },
  { url: "/performance/", name: "Performance", file: "performance.vto" },
  { url: "/provenance/", name: "Provenance", file: "provenance.vto" },
  { url: "/glossary/", name: "Glossary", file: "glossary.vto" },
  { url: "/about/", name: "About", file: "about.vto" },
];

/** The page for addresses that do not exist. */
export const notFound: Page = {
  url: "/404.html",
  name: "Not found",
  file: "404.vto",
};

/** Path of the file of a page in the built site. */
export function outputPath(url: string): string {
  return url.endsWith("/") ? `${url.slice(1)}index.html` : url.slice(1);
}
