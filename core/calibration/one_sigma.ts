/**
 * One-sigma coverage.
 *
 * @module
 */
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { simulatedChains, standardChains } from "./autocorrelation.ts";
import { drawMoments } from "./moments.ts";
import type { RunsEstimate } from "../estimate.ts";
import { type BootstrapOptions, bootstrapRuns } from "./runs.ts";
import { type Truth, truthPerBin } from "./truth.ts";

/** How often the truth lies within one standard deviation. */
export interface OneSigma {
  /** Share of runs, `[bins]`. */
  readonly perBin: Float64Array;
  /** Mean over bins and runs, with its standard error over runs. */
  readonly mean: RunsEstimate;
  /** Standard deviation of `perBin` over bins (divided by the number of bins). */
  readonly spread: number;
}

/**
 * Share of runs in which |mean - truth| <= standard deviation, with the moments of a bin's draws
 * (variance divided by the number of draws).
 *
 * @returns Shares of runs, probabilities.
 * @throws {TypeError} If the truth does not have one number a bin, or there are more than 8 runs and no
 * stream.
 * @throws {RangeError} If a true mass is not above zero.
 *
 * Source: arXiv:2408.00838, public code (the histogram of one-sigma coverage over 50 x 50 bins).
 *
 * @example The first bin is near the truth, the second is not
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { oneSigma } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.7, 0.9));
 * assertEquals([...oneSigma(draws, 0.5).perBin], [1, 0]);
 * ```
 */
export function oneSigma(
  masses: Masses,
  truth: Truth,
  options: BootstrapOptions = {},
): OneSigma {
  const { runs } = masses;
  const truths = truthPerBin(masses, truth);
  const bins = binCount(masses);
  const perBin = new Float64Array(bins);
  const perRun = new Float64Array(runs);
  const moments = drawMoments(masses);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      const i = run * bins + bin;
      if (Math.abs(moments.mean[i] - truths[bin]) > Math.sqrt(moments.variance[i])) continue;
      perBin[bin] += 1 / runs;
      perRun[run] += 1 / bins;
    }
  }
  const [mean] = bootstrapRuns(
    runs,
    (w) => [perRun.reduce((sum, x, i) => sum + w[i] * x, 0)],
    options,
  );
  const variance = perBin.reduce((sum, x) => sum + (x - mean.value) * (x - mean.value), 0) / bins;
  return { perBin, mean, spread: Math.sqrt(variance) };
}

/** Mean over chains of the normal probability within one standard deviation of a chain about its mean. */
function oneSigmaOfChains(draws: number, time: number): number {
  let sum = 0;
  for (const chain of standardChains(draws, time)) {
    const mean = chain.reduce((sum, x) => sum + x, 0) / draws;
    const variance = chain.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / draws;
    const width = Math.sqrt(variance);
    sum += normalCdf(mean + width, 0, 1) - normalCdf(mean - width, 0, 1);
  }
  return sum / simulatedChains;
}

/**
 * One-sigma coverage of a calibrated Gaussian posterior with finitely many draws:
 * P(|T| <= sqrt((D - 1) / (D + 1))), T of Student's distribution with D - 1 degrees of freedom. It is
 * below erf(1/sqrt 2) = 0.6827 because the mean of D draws is itself uncertain. Draws of a chain cover less, by
 * simulation of Gaussian autoregressions of first order.
 *
 * @param draws Number of draws D, 2 or more.
 * @param time Autocorrelation time of the draws, in draws.
 * @returns A probability.
 * @throws {RangeError} If there are fewer than 2 draws.
 *
 * @example Fifty draws
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { expectedOneSigma } from "./mod.ts";
 *
 * assertAlmostEquals(expectedOneSigma(50), 0.668, 1e-3);
 * ```
 */
export function expectedOneSigma(draws: number, time = 1): number {
  checkInteger("expect one-sigma coverage", "number of draws", draws, 2);
  if (time !== 1) return oneSigmaOfChains(draws, time);
  return 2 * tCdf(Math.sqrt((draws - 1) / (draws + 1)), draws - 1) - 1;
}
