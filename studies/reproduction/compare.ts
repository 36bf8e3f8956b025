/**
 * Comparison of a published number with ours, in units of their combined uncertainty.
 *
 * @module
 */
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Estimate } from "../shared/schema.ts";
import type { Comparison, Summary, Verdict } from "./schema.ts";

/**
 * Expected range of 5 normal numbers in units of their standard deviation (Tippett, Biometrika 17,
 * 1925). It converts the paper's bars, from the smallest to the largest run, to a spread.
 */
export const rangeOfFive = 2.32593;

/** A contribution to the error of a difference. */
interface Part {
  readonly error: number;
  /** Degrees of freedom of the error; infinite if it is known exactly. */
  readonly freedom: number;
}

/** Sum of contributions in quadrature, with the degrees of freedom of Welch and Satterthwaite. */
export function combine(parts: readonly Part[]): Part {
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
   * Standard error with its degrees of freedom; null if the paper gives none. Then ours is used,
   * corrected for the number of runs, because both scatter alike for the same set-up.
   */
  readonly error: Part | null;
  /** One standard deviation of the digitisation. */
  readonly uncertainty: number;
}

/** Numbers of runs, and whether differences are judged. */
export interface Judging {
  readonly runs: number;
  readonly paperRuns: number;
  readonly judge: boolean;
}

/**
 * Two-sided p-value of a pull, by Student's distribution.
 *
 * @param freedom Degrees of freedom of the error; null if it is known exactly.
 *
 * @example One standard error with one degree of freedom
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

/** Degrees of freedom for which Student's distribution is normal to six digits. */
const nearlyNormal = 1e6;

/** p-value below which two numbers do not agree. */
const agreement = 0.05;

/** Probability of detecting {@linkcode detectableDifference}. */
const detection = 0.8;

/**
 * The detectable difference of a comparison: the true difference for which 4 of 5 repetitions would
 * have found that the numbers do not agree.
 *
 * @param error Standard error of the difference.
 * @param freedom Degrees of freedom of the error; null if it is known exactly.
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
 * The verdict on a pull by Student's distribution, because the errors come from few runs: numbers agree
 * for a p-value of 5 % or more and differ below 1 %.
 *
 * @param pull Difference in units of its standard error; null if not available.
 * @param freedom Degrees of freedom of that error; null if it is known exactly.
 *
 * @example With five runs 2.5 standard errors are not significant
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

/**
 * The expected squared pull of numbers that agree: the variance of Student's distribution.
 *
 * @param freedom Degrees of freedom of the error; null if it is known exactly.
 * @returns Infinity for 2 degrees of freedom or fewer.
 */
function expectedSquare(freedom: number | null): number {
  return freedom === null ? 1 : freedom > 2 ? freedom / (freedom - 2) : Infinity;
}

/** Deviations from nominal, whose signs are compared too. */
export interface Deviations {
  readonly paper: number;
  readonly ours: number;
}

/**
 * @param deviations If the numbers are deviations: those of opposite sign never agree, whatever their error.
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
 * @param nominal Nominal value, if the signs of deviations from it are compared too.
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
 * Summarises the comparisons of the points of a curve by the mean difference and the mean squared pull.
 * The points of a curve come from the same draws and are correlated. Unless the error of the mean is
 * given, it is the mean of the errors, its upper limit, for full correlation.
 *
 * @param error Combined standard error of the mean difference; null if not available.
 * @param deviations Means over the points, if these are deviations.
 */
export function summarise(
  points: readonly Comparison[],
  judge: boolean,
  { error, deviations }: { readonly error?: number | null; readonly deviations?: Deviations } = {},
): Summary | null {
  if (points.length === 0) return null;
  const average = (values: readonly number[]) =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const errors = points.map(({ difference }) => difference.error).filter((e) => e !== null);
  const pulls = points.map(({ pull }) => pull).filter((pull) => pull !== null);
  const expected = average(points.map(({ freedom }) => expectedSquare(freedom)));
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
    expectedSquaredPull: pulls.length === 0 || !Number.isFinite(expected) ? null : expected,
  };
}
