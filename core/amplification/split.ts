/**
 * Amplification of the posterior alone, and its loss by the counting noise of generated points.
 *
 * @module
 */
import { checkPositive } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawMoments } from "../calibration/moments.ts";
import { meanOverRuns, type RunsEstimate } from "../estimate.ts";

/**
 * Events of a sample whose variance is the sum of those of two independent samples:
 * 1 / (1/a + 1/b). A posterior worth `a` events, with `b` generated points, is worth this many.
 *
 * @param a Events of the first sample.
 * @param b Events of the second sample.
 * @returns Events.
 *
 * @example Equal errors halve the events
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { combinedEvents } from "./mod.ts";
 *
 * assertEquals(combinedEvents(200, 200), 100);
 * ```
 */
export function combinedEvents(a: number, b: number): number {
  return 1 / (1 / a + 1 / b);
}

/**
 * Points to generate for a generated sample to be worth `wanted` events.
 *
 * @param wanted Events that the generated sample is to be worth.
 * @param posterior Events that the posterior is worth.
 * @returns Points; null where no number of points suffices.
 * @throws {RangeError} If a number is not above zero.
 *
 * @example No number of points exceeds the worth of the posterior
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pointsNeeded } from "./mod.ts";
 *
 * assertEquals(pointsNeeded(100, 200), 200);
 * assertEquals(pointsNeeded(300, 200), null);
 * ```
 */
export function pointsNeeded(wanted: number, posterior: number): number | null {
  checkPositive("count points", "number of wanted events", wanted);
  checkPositive("count points", "number of events of the posterior", posterior);
  return wanted < posterior ? 1 / (1 / wanted - 1 / posterior) : null;
}

/** The estimate "std" of amplification, with and without counting noise. */
export interface AmplificationSplit {
  /** Amplification of the posterior alone: (1/N) sum mu^2 / sigma^2. */
  readonly posterior: RunsEstimate;
  /** With the counting noise of n points: (1/N) sum mu^2 / (sigma^2 + mu (1 - mu) / n). */
  readonly counted: RunsEstimate;
  /** Upper limit by counting alone, for an infinitely sharp posterior: (1/N) sum mu n / (1 - mu). */
  readonly cap: RunsEstimate;
  /** Share of the variance of `counted` that is counting: counted / cap. */
  readonly countingShare: RunsEstimate;
}

/**
 * Splits the amplification into the posterior's part and the generator's counting part.
 *
 * Masses counted on n points of each draw have variance sigma^2 + mu (1 - mu) / n. With n = 1000 n_Q
 * points for n_Q quantile bins this limits the amplification to about 1000 n_Q / N, a limit that grows
 * with n_Q for any posterior, and the estimate grows with it. The split starts from masses without
 * counting noise, such as those of a cubature.
 *
 * @param masses Exact masses, `[runs, draws, ...shape]`.
 * @param nTrain Training events N.
 * @param pointsPerDraw Points n generated with each draw.
 * @returns Pure numbers over runs.
 * @throws {RangeError} If a number is not above zero, or draws of a bin do not differ.
 *
 * @example Two bins known to ten percent, from a thousand points
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { amplificationSplit } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.45, 0.55, 0.55, 0.45));
 * const { posterior, counted, cap } = amplificationSplit(draws, 100, 1000);
 * assertAlmostEquals(posterior.value, 2, 1e-9);
 * assertAlmostEquals(cap.value, 20, 1e-9);
 * assertAlmostEquals(counted.value, 1 / (1 / 2 + 1 / 20), 1e-9);
 * ```
 */
export function amplificationSplit(
  masses: Masses,
  nTrain: number,
  pointsPerDraw: number,
): AmplificationSplit {
  const act = "split amplification";
  checkPositive(act, "number of training events", nTrain);
  checkPositive(act, "number of points per draw", pointsPerDraw);
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(masses);
  const sum = (term: (mu: number, square: number) => number) =>
    Array.from({ length: masses.runs }, (_, run) => {
      let total = 0;
      for (let i = run * bins; i < (run + 1) * bins; i++) {
        if (mean[i] > 0) total += term(mean[i], variance[i]) / nTrain;
      }
      return total;
    });
  if (mean.some((mu, i) => mu > 0 && variance[i] === 0)) {
    throw new RangeError(
      `Cannot ${act} as the draws of a bin must differ: current value is a variance of 0`,
    );
  }
  const counting = (mu: number) => mu * (1 - mu) / pointsPerDraw;
  const posterior = sum((mu, square) => mu * mu / square);
  const counted = sum((mu, square) => mu * mu / (square + counting(mu)));
  const cap = sum((mu) => mu * mu / counting(mu));
  return {
    posterior: meanOverRuns(posterior),
    counted: meanOverRuns(counted),
    cap: meanOverRuns(cap),
    countingShare: meanOverRuns(counted.map((value, run) => value / cap[run])),
  };
}
