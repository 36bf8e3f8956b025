/**
 * Deviations of coverage from its nominal level.
 *
 * @module
 */
import { checkLength } from "../check.ts";
import type { Coverage } from "./coverage.ts";
import { marginalCoverage } from "./marginal.ts";
import type { RunsEstimate } from "../estimate.ts";
import { type BootstrapOptions, bootstrapRuns } from "./runs.ts";

/** Weighted mean over runs of `[runs, count]` values. */
function average(values: Float64Array, weights: Float64Array, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let run = 0; run < weights.length; run++) {
    const weight = weights[run];
    if (weight === 0) continue;
    for (let i = 0; i < count; i++) out[i] += weight * values[run * count + i];
  }
  return out;
}

/** Mean over levels of coverage minus nominal, for each bin: signed, then absolute. */
export function meanDeviations(
  coverage: Float64Array,
  nominal: Float64Array,
): { signed: Float64Array; absolute: Float64Array } {
  const levels = nominal.length;
  const bins = coverage.length / levels;
  const signed = new Float64Array(bins);
  const absolute = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    let sum = 0, absoluteSum = 0;
    for (let level = 0; level < levels; level++) {
      const share = (coverage[bin * levels + level] - nominal[level]) / levels;
      sum += share;
      absoluteSum += Math.abs(share);
    }
    signed[bin] = sum;
    absolute[bin] = absoluteSum;
  }
  return { signed, absolute };
}

/** Options of {@linkcode deviations}. */
export interface DeviationOptions extends BootstrapOptions {
  /** Whether deviations along the axes are measured too, default true; they take most of the time. */
  readonly along?: boolean;
}

/** Mean deviations of coverage from nominal. */
export interface Deviations {
  /** Mean over levels of |mean coverage of all bins - nominal|: the MAD, or expected calibration error. */
  readonly mad: RunsEstimate;
  /** Mean over levels of mean coverage - nominal: negative where intervals cover too little. */
  readonly signed: RunsEstimate;
  /** For each axis, the mean over its places and the levels of |coverage - nominal|; MAD_r, MAD_phi. */
  readonly madByAxis: RunsEstimate[];
}

/**
 * Mean absolute and signed deviation of coverage from nominal.
 *
 * MAD = mean_j |c^_j - c_j|, with the coverage c^_j averaged over all bins and runs; along an axis the
 * coverage is averaged over the bins at a place and the runs, and |c^_j - c_j| also over the places
 * ({@linkcode placesAlong}). Even for perfect calibration the expected MAD is its floor, {@linkcode madFloor}.
 *
 * @returns Probabilities, with standard errors from the bootstrap over runs. Values of single runs have
 * larger floors than the value of all runs.
 * @throws {TypeError} If there are more than 8 runs and no stream.
 *
 * Source: arXiv:2408.00838, public code.
 *
 * @example Intervals that never hold the truth
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverage, deviations } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.3, 0.7));
 * const { mad, signed } = deviations(coverage(draws, 0.5));
 * assertAlmostEquals(mad.value, 1 / 3, 1e-15);
 * assertAlmostEquals(signed.value, -1 / 3, 1e-15);
 * ```
 */
export function deviations(coverage: Coverage, options: DeviationOptions = {}): Deviations {
  const { runs, shape, nominal } = coverage;
  const levels = nominal.length;
  const overall = marginalCoverage(coverage);
  const axes = options.along === false
    ? []
    : shape.map((_, axis) => marginalCoverage(coverage, axis));
  const [mad, signed, ...madByAxis] = bootstrapRuns(runs, (weights) => {
    const total = meanDeviations(average(overall.values, weights, levels), nominal);
    return [
      total.absolute[0],
      total.signed[0],
      ...axes.map(({ values, bins }) => {
        const { absolute } = meanDeviations(average(values, weights, bins * levels), nominal);
        return absolute.reduce((sum, value) => sum + value, 0) / bins;
      }),
    ];
  }, options);
  return { mad, signed, madByAxis };
}

/** Expected calibration error of the mean coverage. */
export interface CalibrationError {
  /** Weighted mean over levels of |coverage - nominal|. */
  readonly absolute: RunsEstimate;
  /** Weighted mean over levels of coverage - nominal. */
  readonly signed: RunsEstimate;
}

/**
 * Expected calibration error: sum_j w_j |c^_j - c_j|, and the same with its sign.
 *
 * @param weights Weight of each nominal level, any scale; default equal, which gives the MAD of
 * {@linkcode deviations}.
 * @returns Probabilities, with standard errors from the bootstrap over runs.
 * @throws {TypeError} If there is not one weight a level.
 *
 * @example Intervals that never hold the truth
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverage, expectedCalibrationError } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.3, 0.7));
 * const { signed } = expectedCalibrationError(coverage(draws, 0.5));
 * assertAlmostEquals(signed.value, -1 / 3, 1e-15);
 * ```
 */
export function expectedCalibrationError(
  coverage: Coverage,
  weights?: ArrayLike<number>,
  options: BootstrapOptions = {},
): CalibrationError {
  const { runs, nominal } = coverage;
  const levels = nominal.length;
  const w = Float64Array.from(weights ?? nominal.map(() => 1));
  checkLength("weigh levels", "array of weights", w, levels);
  const total = w.reduce((sum, x) => sum + x, 0);
  const { values } = marginalCoverage(coverage);
  const [absolute, signed] = bootstrapRuns(runs, (runWeights) => {
    const mean = average(values, runWeights, levels);
    let absolute = 0, signed = 0;
    for (let level = 0; level < levels; level++) {
      const deviation = mean[level] - nominal[level];
      absolute += w[level] / total * Math.abs(deviation);
      signed += w[level] / total * deviation;
    }
    return [absolute, signed];
  }, options);
  return { absolute, signed };
}

/** Deviation at every place on one axis. */
export interface AxisDeviation {
  /** Mean over levels of coverage - nominal, `[places]`. */
  readonly signed: RunsEstimate[];
  /** Mean over levels of |coverage - nominal|, `[places]`. */
  readonly absolute: RunsEstimate[];
}

/**
 * Deviation of coverage from nominal along one axis, such as the radius; coverage is averaged over the
 * other axes and the runs.
 *
 * @returns `[places]` as {@linkcode placesAlong} has them, probabilities, with standard errors from the bootstrap over runs
 * @throws {RangeError} If the grid has no such axis.
 *
 * Source: arXiv:2408.00838, public code.
 *
 * @example The first bin is covered, the second is not
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverage, deviationAlong } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.7));
 * const { signed } = deviationAlong(coverage(draws, 0.5), 0);
 * assertAlmostEquals(signed[0].value, 2 / 3, 1e-15);
 * assertAlmostEquals(signed[1].value, -1 / 3, 1e-15);
 * ```
 */
export function deviationAlong(
  coverage: Coverage,
  axis: number,
  options: BootstrapOptions = {},
): AxisDeviation {
  const { runs, nominal } = coverage;
  const { values, bins } = marginalCoverage(coverage, axis);
  const estimates = bootstrapRuns(runs, (weights) => {
    const { signed, absolute } = meanDeviations(
      average(values, weights, bins * nominal.length),
      nominal,
    );
    return [...signed, ...absolute];
  }, options);
  return { signed: estimates.slice(0, bins), absolute: estimates.slice(bins) };
}
