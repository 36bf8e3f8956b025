/** Lines of charts can be told apart. */
import { assertEquals } from "@std/assert";
import type { Chart, Panel } from "../../render/charts/chart.ts";
import { loadReport } from "../../site/load.ts";
import { studies } from "../../studies/registry.ts";

/** The panels of a chart, at every setting. */
function panelsOf({ panels, control }: Chart): readonly Panel[] {
  return [...panels, ...(control?.options.flatMap(({ panels }) => panels) ?? [])];
}

/** Names of series of one panel that look like another of it. */
function alike(panel: Panel): string[] {
  if (panel.kind !== "lines") return [];
  const names = Map.groupBy(
    panel.series,
    ({ look, form, faint = false }) => [look, form, faint].join(),
  );
  return [...names.values()].map((series) => [...new Set(series.map(({ label }) => label))])
    .filter((labels) => labels.length > 1).map((labels) => labels.join(" = "));
}

Deno.test("no two lines of a picture of the committed results look alike", async () => {
  const report = loadReport("_data");
  const found: string[] = [];
  for (const { name, page } of studies) {
    const loaded = report.studies.get(name);
    if (loaded === undefined) continue;
    for (const chart of Object.values((await page.view()).view(loaded).charts)) {
      found.push(...panelsOf(chart).flatMap(alike).map((names) => `${chart.id}: ${names}`));
    }
  }
  assertEquals(found, []);
});
