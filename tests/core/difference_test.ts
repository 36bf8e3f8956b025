import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import {
  bootstrapDeviations,
  difference,
  errorOf,
  jackknifeDeviations,
} from "../../core/difference.ts";
import { Stream } from "../../core/random.ts";
import { normalBound } from "./_statistics.ts";

const squares = (values: readonly number[]) => values.reduce((sum, x) => sum + x * x, 0);

Deno.test("the jackknife and the bootstrap of a mean have the variance of the mean", () => {
  const values = Array.from(Stream.fromSeed(1).normals(new Float64Array(30)));
  const sum = values.reduce((a, b) => a + b, 0), mean = sum / 30;
  const variance = squares(values.map((x) => x - mean)) / (29 * 30);
  const without = values.map((x) => (sum - x) / 29);
  assertAlmostEquals(squares(jackknifeDeviations(without)), variance, 1e-15);
  const resampled = values.map((x) => x / Math.sqrt(30));
  assertAlmostEquals(squares(bootstrapDeviations(resampled)), variance, 1e-15);
});

Deno.test("degrees of freedom are Satterthwaite's, and the p-value is Student's", () => {
  // Parts of one variance with 1 and 1 degrees of freedom have 2: P(|t| > x) = 1 - x / sqrt(2 + x^2).
  const own = [Math.SQRT1_2, -Math.SQRT1_2];
  const { value, error, pValue } = difference(
    { value: 3, own, shared: [] },
    { value: 0, own, shared: [] },
  );
  assertEquals(value, 3);
  assertAlmostEquals(error!, Math.SQRT2, 1e-15);
  const t = 3 / Math.SQRT2;
  assertAlmostEquals(pValue, 1 - t / Math.sqrt(2 + t * t), 1e-12);
});

Deno.test("one run, and runs that agree by chance, tell nothing", () => {
  const one = { value: 3, own: null, shared: [1, -1] };
  assertEquals(difference(one, { value: 0, own: [1, -1], shared: [1, -1] }).pValue, 1);
  assertEquals(errorOf(one), null);
  const still = (value: number) => ({ value, own: [0, 0], shared: [] });
  assertEquals(difference(still(3), still(0)), { value: 3, error: null, pValue: 1 });
});

Deno.test("differences of means beside a shared sample have pulls of width 1, and smaller errors than without it; false alarm 1e-6", () => {
  const trials = 1000, count = 20;
  const pulls: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const stream = Stream.fromSeed(trial);
    const normals = (name: string) =>
      Array.from(stream.split(name).normals(new Float64Array(count)));
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const without = (values: readonly number[]) =>
      values.map((x) => (mean(values) * count - x) / (count - 1));
    const shared = normals("shared").map((x) => 5 * x);
    const of = (name: string) => {
      const own = normals(name);
      return {
        value: mean(own) - mean(shared),
        own: jackknifeDeviations(without(own)),
        shared: jackknifeDeviations(without(shared)),
      };
    };
    const [a, b] = [of("a"), of("b")];
    const { value, error } = difference(a, b);
    assertLess(error!, errorOf(a)!);
    pulls.push(value / error!);
  }
  // Student's distribution with 38 degrees of freedom has the variance 38 / 36, and a fourth moment of 3 (36 / 34) of its
  // square.
  const width = squares(pulls) / trials * 36 / 38;
  assert(Math.abs(width - 1) < normalBound * Math.sqrt((3 * 36 / 34 - 1) / trials), `${width}`);
});
