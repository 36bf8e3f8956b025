/**
 * Where the curves of runs rise above 1.
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import { meanOverRuns, type RunsEstimate } from "../../core/estimate.ts";

/**
 * Where a curve of each run rises above 1 and stays there; null where that of a run does not.
 *
 * @param bins Bins in all, ascending.
 * @param rows `[bins][runs]`
 * @param unit In which the place is counted; by default bins in all.
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
