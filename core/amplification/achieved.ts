/**
 * Claimed against achieved amplification: the one follows from the posterior's spread, the other from
 * its distance from the truth.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { checkStandsOut, type CountedSquare, countedSquares } from "../calibration/counted.ts";
import { drawMoments } from "../calibration/moments.ts";
import { type BootstrapOptions, bootstrapRuns } from "../calibration/runs.ts";
import type { RunsEstimate } from "../estimate.ts";
import { type Truth, truthPerBin } from "../calibration/truth.ts";

/** Amplification that a posterior claims and achieves. */
export interface ClaimedAndAchieved {
  /**
   * Amplification claimed by the spread, all bins together: (K - 1) / (N sum_b sigma_b^2 / p_b), with
   * the unbiased variance of the draws.
   */
  readonly claimed: RunsEstimate;
  /**
   * Amplification achieved by the posterior mean: (K - 1) / (N sum_b (mu_b - p_b)^2 / p_b). A true
   * sample of M events achieves M / N; bias counts against it as much as spread.
   */
  readonly achieved: RunsEstimate;
  /** Claimed over achieved: 1 + 1/D for a calibrated posterior, more for one that claims too much. */
  readonly ratio: RunsEstimate;
  /**
   * Share of the squared error that all runs have in common; null with one run. The estimate is
   * unbiased, so it may fall below 0 by chance. More training data reduce it less than the remaining
   * error.
   */
  readonly systematicShare: number | null;
  /** Shares of counting noise, subtracted from the spread and the squared error; null for exact masses. */
  readonly counting: {
    readonly spread: CountingShare;
    readonly distance: CountingShare;
  } | null;
}

/** Share of counting noise in a sum of squares over all runs. */
export interface CountingShare {
  /** Share of the sum of squares, from 0 to 1. */
  readonly share: number;
  /** Standard deviation of that share by counting alone. */
  readonly error: number;
}

/** Options of {@linkcode claimedAndAchieved}. */
export interface ClaimOptions extends BootstrapOptions {
  /** Points generated with each draw, if the masses were counted; omit it if they are exact. */
  readonly pointsPerDraw?: number;
}

/** Share of counting noise in the squares of all runs together. */
function shareOf(squares: readonly CountedSquare[]): CountingShare {
  const sum = (term: (square: CountedSquare) => number) =>
    squares.reduce((total, square) => total + term(square), 0);
  const whole = sum(({ whole }) => whole);
  return {
    share: sum(({ counting }) => counting) / whole,
    error: Math.sqrt(sum(({ error }) => error * error)) / whole,
  };
}

/**
 * Compares the amplification that a posterior claims with the one it achieves against the truth.
 *
 * Sums over bins and runs come before the quotient: a mean of 1 / (mu - p)^2 has no expectation. For
 * the same reason the claim differs slightly from the estimate "std", a mean of quotients, which is
 * larger where relative spreads differ between bins.
 *
 * Squared errors are averaged over runs, so the values are harmonic means. Standard errors come from
 * the bootstrap over runs; that of the ratio resamples numerator and denominator together.
 *
 * If masses were counted on generated points, the expected counting noise is subtracted from the spread
 * and the squared error of each run, so that the values are those of the flows, as with exact masses.
 * Its scatter differs between runs and is therefore part of the standard errors; `counting` states it
 * separately.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @param nTrain Training events N.
 * @returns Pure numbers, with standard errors over runs; `counting` as shares.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 2 draws or bins, all draws are equal, the mean of a run
 * equals the truth exactly, or a square of a run does not exceed its counting noise.
 *
 * @example Draws that scatter less than they err
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { claimedAndAchieved } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.51, 0.49, 0.53, 0.47));
 * const { claimed, achieved, ratio } = claimedAndAchieved(draws, 0.5, 100);
 * assertAlmostEquals(achieved.value, 1 / (100 * 4 * 0.02 * 0.02), 1e-9);
 * assertAlmostEquals(claimed.value, 1 / (100 * 4 * 0.0002), 1e-9);
 * assertAlmostEquals(ratio.value, 2, 1e-9);
 * ```
 */
export function claimedAndAchieved(
  masses: Masses,
  truth: Truth,
  nTrain: number,
  options: ClaimOptions = {},
): ClaimedAndAchieved {
  const act = "compare amplifications";
  const { runs, draws } = masses;
  checkPositive(act, "number of training events", nTrain);
  checkInteger(act, "number of draws", draws, 2);
  checkInteger(act, "number of bins", binCount(masses), 2);
  const truths = truthPerBin(masses, truth);
  const bins = truths.length;
  const { mean, variance } = drawMoments(masses);
  const spread = new Float64Array(runs);
  const error = new Float64Array(runs);
  const common = new Float64Array(bins);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      const i = run * bins + bin;
      const difference = mean[i] - truths[bin];
      spread[run] += variance[i] * draws / (draws - 1) / truths[bin];
      error[run] += difference * difference / truths[bin];
      common[bin] += difference / runs;
    }
    checkPositive(act, `spread of run ${run}`, spread[run]);
    checkPositive(act, `squared error of run ${run}`, error[run]);
  }
  const whole = error.reduce((sum, x) => sum + x, 0) / runs;
  const { pointsPerDraw } = options;
  const counted = pointsPerDraw === undefined ? null : countedSquares(masses, truth, pointsPerDraw);
  if (counted !== null) {
    subtractCounting(spread, counted.spread, "spread");
    subtractCounting(error, counted.distance, "squared error");
  }
  const weighted = (perRun: Float64Array, w: Float64Array) =>
    perRun.reduce((sum, x, run) => sum + w[run] * x, 0);
  const [claimed, achieved, ratio] = bootstrapRuns(runs, (w) => {
    const s = weighted(spread, w), e = weighted(error, w);
    return [(bins - 1) / (nTrain * s), (bins - 1) / (nTrain * e), e / s];
  }, options);
  let systematicShare: number | null = null;
  if (runs > 1) {
    // E (mean over runs)^2 = bias^2 + variance / R, and mean square = bias^2 + variance. Counting noise
    // is independent between runs: the square of the mean holds 1/R of that in the mean square.
    const square = error.reduce((sum, x) => sum + x, 0) / runs;
    const squareOfMean = common.reduce((sum, x, bin) => sum + x * x / truths[bin], 0);
    systematicShare = (squareOfMean - whole / runs) / (1 - 1 / runs) / square;
  }
  const counting = counted && {
    spread: shareOf(counted.spread),
    distance: shareOf(counted.distance),
  };
  return { claimed, achieved, ratio, systematicShare, counting };
}

/** Subtracts the expected counting noise from the square of each run, in place. */
function subtractCounting(
  perRun: Float64Array,
  squares: readonly CountedSquare[],
  name: string,
): void {
  for (const [run, square] of squares.entries()) {
    checkStandsOut("compare amplifications", `${name} of run ${run}`, square);
    perRun[run] -= square.counting;
  }
}
