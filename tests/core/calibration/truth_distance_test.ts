import { assert, assertAlmostEquals, assertEquals, assertGreater, assertThrows } from "@std/assert";
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { masses } from "../../../core/binning/masses.ts";
import { truthDistance } from "../../../core/calibration/mod.ts";
import { Stream } from "../../../core/random.ts";
import { gaussianPosterior, ONE_IN_A_MILLION } from "./_posteriors.ts";

Deno.test("in two bins that add up to one the bound is Student's test of one more draw", () => {
  const first = [0.42, 0.47, 0.51, 0.44, 0.49];
  const draws = masses(1, 5, [2], Float64Array.from(first.flatMap((mass) => [mass, 1 - mass])));
  const mean = first.reduce((sum, mass) => sum + mass / 5, 0);
  const deviation = Math.sqrt(first.reduce((sum, mass) => sum + (mass - mean) ** 2 / 4, 0));
  for (const truth of [0.3, 0.45, 0.6]) {
    const { deviations, pValue } = truthDistance(draws, Float64Array.of(truth, 1 - truth));
    const z = Math.abs(truth - mean) / deviation;
    assertAlmostEquals(deviations!, z, 1e-10);
    assertAlmostEquals(pValue, 2 * tCdf(-z / Math.sqrt(6 / 5), 4), 1e-10);
  }
});

Deno.test("where all bins scatter alike the bound is reached: its p-values are uniform; false alarm 1e-6", () => {
  const repeats = 2000;
  let mean = 0;
  for (let i = 0; i < repeats; i++) {
    const { masses, truth } = gaussianPosterior({ runs: 1, draws: 6, shape: [5] }, 9000 + i);
    mean += truthDistance(masses, truth).pValue / repeats;
  }
  // Weights that come from draws and truth move it by far less.
  assertAlmostEquals(mean, 0.5, ONE_IN_A_MILLION / Math.sqrt(12 * repeats) + 0.005);
});

Deno.test("where one direction scatters more than others, a truth of the posterior is called far more rarely than the bound says; false alarm 1e-6", () => {
  const repeats = 2000, level = 0.05, bins = 8, draws = 6;
  for (const share of [0.5, 0.9, 1]) {
    let below = 0;
    for (let i = 0; i < repeats; i++) {
      const stream = Stream.fromSeed(i).split("far", share);
      const point = () => {
        const common = Math.sqrt(share) * stream.normal();
        return Array.from(
          { length: bins },
          (_, bin) =>
            1 / bins +
            0.005 * ((bin % 2 === 0 ? common : -common) + Math.sqrt(1 - share) * stream.normal()),
        );
      };
      const truth = Float64Array.from(point());
      const values = Float64Array.from(Array.from({ length: draws }, point).flat());
      below += truthDistance(masses(1, draws, [bins], values), truth).pValue < level ? 1 : 0;
    }
    const most = repeats * level +
      ONE_IN_A_MILLION * Math.sqrt(repeats * level * (1 - level));
    assert(below <= most, `${share}: ${below} of ${repeats}, at most ${most}`);
  }
});

Deno.test("of several runs the least likely counts, with their number allowed for", () => {
  const near = [0.48, 0.5, 0.52, 0.49, 0.51], far = near.map((mass) => mass - 0.2);
  const of = (...runs: number[][]) =>
    masses(
      runs.length,
      5,
      [2],
      Float64Array.from(runs.flat().flatMap((mass) => [mass, 1 - mass])),
    );
  const truth = Float64Array.of(0.505, 0.495);
  const alone = truthDistance(of(far), truth);
  assertAlmostEquals(truthDistance(of(near, far, near), truth).pValue, 3 * alone.pValue, 1e-15);
  assertEquals(truthDistance(of(near, far), truth).deviations, alone.deviations);
});

Deno.test("draws that agree exactly leave no room for another truth", () => {
  const draws = masses(1, 4, [3], Float64Array.from([1, 2, 3, 4].flatMap(() => [0.2, 0.3, 0.5])));
  assertEquals(truthDistance(draws, Float64Array.of(0.3, 0.2, 0.5)), {
    deviations: null,
    pValue: 0,
  });
  assertEquals(truthDistance(draws, Float64Array.of(0.2, 0.3, 0.5)), { deviations: 0, pValue: 1 });
});

Deno.test("bins that nothing fills do not count, and correlated draws are thinned", () => {
  const stream = Stream.fromSeed(5);
  const rows = Array.from({ length: 12 }, () => {
    const mass = 0.5 + 0.01 * stream.normal();
    return [mass, 0, 1 - mass];
  });
  const draws = masses(1, 12, [3], Float64Array.from(rows.flat()));
  const two = masses(1, 12, [2], Float64Array.from(rows.flatMap(([a, , b]) => [a, b])));
  const { pValue } = truthDistance(two, Float64Array.of(0.53, 0.47));
  assertEquals(truthDistance(draws, Float64Array.of(0.53, 0, 0.47)).pValue, pValue);
  const third = masses(1, 4, [3], Float64Array.from(rows.filter((_, d) => d % 3 === 0).flat()));
  const truth = Float64Array.of(0.53, 0, 0.47);
  assertEquals(
    truthDistance(draws, truth, { autocorrelationTime: 2.2 }),
    truthDistance(third, truth),
  );
  assertGreater(truthDistance(third, truth).pValue, pValue);
  assertThrows(
    () => truthDistance(draws, truth, { autocorrelationTime: 5 }),
    RangeError,
    "Cannot measure the distance of the truth as the number of independent draws",
  );
});
