/**
 * Mean and variance of each bin's draws.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";
import { placesAlong, positions } from "./marginal.ts";
import { curveOverRuns, type RunsCurve } from "../estimate.ts";

/** Bins that are taken at a time, so that those of all draws stay in a core's cache. */
const BLOCK = 512;

/** Moments of the draws of each run. */
export interface DrawMoments {
  /** `[runs, bins]`, probabilities. */
  readonly mean: Float64Array;
  /** Variance divided by the number of draws, not by one less; `[runs, bins]`, squared probabilities. */
  readonly variance: Float64Array;
}

/**
 * Mean and variance of the draws of each bin of each run.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @returns `[runs, bins]` each.
 *
 * @example Two draws of one bin
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { drawMoments } from "./mod.ts";
 *
 * const { mean, variance } = drawMoments(masses(1, 2, [1], Float64Array.of(0.4, 0.6)));
 * assertAlmostEquals(mean[0], 0.5, 1e-15);
 * assertAlmostEquals(variance[0], 0.01, 1e-15);
 * ```
 */
export function drawMoments(masses: Masses): DrawMoments {
  const { runs, draws, values } = masses;
  const bins = binCount(masses);
  const mean = new Float64Array(runs * bins);
  const variance = new Float64Array(runs * bins);
  for (let run = 0; run < runs; run++) {
    for (let start = 0; start < bins; start += BLOCK) {
      const end = Math.min(start + BLOCK, bins);
      const ofMean = mean.subarray(run * bins + start, run * bins + end);
      const ofVariance = variance.subarray(run * bins + start, run * bins + end);
      for (let draw = 0; draw < draws; draw++) {
        const from = (run * draws + draw) * bins + start;
        for (let bin = 0; bin < ofMean.length; bin++) ofMean[bin] += values[from + bin];
      }
      for (let bin = 0; bin < ofMean.length; bin++) ofMean[bin] /= draws;
      for (let draw = 0; draw < draws; draw++) {
        const from = (run * draws + draw) * bins + start;
        for (let bin = 0; bin < ofMean.length; bin++) {
          const difference = values[from + bin] - ofMean[bin];
          ofVariance[bin] += difference * difference;
        }
      }
      for (let bin = 0; bin < ofMean.length; bin++) ofVariance[bin] /= draws;
    }
  }
  return { mean, variance };
}

/** Mean and spread of the masses at every place on one axis. */
export interface AxisMoments {
  /** Mass of a bin, averaged over all bins at the place and the draws, `[places]`. */
  readonly mean: RunsCurve;
  /** Standard deviation of a bin's draws, averaged over all bins at the place, `[places]`. */
  readonly spread: RunsCurve;
}

/**
 * Mean mass and posterior spread of a bin against its place on one axis, such as the radius.
 *
 * @param axis Index of the axis.
 * @returns Probabilities, `[places]` as {@linkcode placesAlong} has them, with standard errors over runs.
 * @throws {RangeError} If the grid has no such axis.
 *
 * Source: arXiv:2408.00838, public code.
 *
 * @example Two rings of one sector
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { momentsAlong } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2, 1], Float64Array.of(0.4, 0.6, 0.6, 0.4));
 * const { mean, spread } = momentsAlong(draws, 0);
 * assertAlmostEquals(mean.mean[0], 0.5, 1e-15);
 * assertAlmostEquals(spread.mean[1], 0.1, 1e-15);
 * ```
 */
export function momentsAlong(masses: Masses, axis: number): AxisMoments {
  const { runs, shape } = masses;
  const place = positions(shape, axis);
  const bins = place.length, places = placesAlong(shape[axis]);
  const { mean, variance } = drawMoments(masses);
  const average = (valueAt: (i: number) => number) => {
    const out = new Float64Array(runs * places);
    for (let run = 0; run < runs; run++) {
      for (let bin = 0; bin < bins; bin++) {
        out[run * places + place[bin]] += valueAt(run * bins + bin) * places / bins;
      }
    }
    return curveOverRuns(out, runs);
  };
  return { mean: average((i) => mean[i]), spread: average((i) => Math.sqrt(variance[i])) };
}
