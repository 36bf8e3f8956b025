/**
 * Autocorrelation of the draws of a run, and its effect on their spread.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { Stream } from "../random.ts";

/**
 * Sum over the first lags of the autocovariance of draws about the mean of their run, over that of lag
 * 0, for all runs together, in the metric sum over bins of a^2 / mean mass; null if the draws do not
 * differ.
 */
function sumOfLags({ runs, draws, values, shape }: Masses, lags: number): number | null {
  const bins = binCount({ shape });
  const mean = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) mean[i % bins] += values[i] / (runs * draws);
  let whole = 0, lagged = 0;
  const row = new Float64Array(draws);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      if (!(mean[bin] > 0)) continue;
      let centre = 0;
      for (let d = 0; d < draws; d++) {
        row[d] = values[(run * draws + d) * bins + bin];
        centre += row[d] / draws;
      }
      for (let d = 0; d < draws; d++) row[d] -= centre;
      for (let d = 0; d < draws; d++) whole += row[d] * row[d] / mean[bin];
      for (let lag = 1; lag <= lags; lag++) {
        for (let d = lag; d < draws; d++) lagged += row[d] * row[d - lag] / mean[bin];
      }
    }
  }
  return whole > 0 ? lagged / whole : null;
}

/**
 * Covariance of draws about their mean, of a stationary autoregression of first order with variance 1: a function of
 * the number of a draw and of a lag back from it.
 */
function covarianceAboutMean(
  correlation: number,
  draws: number,
): (d: number, lag: number) => number {
  const power = new Float64Array(draws);
  power[0] = 1;
  for (let lag = 1; lag < draws; lag++) power[lag] = power[lag - 1] * correlation;
  // Covariance of each draw with the mean of all, and the variance of the mean.
  const withMean = Float64Array.from({ length: draws }, (_, d) => {
    let sum = 0;
    for (let other = 0; other < draws; other++) sum += power[Math.abs(d - other)];
    return sum / draws;
  });
  const meanVariance = withMean.reduce((sum, x) => sum + x, 0) / draws;
  return (d, lag) => power[lag] - withMean[d] - withMean[d - lag] + meanVariance;
}

/** Expectation of {@linkcode sumOfLags} for a stationary autoregression of first order. */
function expectedSumOfLags(correlation: number, draws: number, lags: number): number {
  const about = covarianceAboutMean(correlation, draws);
  let whole = 0, lagged = 0;
  for (let d = 0; d < draws; d++) {
    whole += about(d, 0);
    for (let lag = 1; lag <= Math.min(lags, d); lag++) lagged += about(d, lag);
  }
  return lagged / whole;
}

/**
 * Integrated autocorrelation time of the draws, over all runs and bins: the number of draws that are
 * worth one independent draw.
 *
 * It is that of the stationary Gaussian autoregression of first order whose first D / 10 correlations
 * have the measured sum. Both sums are about the mean of the draws of a run, which hides part of the
 * correlation of few draws.
 *
 * @param masses Masses in the order of the draws, `[runs, draws, ...shape]`.
 * @returns Draws, from 1 to D.
 * @throws {RangeError} If there are fewer than 4 draws, or the draws do not differ.
 *
 * @example Draws repeated four times
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { drawAutocorrelationTime } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const values = new Float64Array(200 * 20);
 * for (let d = 0; d < 200; d++) {
 *   for (let bin = 0; bin < 20; bin++) {
 *     values[d * 20 + bin] = d % 4 === 0 ? 1 + 0.1 * stream.normal() : values[(d - 1) * 20 + bin];
 *   }
 * }
 * assertAlmostEquals(drawAutocorrelationTime(masses(1, 200, [20], values)), 4, 1);
 * ```
 */
export function drawAutocorrelationTime(masses: Masses): number {
  const act = "measure the autocorrelation of draws";
  const { draws } = masses;
  checkInteger(act, "number of draws", draws, 4);
  const lags = Math.max(1, Math.floor(draws / 10));
  const measured = sumOfLags(masses, lags);
  if (measured === null) {
    throw new RangeError(`Cannot ${act} as the draws must differ: current value is a spread of 0`);
  }
  let low = 0, high = (draws - 1) / (draws + 1);
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (expectedSumOfLags(middle, draws, lags) < measured) low = middle;
    else high = middle;
  }
  return low === 0 ? 1 : (1 + low) / (1 - low);
}

