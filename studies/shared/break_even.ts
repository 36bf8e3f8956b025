/**
 * Places where the curves of runs rise above 1.
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import { meanOverRuns, type RunsEstimate } from "../../core/estimate.ts";

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
