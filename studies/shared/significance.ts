/**
 * When a number that is known from a few runs is said to differ from another.
 *
 * @module
 */
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import type { Estimate } from "./schema.ts";

/** Probability below which a difference is claimed. */
const claimedBelow = 0.05;

/**
 * Probability of a difference as large by chance, on either side: by Student's distribution, because the
 * standard error comes from the same few runs. With 3 runs it takes 4.3 standard errors to get below 5 %, with
 * 5 runs 2.8.
 *
 * @param runs Independent runs that the error comes from.
 * @returns Probability; 1 where the error cannot be had, 0 for a difference without error.
 *
 * @example Three standard errors of three runs are not rare
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
 * On which side of a limit an estimate lies, where that is claimed; `undefined` where it cannot be told.
 *
 * @example Too close to tell
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
