/**
 * How fine one must look for a generated sample to be worth more than its training sample, by the paper's estimator.
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import { decimal } from "../../render/sentence.ts";
import type { AmplificationSeries } from "./schema.ts";

/** Bins along each axis from which on the estimator exceeds 1. */
export interface Reach {
  /** Where it exceeds 1, in a sentence. */
  readonly where: string;
  /** Of the mean over runs, where it passes 1 within the binnings. */
  readonly mean: number | null;
  /** For an order: the mean, 0 where every binning will do, infinite where none does. */
  readonly rank: number;
}

/** Rows at which the estimator can be freed of its bias. */
export function claims({ rows }: AmplificationSeries) {
  return rows.flatMap(({ bins, unbiased }) => unbiased === null ? [] : [{ bins, claim: unbiased }]);
}

/**
 * Bins along each axis from which on the estimator exceeds 1, in words, and the number where there is one; null if the
 * draws of a binning are too few for it.
 */
export function reach(series: AmplificationSeries): Reach | null {
  const rows = claims(series);
  if (rows.length < series.rows.length) return null;
  const x = rows.map(({ bins }) => bins);
  const at = (pick: (claim: typeof rows[number]["claim"]) => number) => {
    const values = rows.map(({ claim }) => pick(claim));
    if (values[values.length - 1] < 1) return "none";
    const last = breakEven(x, values).at(-1);
    return last === undefined ? "any" : Math.sqrt(last.x);
  };
  const word = (n: string | number) => typeof n === "number" ? decimal(n, 0) : n;
  // The run that claims the most is the first to cross.
  const ends = [at(({ max }) => max), at(({ min }) => min)].map(word);
  const mean = at(({ mean }) => mean.value);
  const between = ends[0] === ends[1] ? "" : ` (${ends[0]} to ${ends[1]} between runs)`;
  return typeof mean === "number"
    ? { where: `beyond ${word(mean)} bins along each axis${between}`, mean, rank: mean }
    : {
      where: `at ${mean} number of bins${between}`,
      mean: null,
      rank: mean === "any" ? 0 : Infinity,
    };
}
