/**
 * Significance of differences of numbers that are known from a few runs.
 *
 * @module
 */
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Estimate } from "./estimate.ts";

/** Probability below which a difference is significant. */
const claimedBelow = 0.05;

/** Probability with which the next step finds a difference as large as the measured one. */
const detection = 0.8;

/** Most runs that a next step names. */
const mostRuns = 1000;

/** The side of a limit on which a number lies. */
export type Side = "above" | "below";

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
 * @param alarms Probability below which it is, default 5 %.
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
  alarms: number = claimedBelow,
): Side | undefined {
  const difference = value - limit;
  if (chanceOf({ value: difference, error }, runs) >= alarms) return undefined;
  return difference > 0 ? "above" : "below";
}

/**
 * Which of several differences are significant together, by the rule of Holm (Scandinavian Journal of Statistics 6,
 * 1979): the probability that any of them is called so by chance is at most `alarms`.
 *
 * @param chances p-values.
 * @param alarms Probability of any false alarm, default 5 %.
 *
 * @example The second of three is not significant beside the others
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { significant } from "./significance.ts";
 *
 * assertEquals(significant([0.001, 0.04, 0.6]), [true, false, false]);
 * assertEquals(significant([0.001, 0.04]), [true, true]);
 * ```
 */
export function significant(
  chances: readonly number[],
  alarms: number = claimedBelow,
): boolean[] {
  const order = chances.map((_, i) => i).sort((a, b) => chances[a] - chances[b]);
  const stop = order.findIndex((i, rank) => chances[i] >= alarms / (chances.length - rank));
  const claimed = new Set(stop < 0 ? order : order.slice(0, stop));
  return chances.map((_, i) => claimed.has(i));
}

/**
 * The sides of 0 on which several differences lie, by {@linkcode significant}; `undefined` where one is not
 * significant.
 *
 * @example What is significant alone need not be so among others
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sidesOf } from "./significance.ts";
 *
 * const small = { value: 0.5, error: 0.1 }, large = { value: -5, error: 0.1 };
 * assertEquals(sidesOf([small], 3), ["above"]);
 * assertEquals(sidesOf([small, { value: 0, error: 0.1 }, large], 3), [undefined, undefined, "below"]);
 * ```
 */
export function sidesOf(differences: readonly Estimate[], runs: number): (Side | undefined)[] {
  const claimed = significant(differences.map((difference) => chanceOf(difference, runs)));
  return differences.map(({ value }, i) => !claimed[i] ? undefined : value > 0 ? "above" : "below");
}

/**
 * Runs with which a difference as large as the measured one would be significant in 4 of 5 repetitions, by the
 * scatter of the runs at hand.
 *
 * @param alarms Probability below which it is significant, default 5 %.
 * @returns More than `runs`, `Infinity` beyond 1000; `null` where the scatter is not known.
 *
 * @example Two standard errors from five runs
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runsToSettle } from "./significance.ts";
 *
 * assertEquals(runsToSettle({ value: 2, error: 1 }, 5), 12);
 * assertEquals(runsToSettle({ value: 0.01, error: 1 }, 5), Infinity);
 * assertEquals(runsToSettle({ value: 2, error: null }, 1), null);
 * ```
 */
export function runsToSettle(
  { value, error }: Estimate,
  runs: number,
  alarms: number = claimedBelow,
): number | null {
  if (error === null || runs < 2) return null;
  const settles = (count: number) => {
    const needed = tQuantile(1 - alarms / 2, count - 1) + tQuantile(detection, count - 1);
    return Math.abs(value) >= needed * error * Math.sqrt(runs / count);
  };
  if (!settles(mostRuns)) return Infinity;
  let few = runs, enough = mostRuns;
  while (enough - few > 1) {
    const middle = (few + enough) >> 1;
    if (settles(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
