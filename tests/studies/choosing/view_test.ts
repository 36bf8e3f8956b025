/** What the page shows of made-up results. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { LinesPanel } from "../../../render/charts/chart.ts";
import { view } from "../../../studies/choosing/view.ts";
import { choosing } from "../../site/_choosing.ts";

const data = choosing();
const { charts, tables, facts } = view({
  profile: "smoke",
  key: "",
  data,
  provenance: undefined,
});

Deno.test("the chart of losses has every rule at its number, and the size of each training set", () => {
  const [all, ...targets] = charts.losses.panels as LinesPanel[];
  assertEquals(targets.map(({ title }) => title), ["Gamma ring", "Camel-back", "Wedge ramp"]);
  assertEquals(all.series.map(({ label }) => label), ["N = 1000", "N = 10\u202f000"]);
  for (const { x, y, lower, upper } of all.series) {
    assertEquals(x.map(Math.round), data.rules.map((_, i) => i + 1));
    y.forEach((kept, i) => {
      assert(kept! > 0 && kept! < 1 + 1e-9);
      assert(lower![i]! <= kept! && kept! <= upper![i]!);
    });
  }
});

Deno.test("the chart of claims joins the lengths of a setting, and leaves out what forecasts nothing", () => {
  const [panel] = charts.claims.panels as LinesPanel[];
  assertEquals(panel.series.map(({ label, x }) => [label, x.length]), [
    ["mean field, k = 10", 2],
    ["AdamMCMC, σ = 0.1", 1],
  ]);
  const still = {
    ...data,
    situations: data.situations.map((situation) => ({
      ...situation,
      runs: situation.runs.map((run) => ({
        ...run,
        rows: run.rows.map((row, i) => i === 2 ? { ...row, forecast: null } : row),
      })),
    })),
  };
  const without = view({ profile: "smoke", key: "", data: still, provenance: undefined });
  const [{ series }] = without.charts.claims.panels as LinesPanel[];
  assertEquals(series.map(({ label }) => label), ["mean field, k = 10"]);
});

Deno.test("tables name what is taken, and the page how many chains have not mixed", () => {
  const words = (text: string) => text.replaceAll(/\s+/g, " ");
  assertStringIncludes(words(tables.choices.text), "k = 10, 2000");
  assertStringIncludes(words(tables.rules.text), "no. 1: the best held-out score");
  assertEquals([facts.unmixed, facts.chains, facts.units], ["6", "18", "9"]);
});
