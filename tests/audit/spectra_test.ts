import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { masses, weightedSample } from "../../core/binning/mod.ts";
import { isPresent } from "../../core/measure/mod.ts";
import { spectraOf } from "../../audit/spectra.ts";
import { someMasses } from "./_audits.ts";
import numpy from "./fixtures/spectra.json" with { type: "json" };

const axis = { name: "x", unit: null, edges: null };

/** Masses of a sample of so many events. */
const sample = (counts: readonly number[], events: number) => ({
  masses: Float64Array.from(counts, (count) => count / events),
  counting: { events },
});

/** All numbers of a value by their paths. */
function numbers(value: unknown, path = ""): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  return Object.entries(value as object).flatMap(([name, part]) =>
    numbers(part, `${path}.${name}`)
  );
}

Deno.test("spectra are those of NumPy: sums over other axes, their mean and spread, ranks, and counting", () => {
  const { runs, draws, shape, truthEvents, holdoutEvents } = numpy;
  const found = spectraOf({
    masses: masses(runs, draws, shape, Float64Array.from(numpy.values)),
    truth: sample(numpy.truth, truthEvents),
    holdout: sample(numpy.holdout, holdoutEvents),
    axes: shape.map(() => axis),
  });
  const wanted = new Map(numbers(numpy.spectra));
  const all = numbers(found.map(({ axis: _, bins: __, ...spectrum }) => spectrum));
  assertEquals(all.map(([path]) => path).sort(), [...wanted.keys()].sort());
  // Sums of up to 123 doubles below 1, in another order.
  for (const [path, value] of all) assertAlmostEquals(value, wanted.get(path)!, 1e-14, path);
});

Deno.test("what few draws, and draws alone, cannot show is absent with a reason", () => {
  const of = (draws: number) =>
    spectraOf({ masses: masses(1, draws, [4], someMasses(1, draws, [4])), axes: [axis] })[0];
  assertEquals([1, 2, 38, 39].map((draws) => isPresent(of(draws).spread as object)), [
    false,
    true,
    true,
    true,
  ]);
  assertEquals([1, 2, 38, 39].map((draws) => isPresent(of(draws).central as object)), [
    false,
    false,
    false,
    true,
  ]);
  const { truth, holdout } = of(2);
  assert("reason" in truth && "reason" in holdout);
});

Deno.test("the central 95 % of 39 draws go from the least to the greatest of each run", () => {
  const values = someMasses(2, 39, [1]);
  const [{ central }] = spectraOf({ masses: masses(2, 39, [1], values), axes: [axis] });
  assert(isPresent(central));
  const mean = (of: (...draws: number[]) => number) =>
    (of(...values.slice(0, 39)) + of(...values.slice(39))) / 2;
  assertEquals([central.lower[0], central.upper[0]], [mean(Math.min), mean(Math.max)]);
});

Deno.test("an axis of many bins has its spectrum at a thousand places, and no mass is lost", () => {
  const bins = 5000;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => i);
  const [{ axis: along, mean, truth }] = spectraOf({
    masses: masses(1, 2, [bins], new Float64Array(2 * bins).fill(1 / bins)),
    truth: { masses: 1 / bins },
    axes: [{ ...axis, edges }],
  });
  assertEquals(along.edges, Array.from({ length: 1001 }, (_, i) => 5 * i));
  assert(isPresent(truth));
  assertEquals([mean.length, truth.value.length, truth.error], [1000, 1000, null]);
  for (const values of [mean, truth.value]) {
    assertAlmostEquals(values.reduce((a, b) => a + b), 1, 1e-12);
  }
});

Deno.test("the error of weighted events is that of their squares", () => {
  // Two features in 2 x 2 bins; the last number is beyond them.
  const sums = Float64Array.of(3, 1, 2, 4, 2), squares = Float64Array.of(5, 1, 4, 4, 6);
  const [{ truth }] = spectraOf({
    masses: masses(1, 2, [2, 2], new Float64Array(8).fill(0.2)),
    truth: weightedSample(sums, squares),
    axes: [axis, axis],
  });
  assert(isPresent(truth));
  // v (1 - 2 p) + p^2 V over the squared sum of weights, with sums of both bins of a row.
  [[4, 6], [6, 8]].forEach(([sum, square], i) => {
    const p = sum / 12;
    assertAlmostEquals(truth.value[i], p, 1e-15);
    assertAlmostEquals(
      truth.error![i],
      Math.sqrt(square * (1 - 2 * p) + p * p * 20) / 12,
      1e-15,
    );
  });
});

Deno.test("each feature has a spectrum, in the finest of the bins of its axis and those of its own", () => {
  const input = (bins: number) => ({ masses: masses(1, 2, [bins], someMasses(1, 2, [bins])) });
  const named = (name: string) => ({ ...axis, name });
  const projections = ["a", "b"].map((name) => ({
    ...input(20),
    kind: "projection" as const,
    axes: [named(name)],
  }));
  const found = (bins: number) =>
    spectraOf({
      ...input(bins),
      axes: [named("a")],
      besides: [
        ...projections,
        {
          masses: masses(1, 2, [2, 2], someMasses(1, 2, [2, 2])),
          kind: "projection",
          axes: [named("a"), named("b")],
        },
        { ...input(bins), kind: "condition", axes: [named("a")] },
      ],
    }).map(({ axis, bins, mean }) => [axis.name, bins, mean.length]);
  assertEquals(found(4), [["a", 20, 20], ["b", 20, 20]]);
  assertEquals(found(50), [["a", 50, 50], ["b", 20, 20]]);
});
