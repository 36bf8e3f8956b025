/**
 * Amplification forecast without truth, by averaging over phase-space volumes.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawMoments } from "../calibration/moments.ts";
import { type Truth, truthPerBin } from "../calibration/truth.ts";
import { meanOverRuns, type RunsEstimate } from "../estimate.ts";

/** Options of {@linkcode averagingAmplification}. */
export interface ForecastOptions {
  /** Number of generated points; default infinitely many. */
  readonly nGenerated?: number;
}

/** Forecast of one posterior on one set of volumes. */
export interface AveragingForecast {
  /** Amplification of each volume, variances averaged over runs, `[bins]`; 0 for a mass of 0 or 1. */
  readonly perVolume: Float64Array;
  /** Amplification of all volumes together, for each run: sum I (1 - I) / (N sum sigma^2). */
  readonly overall: RunsEstimate;
}

/**
 * Averaging amplification, in the manner of arXiv:2509.08048. The integral I of the density over a
 * volume is known from n true events with variance I (1 - I) / n. A generated sample adds the variance
 * of the model, sigma^2, the spread of Bayesian draws, to that of counting, I (1 - I) / n_gen. Equal
 * variances define the equivalent events:
 *
 *     1 / n_equiv = sigma^2 / (I (1 - I)) + 1 / n_gen,   G = n_equiv / N.
 *
 * I is the posterior mean, sigma^2 the unbiased variance of the draws; no truth enters. Volumes are the
 * bins of the masses; `mergeBins` makes larger ones.
 *
 * @param masses Exact masses, `[runs, draws, ...shape]`.
 * @param nTrain Training events N of each run.
 * @returns Pure numbers.
 * @throws {RangeError} If a number is not above zero, there are fewer than 2 draws, or the draws of a
 * volume do not differ.
 *
 * @example Half of the points, known to ten percent
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { averagingAmplification } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.45, 0.55, 0.55, 0.45));
 * assertAlmostEquals(averagingAmplification(draws, 25).perVolume[0], 2, 1e-9);
 * ```
 */
export function averagingAmplification(
  masses: Masses,
  nTrain: number,
  options: ForecastOptions = {},
): AveragingForecast {
  const act = "forecast amplification";
  const { runs, draws } = masses;
  checkInteger(act, "number of draws", draws, 2);
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(masses);
  const counting = (i: number) => mean[i] * (1 - mean[i]);
  const spread = (i: number) => variance[i] * draws / (draws - 1);
  return compared(act, runs, bins, nTrain, options, counting, spread);
}

/**
 * Measures what {@linkcode averagingAmplification} forecasts: the squared error of the posterior mean
 * against the truth replaces the draws' variance, and p (1 - p) replaces I (1 - I).
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @param nTrain Training events N of each run.
 * @returns Pure numbers.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If a number is not above zero, or a volume's mean equals the truth in all runs.
 *
 * @example Half of the points, ten percent off
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { averagingAchieved } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.44, 0.56, 0.46, 0.54));
 * assertAlmostEquals(averagingAchieved(draws, 0.5, 50).perVolume[0], 2, 1e-9);
 * ```
 */
export function averagingAchieved(
  masses: Masses,
  truth: Truth,
  nTrain: number,
  options: ForecastOptions = {},
): AveragingForecast {
  const truths = truthPerBin(masses, truth);
  const bins = truths.length;
  const { mean } = drawMoments(masses);
  const counting = (i: number) => truths[i % bins] * (1 - truths[i % bins]);
  const distance = (i: number) => (mean[i] - truths[i % bins]) * (mean[i] - truths[i % bins]);
  return compared("measure amplification", masses.runs, bins, nTrain, options, counting, distance);
}

/** Quotients of counting and model variance, over runs for each volume and over volumes for each run. */
function compared(
  act: string,
  runs: number,
  bins: number,
  nTrain: number,
  { nGenerated }: ForecastOptions,
  counting: (i: number) => number,
  model: (i: number) => number,
): AveragingForecast {
  checkPositive(act, "number of training events", nTrain);
  if (nGenerated !== undefined) checkPositive(act, "number of generated points", nGenerated);
  const generated = nGenerated === undefined ? 0 : 1 / nGenerated;
  const quotient = (indices: Iterable<number>) => {
    let countingSum = 0, modelSum = 0;
    for (const i of indices) countingSum += counting(i), modelSum += model(i);
    if (countingSum <= 0) return 0;
    if (!(modelSum > 0)) {
      throw new RangeError(
        `Cannot ${act} as a volume must have an error above 0: current value is ${modelSum}`,
      );
    }
    return 1 / (nTrain * (modelSum / countingSum + generated));
  };
  const range = (from: number, step: number, count: number) =>
    Array.from({ length: count }, (_, k) => from + k * step);
  return {
    perVolume: Float64Array.from({ length: bins }, (_, bin) => quotient(range(bin, bins, runs))),
    overall: meanOverRuns(
      Array.from({ length: runs }, (_, run) => quotient(range(run * bins, 1, bins))),
    ),
  };
}

/**
 * Masses of larger volumes: `factor[i]` neighbouring bins along axis i are added up.
 *
 * @returns `[runs, draws, ...merged shape]`, probabilities
 * @throws {TypeError} If there is not one factor an axis.
 * @throws {RangeError} If a factor does not divide the bins of its axis.
 *
 * @example Four bins become two
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { mergeBins } from "./mod.ts";
 *
 * const merged = mergeBins(masses(1, 1, [4], Float64Array.of(1, 2, 3, 4)), [2]);
 * assertEquals([...merged.values], [3, 7]);
 * ```
 */
export function mergeBins(masses: Masses, factor: readonly number[]): Masses {
  const act = "merge bins";
  const { runs, draws, shape, values } = masses;
  if (factor.length !== shape.length) {
    throw new TypeError(
      `Cannot ${act} as there must be ${shape.length} factors: current value is ${factor.length}`,
    );
  }
  const merged = shape.map((bins, axis) => {
    checkInteger(act, "factor", factor[axis], 1);
    if (bins % factor[axis] !== 0) {
      throw new RangeError(
        `Cannot ${act} as the factor of axis ${axis} must divide ${bins}: current value is ${
          factor[axis]
        }`,
      );
    }
    return bins / factor[axis];
  });
  const bins = binCount(masses);
  const count = binCount({ shape: merged });
  const target = Uint32Array.from({ length: bins }, (_, bin) => {
    let index = bin, out = 0, stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      out += Math.floor((index % shape[axis]) / factor[axis]) * stride;
      stride *= merged[axis];
      index = Math.floor(index / shape[axis]);
    }
    return out;
  });
  const out = new Float64Array(runs * draws * count);
  for (let row = 0; row < runs * draws; row++) {
    for (let bin = 0; bin < bins; bin++) out[row * count + target[bin]] += values[row * bins + bin];
  }
  return { runs, draws, shape: merged, values: out };
}
