/**
 * Statistical tests with a stated false-alarm rate: with fixed seeds a right program fails once in a
 * million choices of the seed.
 *
 * @module
 */
import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import { assertGreater, assertLess } from "@std/assert";

/** Probability that a right program fails a test. */
export const falseAlarm = 1e-6;

/** Standard normal quantile of `falseAlarm` on both sides together. */
export const normalBound = 4.8916;

/**
 * Kolmogorov-Smirnov test. P(sup |F_n - F| > d) <= 2 exp(-2 n d^2) for every n (Massart, Ann. Probab. 18,
 * 1990).
 *
 * @param values Independent values, in any order.
 * @param alarm Probability that a right program fails.
 */
export function assertFollows(
  values: Float64Array,
  cdf: (value: number) => number,
  message: string,
  alarm = falseAlarm,
): void {
  const sorted = values.toSorted();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((value, i) => {
    const p = cdf(value);
    distance = Math.max(distance, (i + 1) / n - p, p - i / n);
  });
  assertLess(distance, Math.sqrt(Math.log(2 / alarm) / (2 * n)), message);
}

/**
 * Pearson's chi-squared test of counts against probabilities that sum to 1.
 *
 * @param expected Probability of each count; each should stand for some tens of events.
 */
export function assertCounts(
  counts: ArrayLike<number>,
  expected: (bin: number) => number,
  message: string,
): void {
  const bins = Array.from(counts);
  const total = bins.reduce((sum, count) => sum + count, 0);
  const chiSquare = bins.reduce((sum, count, bin) => {
    const mean = total * expected(bin);
    return sum + (count - mean) * (count - mean) / mean;
  }, 0);
  assertGreater(1 - chiSquareCdf(chiSquare, bins.length - 1), falseAlarm, message);
}
