/**
 * What measures give over runs, as results hold it.
 *
 * @module
 */
import { breakEven, type RunSummary, summariseRuns } from "../../core/amplification/mod.ts";
import type { Band, Estimate as Curve, Range, RunEstimate } from "../../core/calibration/mod.ts";
import type { Estimate, Judged } from "./schema.ts";

/** An estimate with its value in every run. */
export interface OverRuns extends Estimate {
  perRun: number[];
}

export function estimated({ value, standardError }: RunEstimate): Estimate {
  return { value, error: standardError };
}

export function estimatedOverRuns(estimate: RunEstimate): OverRuns {
  return { ...estimated(estimate), perRun: [...estimate.perRun] };
}

export function summed({ mean, standardError, perRun }: RunSummary): OverRuns {
  return { value: mean, error: standardError, perRun };
}

/** An estimate beside the range of a calibrated posterior. */
export function judged(estimate: RunEstimate, { lower, upper }: Range): Judged {
  return { ...estimated(estimate), calibrated: { lower, upper } };
}

/** A curve over runs with the simultaneous band of a calibrated posterior. */
export function banded({ mean, standardError }: Curve, band: Band) {
  return {
    mean,
    error: standardError ?? mean.map(() => null),
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
): OverRuns | null {
  const perRun: number[] = [];
  for (let run = 0; run < rows[0].length; run++) {
    const last = breakEven(bins, rows.map((row) => row[run])).at(-1);
    if (last === undefined || !last.rising) return null;
    perRun.push(unit(last.x));
  }
  return summed(summariseRuns(perRun));
}
