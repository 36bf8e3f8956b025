import { assertEquals } from "@std/assert";
import type { LinesPanel } from "../../../render/charts/chart.ts";
import { byPosterior, chartByPosterior, setupTable } from "../../../studies/shared/view.ts";
import type { Method, Setup } from "../../../studies/shared/schema.ts";
import { adamMcmc, meanField, setupOf } from "../_methods.ts";

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

Deno.test("the set-up of several names every size, and once what they share", () => {
  const cells = (setups: Setup | readonly Setup[]) =>
    [...setupTable(setups, "smoke").text.matchAll(/<td>(.*?)<\/td>/g)].map(([, text]) => text);
  const one = { ...setupOf([meanField(1)]), nTrain: 1000 };
  const shared = ["5", "50", "mean field, k\u00a0=\u00a01"];
  assertEquals(cells(one), ["Gamma ring", "1000", ...shared]);
  assertEquals(
    cells([one, { ...one, nTrain: 30_000 }, setupOf([meanField(1)], "Camel-back")]),
    ["Gamma ring, Camel-back", "1000, 30\u202f000, 10\u202f000", ...shared],
  );
});
