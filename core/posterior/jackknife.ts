/**
 * Errors of statistics of correlated draws.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import type { Estimate } from "../estimate.ts";

/**
 * The block jackknife: each statistic of all draws, with its standard error from leaving out one block
 * of consecutive draws after the other,
 *
 * error^2 = (B - 1) / B sum_b (s_(b) - mean of s_(b))^2.
 *
 * Draws of a chain are correlated, so blocks must be longer than the autocorrelation time; for a chain
 * that has not mixed the error is too small.
 *
 * @param draws Number of draws, at least as many as blocks.
 * @param blocks Number of blocks B, 2 or more.
 * @param statistic Statistics of the draws with the given ascending indices; their number must not change.
 * @throws {RangeError} If there are fewer than two blocks, or more than draws.
 *
 * Source: Künsch, Annals of Statistics 17 (1989) 1217, for blocks; Efron's jackknife.
 *
 * @example The mean of four independent numbers
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { blockJackknife } from "./jackknife.ts";
 *
 * const numbers = [1, 2, 4, 5];
 * const [mean] = blockJackknife(4, 4, (kept) => [
 *   kept.reduce((sum, i) => sum + numbers[i], 0) / kept.length,
 * ]);
 * assertAlmostEquals(mean.value, 3, 1e-15);
 * // The standard error of a mean: sqrt(10 / 3 / 4).
 * assertAlmostEquals(mean.error, Math.sqrt(10 / 12), 1e-12);
 * ```
 */
export function blockJackknife(
  draws: number,
  blocks: number,
  statistic: (kept: readonly number[]) => readonly number[],
): (Estimate & { readonly error: number })[] {
  const act = "estimate an error by the jackknife";
  checkInteger(act, "number of blocks", blocks, 2);
  checkInteger(act, "number of draws", draws, blocks);
  const indices = Array.from({ length: draws }, (_, i) => i);
  const whole = statistic(indices);
  const blockOf = (i: number) => Math.floor(i * blocks / draws);
  const parts = Array.from(
    { length: blocks },
    (_, b) => statistic(indices.filter((i) => blockOf(i) !== b)),
  );
  return whole.map((value, s) => {
    const mean = parts.reduce((sum, part) => sum + part[s], 0) / blocks;
    const squares = parts.reduce((sum, part) => sum + (part[s] - mean) * (part[s] - mean), 0);
    return { value, error: Math.sqrt((blocks - 1) / blocks * squares) };
  });
}
