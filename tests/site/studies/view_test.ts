import { assertEquals } from "@std/assert";
import type { LinesPanel } from "../../../site/charts/chart.ts";
import { byPosterior, chartByPosterior } from "../../../site/studies/view.ts";
import type { Method } from "../../../studies/schema.ts";
import { adamMcmc, meanField, setupOf } from "../../studies/_methods.ts";

const methods = [...[1, 5, 10, 50, 100].map(meanField), ...[0.01, 0.1].map(adamMcmc)];
const setup = setupOf(methods);

function panel(of: readonly Method[]): LinesPanel {
  const series = of.map(({ label }) => ({
    label,
    look: methods.findIndex((method) => method.label === label),
    form: "line" as const,
    x: [1],
    y: [1],
  }));
  return {
    kind: "lines",
    title: "a",
    x: { label: "x", scale: "linear" },
    y: { label: "y", scale: "linear" },
    series: [
      ...series,
      { ...series[0], label: "floor", look: "truth" },
      { ...series[0], label: "fit", look: series[series.length - 1].look },
    ],
    regions: [{ label: "if calibrated: mean field, k = 10", x: [1], lower: [0], upper: [1] }],
  };
}

Deno.test("many methods of two posteriors make a picture for each", () => {
  const panels = byPosterior(setup, panel(methods)) as LinesPanel[];
  assertEquals(panels.map(({ title }) => title), [
    "a: mean-field Gaussian",
    "a: AdamMCMC",
  ]);
  assertEquals(panels.map(({ series }) => series.map(({ label }) => label)), [
    [...methods.slice(0, 5).map(({ label }) => label), "floor"],
    [...methods.slice(5).map(({ label }) => label), "floor", "fit"],
  ]);
  assertEquals(panels.map(({ regions }) => regions!.length), [1, 0]);
});

Deno.test("few methods, or those of one posterior, stay together", () => {
  const few = panel([methods[0], methods[5]]), same = panel(methods.slice(0, 5));
  assertEquals(byPosterior(setup, few), [few]);
  assertEquals(byPosterior(setup, same), [same]);
});

Deno.test("a chart with a control is taken apart at every setting", () => {
  const options = ["a", "b"].map((title) => ({
    label: title,
    panels: [{ ...panel(methods), title }],
  }));
  const chart = chartByPosterior(setup, {
    id: "c",
    title: "",
    caption: "",
    description: "",
    panels: options[1].panels,
    control: { label: "of", options, initial: 1 },
  });
  const titles = [...options.keys()].map((i) =>
    chart.control!.options[i].panels.map(({ title }) => title)
  );
  assertEquals(titles, [
    ["a: mean-field Gaussian", "a: AdamMCMC"],
    ["b: mean-field Gaussian", "b: AdamMCMC"],
  ]);
  assertEquals(chart.panels.map(({ title }) => title), titles[1]);
});
