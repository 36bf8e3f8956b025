/**
 * Scores of the draws as a forecast of the truth.
 *
 * @module
 */
import {
  type BootstrapOptions,
  bootstrapRuns,
  intervalScores,
  rankedProbabilityScore,
} from "../calibration/mod.ts";
import { type Estimate, type RunsEstimate, valueAndError } from "../estimate.ts";
import type { Compared } from "./compared.ts";

/** Continuous ranked probability score over the true mass. */
export interface ScoreMeasures {
  /** The score, mean over bins; 0 is best. */
  readonly score: RunsEstimate;
  /** The part of the spread of the draws. */
  readonly spread: RunsEstimate;
  /** Score over spread, each a mean over runs. */
  readonly ratio: Estimate;
}

/**
 * Measures the continuous ranked probability score.
 *
 * @returns Fractions of the true mass; the ratio is a pure number.
 * @throws {RangeError} If the draws do not differ, or the truth has a mass of 0.
 */
export function measureScores(
  { masses, truth }: Compared,
  resampling: BootstrapOptions,
): ScoreMeasures {
  const { score, spread } = rankedProbabilityScore(masses, truth, resampling);
  const [ratio] = bootstrapRuns(masses.runs, (weights) => {
    const mean = ({ perRun }: RunsEstimate) =>
      perRun.reduce((sum, x, run) => sum + weights[run] * x, 0);
    return [mean(score) / mean(spread)];
  }, resampling);
  if (!Number.isFinite(ratio.value)) {
    throw new RangeError(
      `Cannot compare score and spread as the draws must differ: current value is a spread of ${spread.value}`,
    );
  }
  return { score, spread, ratio: valueAndError(ratio) };
}

/** Interval scores and widths of the rank levels, over the true mass, `[levels]`. */
export interface IntervalMeasures {
  /** Interval scores; 0 is best. */
  readonly score: Estimate[];
  /** Widths of the intervals. */
  readonly width: Estimate[];
}

/**
 * Measures interval scores and widths.
 *
 * @returns Fractions of the true mass, `[levels]`.
 * @throws {RangeError} If there are fewer than 2 draws, or the truth has a mass of 0.
 */
export function measureIntervals(
  { masses, truth }: Compared,
  resampling: BootstrapOptions,
): IntervalMeasures {
  const levels = intervalScores(masses, truth, resampling);
  return {
    score: levels.map(({ score }) => valueAndError(score)),
    width: levels.map(({ width }) => valueAndError(width)),
  };
}
