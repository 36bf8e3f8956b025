/**
 * Amplification: the number of true events that carry as much information as a posterior, in units of
 * the number that it was trained on.
 *
 * @module
 */
import { checkPositive } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { meanOverRuns, type RunsEstimate } from "../estimate.ts";
import { inverseVarianceFactor } from "../calibration/autocorrelation.ts";
import { drawMoments } from "../calibration/moments.ts";

/**
 * Estimators of the number of true events: `"unbiased"`, and those of arXiv:2408.00838's public code. With mu and
 * sigma^2 a bin's mean and variance over draws (the variance divided by the number of draws), in masses or in
 * counts = mass x points per draw:
 *
 * * `"unbiased"`: f times the sum of mu^2 / sigma^2, over the sum of mu / (1 - mu). A posterior worth M events has
 *   mu^2 / sigma^2 = M mu / (1 - mu) in each bin if sigma^2 is its variance. That of D normal draws makes the
 *   expectation of mu^2 / sigma^2 larger, by 1 / f = D / (D - 3) if the draws are independent
 *   ({@linkcode inverseVarianceFactor}). So the expectation of the estimate is M.
 * * `"std"`: sum of mu^2 / sigma^2 over bins. Poisson counts of M events have mu^2 / sigma^2 = mu, so
 *   the sum is the number of events whose counting errors equal the posterior's. Used in the paper's figure.
 * * `"naive"`: sum of sigma of the counts. A standard deviation takes the place of a variance, so the
 *   sum grows with the number of points generated.
 * * `"mean"`: sum of sqrt(mu) of the counts. Independent of the posterior's spread.
 * * `"binomial"`: mean over bins of |mu / p|, p = (mu - sigma^2) / mu, counts. The absolute value hides
 *   over-dispersion (sigma^2 > mu), which no binomial has.
 * * `"binomial-signed"`: the same with its sign; negative where counts are over-dispersed.
 */
export type AmplificationEstimator =
  | "unbiased"
  | "std"
  | "naive"
  | "mean"
  | "binomial"
  | "binomial-signed";

/** Options of {@linkcode amplification}. */
export interface AmplificationOptions {
  /** Default "std". */
  readonly estimator?: AmplificationEstimator;
  /** Points generated with each draw; required by every estimator but "std" and "unbiased". */
  readonly pointsPerDraw?: number;
  /** Draws that are worth one independent draw, for "unbiased"; default 1. */
  readonly autocorrelationTime?: number;
}

/**
 * Number of true events that a posterior is worth, by one of the estimators.
 *
 * Bins whose mean mass is not above 0, which the series of a cubature can give, add nothing.
 *
 * @returns Events, for each run.
 * @throws {TypeError} If the estimator needs the points per draw and there are none.
 * @throws {RangeError} If all draws give a bin the same mass above zero, for which "std" is infinite, or the draws are
 * worth fewer than 4 independent ones, for "unbiased".
 *
 * Source: arXiv:2408.00838, public code.
 *
 * @example Ten percent errors on two bins are worth two hundred events
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { equivalentEvents } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.45, 0.55, 0.55, 0.45));
 * assertAlmostEquals(equivalentEvents(draws)[0], 200, 1e-9);
 * ```
 */
export function equivalentEvents(masses: Masses, options: AmplificationOptions = {}): number[] {
  const { estimator = "std", pointsPerDraw: points, autocorrelationTime } = options;
  const act = "estimate amplification";
  const exact = estimator === "std" || estimator === "unbiased";
  const factor = estimator === "unbiased"
    ? inverseVarianceFactor(masses.draws, autocorrelationTime)
    : 1;
  if (!exact) {
    if (points === undefined) {
      throw new TypeError(
        `Cannot ${act} as the estimator "${estimator}" must have the points per draw: current value is undefined`,
      );
    }
    checkPositive(act, "number of points per draw", points);
  }
  const scale = points ?? 1;
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(masses);
  const termOf = (mu: number, square: number): number => {
    switch (estimator) {
      case "unbiased":
      case "std":
        return mu * mu / square;
      case "naive":
        return Math.sqrt(square) * scale;
      case "mean":
        return Math.sqrt(mu * scale);
      case "binomial":
        return Math.abs(mu * scale / ((mu - square * scale) / mu)) / bins;
      case "binomial-signed":
        return mu * scale / ((mu - square * scale) / mu) / bins;
    }
  };
  return Array.from({ length: masses.runs }, (_, run) => {
    let events = 0, perEvent = 0;
    for (let bin = 0; bin < bins; bin++) {
      const i = run * bins + bin;
      if (mean[i] <= 0) continue;
      if (exact && variance[i] === 0) {
        throw new RangeError(
          `Cannot ${act} as the draws of a bin must differ: current value is ${
            mean[i]
          } in every draw of run ${run} at bin ${bin}`,
        );
      }
      events += termOf(mean[i], variance[i]);
      perEvent += mean[i] / (1 - mean[i]);
    }
    return estimator === "unbiased" ? factor * events / perEvent : events;
  });
}

/**
 * Amplification G: equivalent true events over training events.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @param nTrain Training events N of each run.
 * @returns Pure numbers: for each run, with mean, standard error, and range over runs.
 * @throws {TypeError} If the estimator needs the points per draw and there are none.
 * @throws {RangeError} If `nTrain` is not above zero, or all draws give a bin the same mass.
 *
 * Source: arXiv:2408.00838, public code.
 *
 * @example Masses with the counting errors of 2000 events amplify 1000 twofold
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { amplification } from "./mod.ts";
 *
 * const mu = 0.5, sigma = Math.sqrt(0.5 / 2000);
 * const draws = Float64Array.of(mu - sigma, mu + sigma, mu + sigma, mu - sigma);
 * assertAlmostEquals(amplification(masses(1, 2, [2], draws), 1000).value, 2, 1e-9);
 * ```
 */
export function amplification(
  masses: Masses,
  nTrain: number,
  options: AmplificationOptions = {},
): RunsEstimate {
  checkPositive("estimate amplification", "number of training events", nTrain);
  return meanOverRuns(equivalentEvents(masses, options).map((events) => events / nTrain));
}
