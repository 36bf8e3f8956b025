import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import betaCdf from "@stdlib/stats-base-dists-beta-cdf";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import fc from "fast-check";
import { masses } from "../../../core/binning/masses.ts";
import {
  coverage,
  coverageCurve,
  coveragePerBin,
  type IntervalMethod,
  levelsOf,
} from "../../../core/calibration/mod.ts";
import { gaussianPosterior, ONE_IN_A_MILLION, overNormal } from "./_posteriors.ts";

Deno.test("levels: half as many rank levels as draws, the widest (D - 1) / (D + 1)", () => {
  const { nominal, expected } = levelsOf(50);
  assertEquals(nominal.length, 25);
  assertAlmostEquals(nominal[0], 1 / 51, 1e-15);
  assertAlmostEquals(nominal[24], 49 / 51, 1e-15);
  assertEquals(expected, nominal);
  assertEquals([...levelsOf(3).nominal], [0.5]);
});

Deno.test("levels: the interpolated ones are (2 j + 1) / 99", () => {
  const { nominal, expected } = levelsOf(50, { method: "interpolated" });
  nominal.forEach((level, j) => {
    assertAlmostEquals(level, (2 * j + 1) / 99, 1e-15);
    assertAlmostEquals(expected[j], 49 / 51 * level, 1e-15);
  });
});

/** Plain form of the definition, one interval after the other. */
function covers(draws: number[], truth: number, method: IntervalMethod): boolean[] {
  const sorted = [...draws].sort((a, b) => a - b);
  const last = sorted.length - 1;
  if (method === "rank") {
    const levels = Math.floor(draws.length / 2);
    return Array.from({ length: levels }, (_, j) => {
      const i = levels - 1 - j;
      return sorted[i] <= truth && truth <= sorted[last - i];
    });
  }
  const quantile = (k: number) => {
    const index = k / 99 * last, low = Math.min(Math.floor(index), last - 1);
    return sorted[low] + (sorted[low + 1] - sorted[low]) * (index - low);
  };
  return Array.from(
    { length: 50 },
    (_, j) => quantile(49 - j) <= truth && truth <= quantile(50 + j),
  );
}

for (const method of ["rank", "interpolated"] as const) {
  Deno.test(`coverage agrees with its definition, interval by interval: ${method}`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 150 }),
        fc.double({ min: 1e-3, max: 1, noNaN: true }),
        (draws, truth) => {
          const all = masses(1, draws.length, [1], Float64Array.from(draws));
          const covered = coverage(all, truth, { method });
          covers(draws, truth, method).forEach((inside, level) =>
            assertEquals(covered.narrowest[0] <= level, inside, `level ${level}`)
          );
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
}

const cases = [
  { name: "calibrated", width: 1, bias: 0 },
  { name: "over-confident by half", width: 0.5, bias: 0 },
  { name: "over-wide twofold", width: 2, bias: 0 },
  { name: "biased by one width", width: 1, bias: 1 },
];
for (const { name, width, bias } of cases) {
  Deno.test(`rank coverage of a ${name} Gaussian posterior, false alarm 1e-6`, () => {
    const runs = 5, draws = 20, bins = 4000;
    const { masses, truth } = gaussianPosterior({ runs, draws, shape: [bins], width, bias }, 2);
    const { mean, nominal } = coverageCurve(coverage(masses, truth));
    const bound = ONE_IN_A_MILLION * Math.sqrt(1 / (4 * runs * bins));
    mean.forEach((value, j) => {
      const i = draws / 2 - j;
      // Given where the truth lies, the draws below it are binomial: i to D - i of them must be.
      const expected = overNormal((z) => {
        const p = normalCdf((z - bias) / width, 0, 1);
        return betaCdf(p, i, draws - i + 1) - betaCdf(p, draws - i + 1, i);
      });
      if (name === "calibrated") assertAlmostEquals(expected, nominal[j], 1e-9);
      assertAlmostEquals(value, expected, bound);
    });
  });
}

Deno.test("interpolated coverage of a calibrated posterior is 49/51 of nominal, false alarm 1e-6", () => {
  const { masses, truth } = gaussianPosterior({ runs: 2, draws: 50, shape: [5000] }, 3);
  const covered = coverage(masses, truth, { method: "interpolated" });
  const bound = ONE_IN_A_MILLION * Math.sqrt(1 / (4 * 10000));
  coverageCurve(covered).mean.forEach((value, j) =>
    assertAlmostEquals(value, covered.expected[j], bound)
  );
});

Deno.test("coverage per bin averages runs", () => {
  const values = Float64Array.of(0.4, 0.4, 0.6, 0.6, 0.6, 0.4, 0.7, 0.6);
  const covered = coverage(masses(2, 2, [2], values), 0.5);
  assertEquals([...coveragePerBin(covered, 0)], [0.5, 1]);
  assertThrows(() => coveragePerBin(covered, 1), RangeError, "below 1: current value is 1");
});

Deno.test("coverage refuses what it cannot compare", () => {
  const one = masses(1, 1, [2], Float64Array.of(0.5, 0.5));
  assertThrows(() => coverage(one, 0.5), RangeError, "number of draws must be a whole number");
  const two = masses(1, 2, [2], Float64Array.of(0.5, 0.5, 0.5, 0.5));
  assertThrows(() => coverage(two, 0), RangeError, "true mass must be above 0");
  assertThrows(() => coverage(two, Float64Array.of(1)), TypeError, "must have 2 numbers");
  assert(coverage(two, 0.5).narrowest.every((level) => level === 0), "closed intervals hold ties");
});
