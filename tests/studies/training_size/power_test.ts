import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { trainingData } from "../../../studies/shared/fit.ts";
import { trainingSizeGrids } from "../../../studies/training_size/grid.ts";
import { chanceOf } from "../../../core/significance.ts";
import { power } from "../../../studies/training_size/power.ts";
import { normalBound } from "../../core/_statistics.ts";

Deno.test("the training sets of a run are nested, those of different runs are not", () => {
  const grids = trainingSizeGrids("smoke");
  const sets = grids.map(({ seed, target, nTrain }) =>
    trainingData(seed, { target, nTrain, run: 0 })
  );
  for (const [i, smaller] of sets.slice(0, -1).entries()) {
    assertEquals(sets[i + 1].slice(0, smaller.length), smaller);
  }
  const [{ seed, target, nTrain }] = grids;
  const other = trainingData(seed, { target, nTrain, run: 1 });
  assert(other.every((x, i) => x !== sets[0][i]));
});

const sizes = [1000, 3000, 10_000, 30_000];

Deno.test("what all sizes of a run have in common leaves the slope and its error alone", () => {
  // G = c_r N^-0.7: the worth goes as N^0.3 in every run.
  const perRun = sizes.map((n) => [0.5, 1, 3].map((c) => c * n ** -0.7));
  const { value, error } = power(sizes, perRun);
  assertAlmostEquals(value, 0.3, 1e-12);
  assertAlmostEquals(error!, 0, 1e-12);
});

Deno.test("runs of different slopes give the standard error of their mean", () => {
  const slopes = [0.3, 0.3002, 0.2999, 0.3003];
  const perRun = sizes.map((n) => slopes.map((b) => n ** (b - 1)));
  const { value, error } = power(sizes, perRun);
  const mean = slopes.reduce((sum, b) => sum + b) / 4;
  const squares = slopes.reduce((sum, b) => sum + (b - mean) ** 2, 0);
  // To first order in the differences, which are 3e-4 at most, times ln N of 10.
  assertAlmostEquals(value, mean, 1e-6);
  assertAlmostEquals(error! / Math.sqrt(squares / 12), 1, 1e-2);
});

Deno.test("the error of many runs is drawn from a stream, which it cannot do without", () => {
  const perRun = sizes.map((n) => Array.from({ length: 10 }, (_, run) => n ** (-0.7 + run / 1e4)));
  const { error } = power(sizes, perRun, { stream: Stream.fromSeed(3) });
  // The variance of 0 to 9 is 55 / 6 as of a sample; 2000 resamples give an error to 1.6 %.
  assertAlmostEquals(error! / Math.sqrt(55 / 6 / 10 * 1e-8), 1, 5 * 0.016);
  assertThrows(() => power(sizes, perRun), TypeError, "stream");
});

Deno.test("one run has a slope and no error; one size has neither", () => {
  assertEquals(power([10, 100], [[1], [0.1]]).error, null);
  assertThrows(() => power([10], [[1, 2]]), RangeError, "two different x");
});

Deno.test("a slope is called different from the right one as often as is said; false alarm 1e-6", () => {
  const stream = Stream.fromSeed(11);
  const trials = 1500, runs = 3, level = 0.05;
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    // Nested samples: the deviation of a size is that of its parts, each of its own size.
    const perRun = sizes.map(() => new Array<number>(runs));
    for (let run = 0; run < runs; run++) {
      let sum = 0, before = 0;
      for (const [i, n] of sizes.entries()) {
        sum += Math.sqrt(n - before) * stream.normal();
        before = n;
        perRun[i][run] = n ** -0.7 * Math.exp(sum / n);
      }
    }
    const { value, error } = power(sizes, perRun);
    if (chanceOf({ value: value - 0.3, error }, runs) < level) alarms++;
  }
  // Binomial, and a hundredth for what is not linear in deviations of 3 %.
  const bound = normalBound * Math.sqrt(level * (1 - level) / trials) + 0.01;
  assertLess(Math.abs(alarms / trials - level), bound);
});