/** Number of chains of {@linkcode standardChains}. */
export const simulatedChains = 4000;

/**
 * Stationary Gaussian autoregressions of first order with mean 0 and variance 1, the same at every
 * call; the array is reused.
 *
 * @param time Autocorrelation time tau, draws; the correlation of neighbours is (tau - 1) / (tau + 1).
 */
export function* standardChains(draws: number, time: number): Generator<Float64Array> {
  const correlation = (time - 1) / (time + 1), noise = Math.sqrt(1 - correlation * correlation);
  const stream = Stream.fromSeed(1).split("standard chains");
  const chain = new Float64Array(draws);
  for (let i = 0; i < simulatedChains; i++) {
    stream.normals(chain);
    for (let d = 1; d < draws; d++) chain[d] = correlation * chain[d - 1] + noise * chain[d];
    yield chain;
  }
}

/**
 * Effect of the correlation of D draws on their mean and spread: the variance of their mean is `ofMean`
 * times that of a draw, 1 / D for independent draws, and the expectation of their sample variance
 * (n - 1) is `ofSpread` times the true variance.
 *
 * @param time Autocorrelation time, draws; a Gaussian autoregression of first order.
 *
 * @example Independent draws
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { varianceFactors } from "./mod.ts";
 *
 * const { ofMean, ofSpread } = varianceFactors(50, 1);
 * assertAlmostEquals(ofMean, 0.02, 1e-15);
 * assertAlmostEquals(ofSpread, 1, 1e-15);
 * ```
 */
export function varianceFactors(
  draws: number,
  time: number,
): { readonly ofMean: number; readonly ofSpread: number } {
  const correlation = (time - 1) / (time + 1);
  let sum = 1, power = 1;
  for (let lag = 1; lag < draws; lag++) {
    power *= correlation;
    sum += 2 * (1 - lag / draws) * power;
  }
  const ofMean = sum / draws;
  return { ofMean, ofSpread: (1 - ofMean) * draws / (draws - 1) };
}

/**
 * Reciprocal of the expectation of 1 / s^2, s^2 being the variance of D draws (divided by D) in units of the true one.
 * It is (D - 3) / D for independent normal draws. For an autoregression of first order s^2 is taken as a multiple of
 * chi-square with the same mean and variance: right to 5 % from 4 independent draws on, and to 1 % from 10 on.
 *
 * @param time Autocorrelation time, draws.
 * @throws {RangeError} If the draws are worth fewer than 4 independent ones.
 *
 * Source: Satterthwaite, Biometrics Bulletin 2 (1946) 110.
 *
 * @example Fifty draws, independent and not
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { inverseVarianceFactor } from "./mod.ts";
 *
 * assertAlmostEquals(inverseVarianceFactor(50), 47 / 50, 1e-15);
 * assertAlmostEquals(inverseVarianceFactor(50, 12), 0.62, 0.01);
 * ```
 */
export function inverseVarianceFactor(draws: number, time = 1): number {
  if (!(draws / time >= 4)) {
    throw new RangeError(
      `Cannot estimate events as the draws of a run must be worth at least 4 independent ones: current value is ${
        (draws / time).toPrecision(2)
      }`,
    );
  }
  if (time === 1) return (draws - 3) / draws;
  const about = covarianceAboutMean((time - 1) / (time + 1), draws);
  let trace = 0, squares = 0;
  for (let d = 0; d < draws; d++) {
    const variance = about(d, 0);
    trace += variance;
    squares += variance * variance;
    for (let lag = 1; lag <= d; lag++) {
      const covariance = about(d, lag);
      squares += 2 * covariance * covariance;
    }
  }
  const freedom = trace * trace / squares;
  return trace / draws * (freedom - 2) / freedom;
}

/**
 * Expected ratio of claimed and achieved events of a calibrated posterior: the squared error of the
 * mean of its draws over their variance. 1 + 1/D for independent draws.
 *
 * @param time Autocorrelation time, draws.
 *
 * @example Independent draws
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { calibratedRatio } from "./mod.ts";
 *
 * assertAlmostEquals(calibratedRatio(50, 1), 1.02, 1e-12);
 * ```
 */
export function calibratedRatio(draws: number, time = 1): number {
  const { ofMean, ofSpread } = varianceFactors(draws, time);
  return (1 + ofMean) / ofSpread;
}
