/**
 * Quantiles of samples.
 *
 * @module
 */

/**
 * Quantile of sorted numbers, linear between order statistics (type 7 of Hyndman and Fan, the default
 * of numpy).
 *
 * @param sorted Ascending, not empty.
 * @param p Probability from 0 to 1.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const index = p * (sorted.length - 1);
  const low = Math.min(Math.floor(index), sorted.length - 1);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (index - low);
}
