/**
 * A published number against ours, in units of their combined uncertainty.
 *
 * @module
 */
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Estimate } from "../shared/schema.ts";
import type { Comparison, Verdict } from "./schema.ts";

/**
 * Expected range of 5 normal numbers in units of their standard deviation (Tippett, Biometrika 17,
 * 1925): what turns the paper's bars, from the smallest to the largest of its runs, into a spread.
 */
export const rangeOfFive = 2.32593;

/** A part of the error of a difference. */
interface Part {
  readonly error: number;
  /** Degrees of freedom by which the error itself is known; infinite for one that is. */
  readonly freedom: number;
}

/** Parts of an error in quadrature, with the degrees of freedom of Welch and Satterthwaite. */
function combine(parts: readonly Part[]): Part {
  const square = parts.reduce((sum, { error }) => sum + error * error, 0);
  const uncertain = parts.reduce(
    (sum, { error, freedom }) => sum + error * error * error * error / freedom,
    0,
  );
  return {
    error: Math.sqrt(square),
    freedom: uncertain === 0 ? Infinity : square * square / uncertain,
  };
}

/** A published number. */
export interface Published {
  readonly value: number;
  /**
   * Standard error with its degrees of freedom; null where the paper has none: then ours stands in, since
   * both scatter alike where the set-up is the same, corrected for the number of runs.
   */
  readonly error: Part | null;
  /** One standard deviation of the digitisation. */
  readonly uncertainty: number;
}

/** How many runs there are, and whether differences mean something. */
export interface Judging {
  readonly runs: number;
  readonly paperRuns: number;
  readonly judge: boolean;
}

/**
 * Probability of a pull as large by chance, on either side, by Student's distribution.
 *
 * @param freedom Degrees of freedom of the error; null for one that is known.
 *
 * @example Two standard errors that come from two runs
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chanceOfPull } from "./compare.ts";
 *
 * assertAlmostEquals(chanceOfPull(1, 1), 0.5, 1e-12);
 * ```
 */
export function chanceOfPull(pull: number, freedom: number | null): number {
  return 2 * tCdf(-Math.abs(pull), freedom ?? nearlyNormal);
}

/** Degrees of freedom from which on Student's distribution is normal to six digits. */
const nearlyNormal = 1e6;

/** Probability below which two numbers are no more said to agree. */
const agreement = 0.05;

/** How often a difference as large as {@linkcode detectableDifference} is found. */
const detection = 0.8;

/**
 * The true difference of which a comparison of such an error would have said in 4 of 5 repetitions that the
 * numbers do not agree: what the comparison could have found.
 *
 * @param error Standard error of the difference.
 * @param freedom Degrees of freedom of the error; null for one that is known.
 *
 * @example A known error of 1
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { detectableDifference } from "./compare.ts";
 *
 * assertAlmostEquals(detectableDifference(1, null), 1.95996 + 0.84162, 1e-4);
 * ```
 */
export function detectableDifference(error: number, freedom: number | null): number {
  const at = (probability: number) => tQuantile(probability, freedom ?? nearlyNormal);
  return error * (at(1 - agreement / 2) + at(detection));
}

/**
 * What a pull says by Student's distribution, because the errors come from few runs: no difference is
 * claimed at a probability of 5 % or more, a clear one below 1 %.
 *
 * @param pull Difference in units of its standard error; null where it cannot be had.
 * @param freedom Degrees of freedom of that error; null for one that is known.
 *
 * @example With five runs it takes more than two standard errors
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { verdictOf } from "./compare.ts";
 *
 * assertEquals([2.5, -3.5, 5, null].map((pull) => verdictOf(pull, 4)), [
 *   "agrees",
 *   "in tension",
 *   "differs",
 *   "not judged",
 * ]);
 * ```
 */
export function verdictOf(pull: number | null, freedom: number | null): Verdict {
  if (pull === null) return "not judged";
  const probability = chanceOfPull(pull, freedom);
  if (probability >= agreement) return "agrees";
  return probability >= 0.01 ? "in tension" : "differs";
}

/** The expected mean squared pull of points that agree: the variance of Student's distribution. */
export function expectedSquaredPull(runs: number): number | null {
  return runs > 3 ? (runs - 1) / (runs - 3) : null;
}

/** Deviations whose signs mean something: too much or too little. */
export interface Deviations {
  readonly paper: number;
  readonly ours: number;
}

/**
 * @param deviations Where the numbers are deviations: those of opposite sign are never said to agree, however
 * large their error.
 */
function comparison(
  value: number,
  error: Part | null,
  judge: boolean,
  deviations?: Deviations,
): Comparison {
  const known = error !== null && error.error > 0;
  const pull = judge && known ? value / error.error : null;
  const freedom = known && Number.isFinite(error.freedom) ? error.freedom : null;
  const verdict = verdictOf(pull, freedom);
  const opposite = deviations !== undefined && deviations.paper * deviations.ours < 0;
  return {
    difference: { value, error: error?.error ?? null },
    freedom,
    pull,
    detectable: pull === null ? null : detectableDifference(error!.error, freedom),
    verdict: verdict === "agrees" && opposite ? "opposite sign" : verdict,
  };
}

/**
 * Compares two numbers.
 *
 * @param nominal Where both are deviations from something, what that is.
 */
export function compare(
  paper: Published,
  ours: Estimate,
  { runs, paperRuns, judge }: Judging,
  nominal?: number,
): Comparison {
  const value = ours.value - paper.value;
  const deviations = nominal === undefined
    ? undefined
    : { paper: paper.value - nominal, ours: ours.value - nominal };
  if (ours.error === null) return comparison(value, null, judge, deviations);
  const freedom = runs - 1;
  const sampling = paper.error === null
    ? [{ error: ours.error * Math.sqrt(1 + runs / paperRuns), freedom }]
    : [{ error: ours.error, freedom }, paper.error];
  const digitisation = { error: paper.uncertainty, freedom: Infinity };
  return comparison(value, combine([...sampling, digitisation]), judge, deviations);
}

/**
 * Sums up the comparisons of the points of a curve: the mean difference, and the mean squared pull. The
 * points of a curve come from the same draws and move together; unless the error of the mean is given, it
 * is taken to be the mean of the errors, as if they did so fully, which is the most that it can be.
 *
 * @param error Combined standard error of the mean difference; null where it cannot be had.
 * @param deviations Means over the points, where these are deviations.
 */
export function summarise(
  points: readonly Comparison[],
  judge: boolean,
  { error, deviations }: { readonly error?: number | null; readonly deviations?: Deviations } = {},
): { mean: Comparison; squaredPull: number | null } | null {
  if (points.length === 0) return null;
  const average = (values: readonly number[]) =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const errors = points.map(({ difference }) => difference.error).filter((e) => e !== null);
  const pulls = points.map(({ pull }) => pull).filter((pull) => pull !== null);
  const freedom = Math.min(...points.map(({ freedom }) => freedom ?? Infinity));
  const whole = error !== undefined
    ? error
    : errors.length === points.length
    ? average(errors)
    : null;
  return {
    mean: comparison(
      average(points.map(({ difference }) => difference.value)),
      whole === null ? null : { error: whole, freedom },
      judge,
      deviations,
    ),
    squaredPull: pulls.length === 0 ? null : average(pulls.map((p) => p * p)),
  };
}
