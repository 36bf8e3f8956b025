// Lume's configuration of the site: `deno task lume` in this folder builds it, `deno task lume --serve` shows it.
import lume from "lume/mod.ts";
import { Page } from "lume/core/file.ts";
import { fileURLToPath } from "node:url";
import { filters } from "../render/filters.ts";
import { parts } from "./lume_parts.ts";
import { notFound, pages } from "./pages.ts";

const site = lume({
  dest: "../_site",
  // Only this machine sees what is served.
  server: { hostname: "127.0.0.1", port: 3000 },
  watcher: { include: [fileURLToPath(new URL("../studies", import.meta.url))] },
}, {
  vento: { options: { autoescape: true } },
});

for (const [name, filter] of Object.entries(filters(parts.model))) site.filter(name, filter);

// The page of a study is in its folder.
for (const { template } of pages) {
  if (template.startsWith("studies/")) {
    site.remoteFile(template, import.meta.resolve(`../${template}`));
  }
}

// Styles, scripts, fonts, and the numbers of the charts.
for (const [path, content] of parts.files) site.page({ url: `/${path}`, content });

// Formulas, contents, pictures in files of their own, and the pictures that announce the pages.
site.process([".html"], async (filled, all) => {
  for (const page of [...pages, notFound]) {
    const match = filled.find(({ data }) => data.url === page.url);
    const { text, files } = await parts.finish(page, match?.text ?? "");
    match!.text = text;
    for (const [path, content] of files) all.push(Page.create({ url: `/${path}`, content }));
  }
});

export default site;
