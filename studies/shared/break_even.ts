/**
 * Places where the curves of runs rise above 1, and how a sentence says so.
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import { meanOverRuns, type RunsEstimate } from "../../core/estimate.ts";
import { capital, inText, spelled } from "../../render/sentence.ts";

/**
 * The place where the curve of each run rises above 1 for good; null if the curve of a run does not.
 *
 * @param bins Numbers of bins, ascending.
 * @param rows `[bins][runs]`
 * @param unit Converts a number of bins to the unit of the place; default the number itself.
 */
export function crossing(
  bins: readonly number[],
  rows: readonly (readonly number[])[],
  unit: (bins: number) => number = (bins) => bins,
): RunsEstimate | null {
  const perRun: number[] = [];
  for (let run = 0; run < rows[0].length; run++) {
    const last = breakEven(bins, rows.map((row) => row[run])).at(-1);
    if (last === undefined || !last.rising) return null;
    perRun.push(unit(last.x));
  }
  return meanOverRuns(perRun);
}

/** From which binning on the sample of a method beats its training sample. */
export interface Beating {
  readonly label: string;
  /** For an order: infinite where it does at no number of bins. */
  readonly rank: number;
  /** In words, such as "beyond 12 bins along each axis". */
  readonly where: string;
}

/**
 * Where samples beat their training events: the measured values of several methods, the least and the largest.
 *
 * @param judged How that is judged, such as "measured against the truth".
 *
 * @example Two methods
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { beatingSentence } from "./break_even.ts";
 *
 * const [a, b] = [3, 40].map((rank) => ({ label: `k = ${rank}`, rank, where: `beyond ${rank} bins` }));
 * assertEquals(
 *   beatingSentence([b, a], "in truth"),
 *   "In truth, the sample of k = 3 beats its training sample beyond 3 bins. That of k = 40 does so beyond 40 bins.",
 * );
 * ```
 */
export function beatingSentence(who: readonly Beating[], judged: string): string {
  const sorted = who.toSorted((a, b) => a.rank === b.rank ? 0 : a.rank - b.rank);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  if (first.rank === Infinity) {
    return `${capital(judged)}, no sample beats its training sample at any number of bins here.`;
  }
  const least = `${capital(judged)}, the sample of ${
    inText(first.label)
  } beats its training sample ${first.where}.`;
  if (who.length === 1) return least;
  return `${least} That of ${inText(last.label)} does so ${last.where}.${
    who.length > 2 ? ` The measured values of ${spelled(who.length - 2)} others lie between.` : ""
  }`;
}
