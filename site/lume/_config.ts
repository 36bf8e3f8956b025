// Lume's configuration. The templates get the same value and the same filters as with Vento alone.
import lume from "lume/mod.ts";
import { filters } from "../../render/filters.ts";

const model = JSON.parse(
  await Deno.readTextFile(Deno.env.get("AMPLIFLOW_SITE_MODEL")!),
);

const site = lume({ src: "../pages" }, {
  vento: { options: { autoescape: true } },
});
site.data("report", model);
// The template of a study's page is in the folder of the study.
for (const { name } of Deno.readDirSync("../../studies")) {
  const template = new URL(`../../studies/${name}/page.vto`, import.meta.url);
  try {
    if (Deno.statSync(template).isFile) site.remoteFile(`${name}.vto`, template.href);
  } catch { /* No study. */ }
}
for (const [name, filter] of Object.entries(filters(model))) {
  site.filter(name, filter);
}

export default site;
