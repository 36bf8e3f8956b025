/**
 * How fine one must look for a generated sample to be worth more than its training sample, run by run.
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import { pow } from "../../core/elementary.ts";
import { decimal, listed } from "../../render/sentence.ts";
import type { WorthSeries } from "./schema.ts";

/** Where the amplifications of all runs pass 1 for good. */
export interface Fineness {
  /** Bins along each axis from which on a run stays above 1, of the runs that pass it. */
  readonly from: readonly number[];
  /** Runs above 1 from the coarsest binning on, and below 1 at the finest. */
  readonly always: number;
  readonly never: number;
}

/**
 * Sorts runs by where their amplification passes 1 for good.
 *
 * @param bins Numbers of bins in all, ascending.
 * @param rows Amplification of every run, `[binning][run]`.
 * @param axes Axes of the target.
 *
 * @example One run passes 1, one is above it everywhere
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { finenessOf } from "./fineness.ts";
 *
 * assertEquals(finenessOf([4, 16, 64], [[0.25, 2], [1, 4], [4, 8]], 2), { from: [4], always: 1, never: 0 });
 * ```
 */
export function finenessOf(
  bins: readonly number[],
  rows: readonly (readonly number[])[],
  axes: number,
): Fineness {
  const from: number[] = [];
  let always = 0, never = 0;
  for (let run = 0; run < rows[0].length; run++) {
    const values = rows.map((row) => row[run]);
    const last = breakEven(bins, values).at(-1);
    if (values[values.length - 1] < 1) never++;
    else if (last === undefined) always++;
    else from.push(pow(last.x, 1 / axes));
  }
  return { from, always, never };
}

/** Where achieved and claimed amplifications of a method pass 1 for good. */
export function finenessOfSeries(
  { rows }: Pick<WorthSeries, "rows">,
  axes: number,
): Readonly<Record<"achieved" | "claimed", Fineness>> {
  const finenessBy = (name: "achieved" | "claimed") =>
    finenessOf(rows.map(({ bins }) => bins), rows.map((row) => row[name].perRun), axes);
  return { achieved: finenessBy("achieved"), claimed: finenessBy("claimed") };
}

/**
 * One number for an order: the harmonic mean over runs, where a run that is always above 1 counts as one bin
 * an axis, and one that never is as infinitely many.
 */
export function meanFineness({ from, always, never }: Fineness): number {
  return (from.length + always + never) / from.reduce((sum, n) => sum + 1 / n, always);
}

/** The least and the largest of numbers of bins. */
function span(from: readonly number[]): string {
  return [...new Set([Math.min(...from), Math.max(...from)].map((n) => decimal(n, 0)))].join(
    " to ",
  );
}

/** The mean over runs of where they pass 1, and its scatter. */
function passing(from: readonly number[], unit = ""): string {
  const mean = decimal(from.reduce((sum, n) => sum + n, 0) / from.length, 0) + unit;
  return from.length === 1 ? mean : `${mean} (${span(from)} between runs)`;
}

/**
 * The same in the words of a sentence.
 *
 * @example Runs of two kinds
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { finenessPhrase } from "./fineness.ts";
 *
 * assertEquals(
 *   finenessPhrase({ from: [4.2, 6.1], always: 1, never: 0 }),
 *   "at any number of bins in 1 of 3 runs and beyond 4 to 6 bins along each axis in the others",
 * );
 * assertEquals(
 *   finenessPhrase({ from: [12, 14], always: 0, never: 0 }),
 *   "beyond 13 bins along each axis (12 to 14 between runs)",
 * );
 * assertEquals(finenessPhrase({ from: [], always: 5, never: 0 }), "at any number of bins in every run");
 * ```
 */
export function finenessPhrase({ from, always, never }: Fineness): string {
  const runs = from.length + always + never, unit = " bins along each axis";
  if (from.length === runs) return `beyond ${passing(from, unit)}`;
  const parts = [
    ["at any number of bins", always],
    [from.length === 0 ? "" : `beyond ${span(from)}${unit}`, from.length],
    ["at no number of bins", never],
  ] as const;
  const phrases = parts.filter(([, count]) => count > 0);
  return phrases.length === 1
    ? `${phrases[0][0]} in ${never === runs ? "any" : "every"} run`
    : listed(phrases.map(([what, count], i) =>
      i === 0
        ? `${what} in ${count} of ${runs} runs`
        : `${what} in ${phrases.length === 2 ? "the others" : count}`
    ));
}

/**
 * The same in the words of a table.
 *
 * @example Runs of two kinds
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { finenessText } from "./fineness.ts";
 *
 * assertEquals(finenessText({ from: [4.2, 6.1], always: 1, never: 0 }), "any in 1 of 3 runs, 4 to 6 in 2");
 * assertEquals(finenessText({ from: [12, 14], always: 0, never: 0 }), "13 (12 to 14 between runs)");
 * assertEquals(finenessText({ from: [], always: 5, never: 0 }), "any in every run");
 * ```
 */
export function finenessText({ from, always, never }: Fineness): string {
  const runs = from.length + always + never;
  if (from.length === runs) return passing(from);
  if (always === runs) return "any in every run";
  if (never === runs) return "none up to the finest in any run";
  const parts = [
    ["any", always],
    [from.length === 0 ? "" : span(from), from.length],
    ["none", never],
  ] as const;
  return parts.filter(([, count]) => count > 0).map(([what, count], i) =>
    `${what} in ${count}${i === 0 ? ` of ${runs} runs` : ""}`
  ).join(", ");
}
