import { assertEquals } from "@std/assert";
import {
  curve,
  ends,
  estimates,
  scaleOfEdges,
  scaleOfHeights,
  spectrumPanels,
} from "../../../render/charts/panels.ts";

Deno.test("ends are one standard error away, and where value or error is missing there are none", () => {
  assertEquals(ends([1, 2, null, 4, 5], [0.5, null, 1, 1]), {
    lower: [0.5, null, null, 3, null],
    upper: [1.5, null, null, 5, null],
  });
});

Deno.test("estimates and curves keep their numbers in order, each with its ends", () => {
  const numbers = { x: [10, 20], y: [3, 1], lower: [2, null], upper: [4, null] };
  assertEquals(estimates([10, 20], [{ value: 3, error: 1 }, { value: 1, error: null }]), numbers);
  assertEquals(curve("a", 2, [10, 20], [3, 1], [1, null]), {
    label: "a",
    look: 2,
    form: "line",
    ...numbers,
  });
});

Deno.test("x is logarithmic where bins are more alike in width that way", () => {
  const from = (count: number, edge: (i: number) => number) =>
    Array.from({ length: count }, (_, i) => edge(i));
  const cases: [string, readonly number[], "linear" | "log"][] = [
    ["even steps", from(11, (i) => i), "linear"],
    ["even steps from above 0", from(11, (i) => 1 + 10 * i), "linear"],
    ["powers", from(6, (i) => 2 ** i), "log"],
    ["powers within a decade", from(4, (i) => 2 ** i), "linear"],
    ["powers from 0", [0, 1, 10, 100], "linear"],
    ["quantiles of a power law", from(10, (i) => 20 / Math.sqrt(1 - i / 10)).concat(400), "log"],
    ["quantiles about a peak", [60, 85, 88, 90, 91, 92, 94, 97, 120], "linear"],
  ];
  for (const [name, edges, scale] of cases) assertEquals(scaleOfEdges(edges), scale, name);
});

Deno.test("heights are logarithmic from a span of over 100 on, empty bins aside", () => {
  assertEquals(scaleOfHeights([1, 100, 0, null]), "linear");
  assertEquals(scaleOfHeights([1, 101, 0, null]), "log");
  assertEquals(scaleOfHeights([0, 0, null]), "linear");
});

const reference = {
  label: "truth",
  look: "truth",
  values: [4, 0, 2],
  lower: [3, 0, 1],
  upper: [5, 0, 3],
} as const;
const measured = {
  label: "model",
  look: 0,
  values: [2, 1, 3],
  lower: [1, 0, 2],
  upper: [3, 2, 4],
} as const;

Deno.test("a ratio is that of each bin, with bands; none where the reference is empty", () => {
  const [top, bottom] = spectrumPanels({ x: "x", y: "y" }, [0, 1, 2, 3], measured, reference);
  assertEquals(top.series.map(({ label, form, y }) => [label, form, y]), [
    ["truth", "steps", [4, 0, 2]],
    ["model", "steps", [2, 1, 3]],
  ]);
  assertEquals([top.x.bare, bottom.x.bare], [true, undefined]);
  assertEquals(top.y.domain, [0, 1.05 * 5]);
  assertEquals(bottom.series.map(({ y, lower, upper }) => [y, lower, upper]), [
    [[1, null, 1], [0.75, null, 0.5], [1.25, null, 1.5]],
    [[0.5, null, 1.5], [0.25, null, 1], [0.75, null, 2]],
  ]);
  // The farthest end is 1 from 1, which is as far as the axis goes.
  assertEquals(bottom.y.domain, [0, 2]);
});

Deno.test("without a reference the spectrum stands alone, with its numbers under it", () => {
  const panels = spectrumPanels({ x: "x", y: "y" }, [0, 1, 2, 3], measured);
  assertEquals(panels.map(({ series, x }) => [series.length, x.bare]), [[1, undefined]]);
});
