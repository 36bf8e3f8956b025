/**
 * Values with their errors. The bins of one run come from one training and are correlated, while runs
 * are independent: means and errors are taken over runs, never over bins.
 *
 * @module
 */
import { checkInteger, checkLength } from "./check.ts";

/** A value with its standard error. */
export interface Estimate {
  /** The value. */
  readonly value: number;
  /** One standard error, by the method of the function that returns it; null where it cannot be estimated. */
  readonly error: number | null;
}

/** An estimate over runs. */
export interface RunsEstimate extends Estimate {
  /** The value of each run alone. */
  readonly perRun: number[];
}

/** Several numbers, each a mean over runs. */
export interface RunsCurve {
  /** Means over runs. */
  readonly mean: number[];
  /** Standard error of the mean over runs (n - 1 in the variance); null where there is one run only. */
  readonly error: number[] | null;
  /** Values of each run, `[runs][...]`. */
  readonly perRun: number[][];
}

/**
 * Mean and standard error of one number over runs.
 *
 * @param perRun Values of the runs, `[runs]`.
 * @returns Mean with its standard error; the error is null for one run.
 * @throws {RangeError} If there is no run.
 *
 * @example Three runs
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { meanOverRuns } from "./estimate.ts";
 *
 * const { value, error } = meanOverRuns([1, 3, 5]);
 * assertEquals(value, 3);
 * assertAlmostEquals(error!, Math.sqrt(8 / 6), 1e-15);
 * ```
 */
export function meanOverRuns(perRun: readonly number[]): RunsEstimate {
  const runs = perRun.length;
  checkInteger("average over runs", "number of runs", runs, 1);
  const value = perRun.reduce((sum, x) => sum + x, 0) / runs;
  const squares = perRun.reduce((sum, x) => sum + (x - value) * (x - value), 0);
  return {
    value,
    error: runs < 2 ? null : Math.sqrt(squares / (runs * (runs - 1))),
    perRun: [...perRun],
  };
}

/**
 * Means and standard errors of several numbers over runs.
 *
 * @param values `[runs, numbers]`
 * @returns Means and standard errors, `[numbers]`; errors are null for one run.
 * @throws {TypeError} If the values cannot be divided among the runs.
 *
 * @example Two numbers of three runs
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { curveOverRuns } from "./estimate.ts";
 *
 * assertEquals(curveOverRuns([1, 10, 3, 10, 5, 10], 3).mean, [3, 10]);
 * ```
 */
export function curveOverRuns(values: ArrayLike<number>, runs: number): RunsCurve {
  checkInteger("average over runs", "number of runs", runs, 1);
  const count = Math.floor(values.length / runs);
  checkLength("average over runs", "array of values", values, runs * count);
  const perRun = Array.from(
    { length: runs },
    (_, run) => Array.from({ length: count }, (_, i) => values[run * count + i]),
  );
  const mean = perRun[0].map((_, i) => perRun.reduce((sum, row) => sum + row[i], 0) / runs);
  if (runs === 1) return { mean, error: null, perRun };
  const error = mean.map((m, i) => {
    const squares = perRun.reduce((sum, row) => sum + (row[i] - m) * (row[i] - m), 0);
    return Math.sqrt(squares / (runs * (runs - 1)));
  });
  return { mean, error, perRun };
}

/** Value and error without the values of the runs, as results hold them. */
export function valueAndError({ value, error }: Estimate): Estimate {
  return { value, error };
}
