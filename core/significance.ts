/**
 * Significance of differences of numbers that are known from a few runs.
 *
 * @module
 */
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import type { Estimate } from "./estimate.ts";

/** Probability below which a difference is significant. */
const claimedBelow = 0.05;

/**
 * Two-sided p-value of a difference by Student's distribution, because the standard error comes from
 * the same few runs. A p-value below 5 % takes 4.3 standard errors with 3 runs and 2.8 with 5 runs.
 *
 * @param runs Independent runs that the error comes from.
 * @returns Probability; 1 without a standard error, 0 for a difference with an error of 0.
 *
 * @example Three standard errors from three runs are not significant
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chanceOf } from "./significance.ts";
 *
 * // Two degrees of freedom: 1 - t / sqrt(2 + t^2).
 * assertAlmostEquals(chanceOf({ value: 3, error: 1 }, 3), 1 - 3 / Math.sqrt(11), 1e-9);
 * ```
 */
export function chanceOf({ value, error }: Estimate, runs: number): number {
  if (error === null || runs < 2) return 1;
  if (error === 0) return value === 0 ? 1 : 0;
  return 2 * tCdf(-Math.abs(value) / error, runs - 1);
}

/**
 * The side of a limit on which an estimate lies; `undefined` if the difference is not significant.
 *
 * @example A significant difference, and one that is not
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sideOf } from "./significance.ts";
 *
 * assertEquals(sideOf({ value: 1.5, error: 0.1 }, 1, 3), "above");
 * assertEquals(sideOf({ value: 1.4, error: 0.1 }, 1, 3), undefined);
 * ```
 */
export function sideOf(
  { value, error }: Estimate,
  limit: number,
  runs: number,
): "above" | "below" | undefined {
  const difference = value - limit;
  if (chanceOf({ value: difference, error }, runs) >= claimedBelow) return undefined;
  return difference > 0 ? "above" : "below";
}
