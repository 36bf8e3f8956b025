/**
 * Confidence intervals of a counted coverage.
 *
 * @module
 */
import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { checkInteger } from "../check.ts";

/**
 * Clopper-Pearson interval of a binomial probability:
 * [B(alpha/2; k, n - k + 1), B(1 - alpha/2; k + 1, n - k)], B the quantile of a Beta distribution.
 *
 * For counts of independent cases, such as the runs in which one bin is covered. The bins of a run are
 * not independent.
 *
 * @param successes Number k of successes.
 * @param trials Number n of trials.
 * @param confidence 1 - alpha, default 0.6827.
 * @returns Lower and upper end, probabilities.
 * @throws {RangeError} If the number of trials is below 1 or that of successes, the number of successes
 * is negative, or the confidence is not between 0 and 1.
 *
 * Source: Clopper and Pearson, Biometrika 26 (1934) 404.
 *
 * @example No success in five trials
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { clopperPearson } from "./mod.ts";
 *
 * const [lower, upper] = clopperPearson(0, 5, 0.95);
 * assertEquals(lower, 0);
 * assertAlmostEquals(upper, 1 - Math.pow(0.025, 1 / 5), 1e-12);
 * ```
 */
export function clopperPearson(
  successes: number,
  trials: number,
  confidence = 0.6827,
): [number, number] {
  const act = "bound a probability";
  checkInteger(act, "number of successes", successes, 0);
  checkInteger(act, "number of trials", trials, Math.max(1, successes));
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(
      `Cannot ${act} as the confidence must be between 0 and 1: current value is ${confidence}`,
    );
  }
  const tail = (1 - confidence) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  ];
}
