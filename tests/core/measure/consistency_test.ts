import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { measureConsistency } from "../../../core/measure/consistency.ts";
import { type Absent, isPresent } from "../../../core/measure/mod.ts";
import { masses } from "../../../core/binning/mod.ts";
import { Stream } from "../../../core/random.ts";

const options = { stream: Stream.fromSeed(1), replicates: 9 };

function there<T extends object>(found: T | Absent): Exclude<T, Absent> {
  assert(isPresent(found), (found as Absent).reason);
  return found;
}

/** Draws of runs in two bins of mass 1/2 more and less a number. */
function drawn(runs: readonly (readonly number[])[]) {
  const values = runs.flat().flatMap((x) => [0.5 + x, 0.5 - x]);
  return masses(runs.length, runs[0].length, [2], Float64Array.from(values));
}

Deno.test("runs are compared by the variance of their means over the mean variance of their draws", () => {
  // Means -0.03, 0 and 0.03: variance 9e-4 over n - 1. Variances of two draws: 2e-4, 8e-4 and 2e-4.
  const three = drawn([[-0.04, -0.02], [-0.02, 0.02], [0.02, 0.04]]);
  assertAlmostEquals(there(measureConsistency(three, options).runs).value, 9e-4 / 4e-4, 1e-9);
  const two = drawn([[-0.04, -0.02], [-0.02, 0.02]]);
  const found = there(measureConsistency(two, options).runs);
  // Bins are weighted alike in both variances, which are the same in both bins.
  assertAlmostEquals(found.value, 4.5e-4 / 5e-4, 1e-9);
  assertEquals(found.error, null);
});

Deno.test("the farthest draw is told by its distance over the median one, root of mean squares", () => {
  // Sums of squared distances of -1, 0, 1 and 9: 105, 83, 69 and 245; of an even number the upper median.
  const { farthest } = measureConsistency(drawn([[-0.01, 0, 0.01, 0.09]]), options);
  const { run, draw, ratio } = there(farthest);
  assertEquals([run, draw], [0, 3]);
  assertAlmostEquals(ratio, Math.sqrt(245 / 105), 1e-9);
});

Deno.test("the spread is relative, with the unbiased variance, and its error that of leaving out draws", () => {
  const x = [-0.01, 0.02, 0.05], mean = 0.02;
  const of = (values: number[], centre: number) => {
    const m = values.reduce((sum, v) => sum + v, 0) / values.length;
    const square = values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (values.length - 1);
    return Math.sqrt(square) / (centre + m) / 2 + Math.sqrt(square) / (centre - m) / 2;
  };
  const { value, error } = there(measureConsistency(drawn([x]), options).relativeSpread);
  assertAlmostEquals(value, 0.03 / 2 * (1 / (0.5 + mean) + 1 / (0.5 - mean)), 1e-9);
  const without = x.map((_, i) => of(x.filter((_, j) => j !== i), 0.5));
  const centre = without.reduce((sum, v) => sum + v, 0) / 3;
  const squares = without.reduce((sum, v) => sum + (v - centre) ** 2, 0);
  assertAlmostEquals(error!, Math.sqrt(squares * 2 / 3), 1e-9);
});
