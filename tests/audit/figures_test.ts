import { assert, assertEquals } from "@std/assert";
import { auditSite } from "../../audit/report/build.ts";
import { auditCharts } from "../../audit/report/charts.ts";
import { auditFigures } from "../../audit/report/figures.ts";
import { someAudit } from "./_audits.ts";

Deno.test("every chart is a figure, the pages link to each, and no name breaks one", async () => {
  const results = someAudit('"><script>alert(1)</script>\\');
  const figures = await auditFigures(results);
  assertEquals(
    [...figures.keys()],
    Object.keys(auditCharts(results)).flatMap((name) => [
      `figures/${name}.svg`,
      `figures/${name}.pdf`,
    ]),
  );
  for (const [path, content] of figures) {
    if (typeof content === "string") assert(!content.includes("<script"), path);
    else assertEquals(new TextDecoder().decode(content.subarray(0, 5)), "%PDF-", path);
  }
  const pages = [...auditSite(results)].filter(([path]) => path.endsWith(".html"))
    .map(([, page]) => page).join("");
  const linked = new Set([...pages.matchAll(/href="(figures\/[^"]*)"/g)].map(([, path]) => path));
  assertEquals([...linked].sort(), [...figures.keys()].sort());
});
