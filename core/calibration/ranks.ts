/**
 * Ranks of the truth among draws.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";
import { type Counts, countsUpTo } from "../counts.ts";
import type { Stream } from "../random.ts";
import { eachBin, ShortSort } from "./draws.ts";
import { type Truth, truthPerBin } from "./truth.ts";

/** Rank of the truth in every bin of every run. */
export interface Ranks {
  /** Independent training sets. */
  readonly runs: number;
  /** Draws of each run. */
  readonly draws: number;
  /** Bins along each axis. */
  readonly shape: readonly number[];
  /** Number of draws below the truth, 0 to the number of draws, `[runs, bins]`. */
  readonly values: Counts;
}

/**
 * Rank of the truth among the draws of each bin. Where truth and draws are exchangeable, each rank from
 * 0 to D is equally likely (Talts et al., arXiv:1804.06788).
 *
 * @param stream Splits ties between truth and draws at random, as uniformity of sampled masses
 * requires; without it equal draws count as above.
 * @returns Ranks from 0 to the number of draws, `[runs, bins]`.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If a true mass is negative or not finite.
 *
 * @example Two of three draws lie below the truth
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { ranks } from "./mod.ts";
 *
 * const draws = masses(1, 3, [1], Float64Array.of(0.2, 0.6, 0.4));
 * assertEquals([...ranks(draws, 0.5).values], [2]);
 * ```
 */
export function ranks(masses: Masses, truth: Truth, stream?: Stream): Ranks {
  const { runs, draws, shape } = masses;
  const truths = truthPerBin(masses, truth, true);
  const bins = truths.length;
  const values = countsUpTo(draws, runs * bins);
  eachBin(masses, (run, bin, row) => {
    const value = truths[bin];
    let below = 0, equal = 0;
    for (let d = 0; d < draws; d++) {
      if (row[d] < value) below++;
      else if (row[d] === value) equal++;
    }
    if (equal > 0 && stream !== undefined) below += stream.integer(equal + 1);
    values[run * bins + bin] = below;
  });
  return { runs, draws, shape: [...shape], values };
}

/**
 * Rank of each draw among the other draws of its bin.
 *
 * @returns `[runs, draws, bins]`, 0 to the number of draws less one
 */
export function ranksOfDraws(masses: Masses): Counts {
  const { runs, draws } = masses;
  const bins = binCount(masses);
  const out = countsUpTo(draws, runs * draws * bins);
  const sort = new ShortSort(draws);
  eachBin(masses, (run, bin, row) => {
    const order = sort.order(row);
    for (let rank = 0; rank < draws; rank++) {
      out[(run * draws + order[rank]) * bins + bin] = rank;
    }
  });
  return out;
}
