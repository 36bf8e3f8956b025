/**
 * Errors from the draws of one run.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import type { Estimate } from "../estimate.ts";

/** Jackknife standard error from the n values that each leave out one of n parts. */
export function jackknifeError(replicates: readonly number[]): number {
  const count = replicates.length;
  const centre = replicates.reduce((sum, x) => sum + x, 0) / count;
  const squares = replicates.reduce((sum, x) => sum + (x - centre) * (x - centre), 0);
  return Math.sqrt(squares * (count - 1) / count);
}

/**
 * A function of sums over bins of terms of each bin's mean and variance, for one run, with the standard
 * error by the finite number of draws: the jackknife, which leaves out one draw after the other.
 * Moments without one draw follow from those of all draws, so this costs little more than the sums.
 *
 * @param masses One run.
 * @param terms Adds the terms of one bin to the sums; the variance is divided by the number of draws.
 * @param count Number of sums.
 * @param combine The quantity as a function of the sums and their number of draws.
 * @throws {RangeError} If there is more than one run, or there are fewer than 3 draws.
 *
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 11.
 *
 * @example For a mean, the standard error of the mean
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { jackknifeDraws } from "./mod.ts";
 *
 * const draws = masses(1, 3, [1], Float64Array.of(1, 2, 4));
 * const { value, error } = jackknifeDraws(draws, (sums, mean) => sums[0] += mean, 1, ([s]) => s);
 * assertAlmostEquals(value, 7 / 3, 1e-12);
 * assertAlmostEquals(error!, Math.sqrt(7 / 9), 1e-12);
 * ```
 */
export function jackknifeDraws(
  masses: Masses,
  terms: (sums: Float64Array, mean: number, variance: number, bin: number) => void,
  count: number,
  combine: (sums: Float64Array, draws: number) => number,
): Estimate {
  const { runs, draws, values } = masses;
  if (runs !== 1) {
    throw new RangeError(
      `Cannot leave out draws as there must be 1 run: current value is ${runs}`,
    );
  }
  checkInteger("leave out draws", "number of draws", draws, 3);
  const bins = binCount(masses);
  const total = new Float64Array(count);
  const without = Array.from({ length: draws }, () => new Float64Array(count));
  for (let bin = 0; bin < bins; bin++) {
    let mean = 0, squares = 0;
    for (let d = 0; d < draws; d++) mean += values[d * bins + bin];
    mean /= draws;
    for (let d = 0; d < draws; d++) {
      const difference = values[d * bins + bin] - mean;
      squares += difference * difference;
    }
    terms(total, mean, squares / draws, bin);
    for (let d = 0; d < draws; d++) {
      const difference = values[d * bins + bin] - mean;
      const remaining = Math.max(0, squares - difference * difference * draws / (draws - 1));
      terms(without[d], mean - difference / (draws - 1), remaining / (draws - 1), bin);
    }
  }
  const replicates = without.map((sums) => combine(sums, draws - 1));
  const error = jackknifeError(replicates);
  return { value: combine(total, draws), error: Number.isFinite(error) ? error : null };
}
