/**
 * A published number against ours, in units of their combined uncertainty.
 *
 * @module
 */
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import type { Estimate } from "../schema.ts";
import type { Comparison, Verdict } from "./schema.ts";

/**
 * Expected range of 5 normal numbers in units of their standard deviation (Tippett, Biometrika 17,
 * 1925): what turns the paper's bars, from the smallest to the largest of its runs, into a spread.
 */
export const rangeOfFive = 2.32593;

/**
 * Standard error of a published mean over runs that comes without one: that of ours, since both
 * scatter alike where the set-up is the same, corrected for the number of runs.
 */
export function borrowedError(ours: number, runs: number, paperRuns: number): number {
  return ours * Math.sqrt(runs / paperRuns);
}

/**
 * What a pull says, by Student's distribution with as many degrees of freedom as runs less one, because
 * the errors come from few runs: no difference is claimed above a probability of 5 %, a clear one below
 * 1 %.
 *
 * @param pull Difference in units of its standard error; null where it cannot be had.
 *
 * @example With five runs it takes more than two standard errors
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { verdictOf } from "./compare.ts";
 *
 * assertEquals([2.5, -3.5, 5, null].map((pull) => verdictOf(pull, 5)), [
 *   "agrees",
 *   "in tension",
 *   "differs",
 *   "not judged",
 * ]);
 * ```
 */
export function verdictOf(pull: number | null, runs: number): Verdict {
  if (pull === null || runs < 2) return "not judged";
  const probability = 2 * tCdf(-Math.abs(pull), runs - 1);
  if (probability >= 0.05) return "agrees";
  return probability >= 0.01 ? "in tension" : "differs";
}

/** The expected mean squared pull of points that agree: the variance of Student's distribution. */
export function expectedSquaredPull(runs: number): number | null {
  return runs > 3 ? (runs - 1) / (runs - 3) : null;
}

/** A difference with its standard error as a pull; null without an error. */
function pullOf(difference: number, error: number | null): number | null {
  return error === null || error === 0 ? null : difference / error;
}

/**
 * Compares two numbers.
 *
 * @param paper With its error between the paper's runs, where it is known, else null: then ours stands in.
 * @param uncertainty Of the digitisation, one standard deviation.
 * @param setup Our number of runs and the paper's; `judge` is off where the set-ups are different.
 */
export function compare(
  paper: Estimate,
  ours: Estimate,
  uncertainty: number,
  setup: { readonly runs: number; readonly paperRuns: number; readonly judge: boolean },
): Comparison {
  const { runs, paperRuns, judge } = setup;
  const difference = ours.value - paper.value;
  const error = ours.error === null ? null : Math.hypot(
    ours.error,
    paper.error ?? borrowedError(ours.error, runs, paperRuns),
    uncertainty,
  );
  const pull = judge ? pullOf(difference, error) : null;
  return { difference: { value: difference, error }, pull, verdict: verdictOf(pull, runs) };
}

/**
 * Sums up the comparisons of the points of a curve: the mean difference, and the mean squared pull. The
 * points of a curve come from the same draws and move together; unless the error of the mean is given, it
 * is taken to be the mean of the errors, as if they did so fully, which is the most that it can be.
 */
export function summarise(
  points: readonly Comparison[],
  runs: number,
  judge: boolean,
  error?: number | null,
): { mean: Comparison; squaredPull: number | null } | null {
  if (points.length === 0) return null;
  const average = (values: readonly number[]) =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const errors = points.map(({ difference }) => difference.error);
  const pulls = points.map(({ pull }) => pull).filter((pull) => pull !== null);
  const value = average(points.map(({ difference }) => difference.value));
  const known = errors.every((e) => e !== null);
  const whole = error !== undefined ? error : known ? average(errors) : null;
  const pull = judge ? pullOf(value, whole) : null;
  return {
    mean: { difference: { value, error: whole }, pull, verdict: verdictOf(pull, runs) },
    squaredPull: pulls.length === 0 ? null : average(pulls.map((p) => p * p)),
  };
}
