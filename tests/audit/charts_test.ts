import { assertEquals, assertStringIncludes } from "@std/assert";
import { masses } from "../../core/binning/mod.ts";
import type { LinesPanel } from "../../render/charts/chart.ts";
import { auditCharts } from "../../audit/report/charts.ts";
import type { Prepared } from "../../audit/input/read.ts";
import { auditPrepared } from "../../audit/results.ts";
import { massesConfig, someMasses } from "./_audits.ts";

/** The chart of the spectrum of an audit of 8 draws on 4 bins. */
function spectrum(more: Partial<Prepared>, edges: readonly number[] | null) {
  const { truth: _, ...config } = massesConfig({ generator: "model" });
  const chart = auditCharts(auditPrepared(config, {
    masses: masses(1, 8, [4], someMasses(1, 8, [4])),
    axes: [{ name: "m", unit: "GeV", edges: edges && Float64Array.from(edges) }],
    inputs: [],
    beyond: "left out",
    ...more,
  }))["spectrum-1"];
  return { ...chart, panels: chart.panels as LinesPanel[] };
}

const truth = { masses: Float64Array.of(0.1, 0.2, 0.3, 0.4), counting: { events: 1000 } };
const holdout = { masses: Float64Array.of(0.2, 0.3, 0.2, 0.3), counting: { events: 100 } };

Deno.test("a spectrum is compared with the truth, else with a held-out sample, else shown alone", () => {
  const names = (more: Partial<Prepared>) =>
    spectrum(more, [0, 1, 2, 3, 4]).panels.map(({ series }) => series.map(({ label }) => label));
  assertEquals(names({ truth, holdout }), [["truth", "model"], ["truth", "model"]]);
  assertEquals(names({ holdout }), [["held-out sample", "model"], ["held-out sample", "model"]]);
  assertEquals(names({}), [["model"]]);
});

Deno.test("heights are densities between finite edges, which sum to the shares of events", () => {
  const edges = [0, 1, 3, 4, 8];
  const { panels: [{ x, y, series: [drawn] }] } = spectrum({ truth }, edges);
  assertEquals([x.label, y.label], ["m [GeV]", "share of events / GeV"]);
  assertEquals(drawn.x, edges);
  assertEquals(drawn.y, [0.1, 0.1, 0.3, 0.1]);
  const error = Math.sqrt(0.2 * 0.8 / 1000);
  assertEquals(drawn.upper![1], (0.2 + error) / 2);
});

Deno.test("bins without end are left out, and bins without edges have numbers", () => {
  const open = spectrum({ truth }, [-Infinity, 1, 3, 4, Infinity]);
  assertEquals(open.panels[0].series[0].x, [1, 3, 4]);
  assertEquals(open.panels[0].series[0].y, [0.1, 0.3]);
  assertStringIncludes(open.caption, "Bins without end are left out.");
  const { panels: [{ x, y, series: [drawn] }] } = spectrum({ truth }, null);
  assertEquals([x.label, y.label], ["bin along m", "share of events"]);
  assertEquals([drawn.x, drawn.y], [[0.5, 1.5, 2.5, 3.5, 4.5], [0.1, 0.2, 0.3, 0.4]]);
});

Deno.test("an exact truth has no band, a counted one its counting error", () => {
  const { panels: [{ series: [counted] }], caption } = spectrum({ truth }, null);
  assertEquals(counted.lower?.length, 4);
  assertStringIncludes(caption, "counting error of the truth");
  const { panels: [{ series: [exact] }] } = spectrum({ truth: { masses: truth.masses } }, null);
  assertEquals(exact.lower, undefined);
});

Deno.test("the caption names the bands that are there", () => {
  const of = (draws: number) =>
    spectrum({ masses: masses(1, draws, [4], someMasses(1, draws, [4])) }, null).caption;
  assertStringIncludes(of(1), "Mean over draws of model.");
  assertStringIncludes(of(8), "; band: one standard deviation of the draws of a run.");
  assertStringIncludes(of(39), "; bands: dark, one standard deviation");
});
