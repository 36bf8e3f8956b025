/**
 * What measures give over runs, as results hold it.
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import type { Band } from "../../core/calibration/mod.ts";
import { meanOverRuns, type RunsCurve, type RunsEstimate } from "../../core/estimate.ts";

/** A curve over runs with the simultaneous band of a calibrated posterior. */
export function banded({ mean, error }: RunsCurve, band: Band) {
  return {
    mean,
    error: error ?? mean.map(() => null),
    lower: band.simultaneousLower,
    upper: band.simultaneousUpper,
  };
}

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
