/**
 * Differences of numbers that were measured against the same sample, whose noise they share.
 *
 * The error of a number has parts: its own, by its runs or its generated events, and that of the sample that
 * it was measured against. Each part is a list of deviations whose squares add up to its variance. The sample changes
 * all numbers in the same replicate, so that its deviations are subtracted from each other before they are
 * squared: what it does to both numbers alike cancels.
 *
 * @module
 */
import { checkInteger, checkLength } from "./check.ts";
import { chanceOf } from "./significance.ts";

/** A number with the parts of its variance. */
export interface Replicated {
  /** The number. */
  readonly value: number;
  /** Deviations by what is not shared, such as its runs; null where they are unknown, as with one run. */
  readonly own: readonly number[] | null;
  /** Deviations by the sample that others share; none where it is exact. */
  readonly shared: readonly number[];
}

/** A difference of two numbers. */
export interface Difference {
  /** The first number less the second. */
  readonly value: number;
  /** One standard error; null where it is unknown. */
  readonly error: number | null;
  /** Two-sided p-value of no difference; 1 where the error is unknown. */
  readonly pValue: number;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

/**
 * Deviations by the jackknife.
 *
 * The sum of their squares is the jackknife's variance, which is right for a mean and too large in
 * expectation for any other symmetric function (Efron and Stein, Ann. Statist. 9, 1981, 586).
 *
 * @param replicates The number without each one of n equal parts, `[n]`.
 * @returns `[n]`
 * @throws {RangeError} If there are fewer than 2.
 *
 * @example Of a mean
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { jackknifeDeviations } from "./difference.ts";
 *
 * // 1, 2 and 3 without each of them.
 * const deviations = jackknifeDeviations([2.5, 2, 1.5]);
 * assertAlmostEquals(deviations.reduce((sum, x) => sum + x * x, 0), 1 / 3, 1e-15);
 * ```
 */
export function jackknifeDeviations(replicates: readonly number[]): number[] {
  const count = replicates.length;
  checkInteger("leave out parts", "number of parts", count, 2);
  const centre = meanOf(replicates);
  return replicates.map((x) => (x - centre) * Math.sqrt((count - 1) / count));
}

/**
 * Deviations by the bootstrap.
 *
 * @param replicates The number in each of n resamples, `[n]`.
 * @returns `[n]`
 * @throws {RangeError} If there are fewer than 2.
 *
 * @example Two resamples
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bootstrapDeviations } from "./difference.ts";
 *
 * assertEquals(bootstrapDeviations([1, 3]), [-1, 1]);
 * ```
 */
export function bootstrapDeviations(replicates: readonly number[]): number[] {
  const count = replicates.length;
  checkInteger("resample", "number of resamples", count, 2);
  const centre = meanOf(replicates);
  return replicates.map((x) => (x - centre) / Math.sqrt(count - 1));
}

/** Variance of a part, and its degrees of freedom. */
interface Part {
  readonly variance: number;
  readonly freedom: number;
}

function part(deviations: readonly number[]): Part {
  return {
    variance: deviations.reduce((sum, x) => sum + x * x, 0),
    freedom: deviations.length - 1,
  };
}

/** An error, and its degrees of freedom by Satterthwaite, from independent parts. */
function together(parts: readonly Part[]): { error: number; freedom: number } {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const uncertain = parts.reduce(
    (sum, { variance, freedom }) => sum + (variance === 0 ? 0 : variance * variance / freedom),
    0,
  );
  return { error: Math.sqrt(variance), freedom: variance * variance / uncertain };
}

/**
 * The standard error of a number, the noise of the shared sample included; null where its own part is not known.
 *
 * @example Own and shared
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { errorOf } from "./difference.ts";
 *
 * assertEquals(errorOf({ value: 1, own: [3, 0], shared: [4] }), 5);
 * assertEquals(errorOf({ value: 1, own: null, shared: [4] }), null);
 * ```
 */
export function errorOf({ own, shared }: Replicated): number | null {
  return own === null ? null : Math.sqrt(part(own).variance + part(shared).variance);
}

/**
 * The difference of two numbers that were measured against the same sample.
 *
 * Its variance is the sum of both own parts and of the squared differences of the shared deviations. The p-value is
 * that of Student's distribution, with degrees of freedom by Satterthwaite: parts of few runs make it cautious. An error of 0, as of runs
 * that agree by chance, tells nothing.
 *
 * @param first Measured in the same replicates of the shared sample as the second.
 * @throws {TypeError} If the replicates of the shared sample differ in number.
 *
 * Source: Satterthwaite, Biometrics Bull. 2 (1946) 110.
 *
 * @example What the shared sample does to both cancels
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { difference } from "./difference.ts";
 *
 * const shared = [5, -5];
 * const { value, error } = difference(
 *   { value: 3, own: [0.3, 0, 0], shared },
 *   { value: 1, own: [0.4, 0, 0], shared },
 * );
 * assertAlmostEquals(value, 2, 1e-15);
 * assertAlmostEquals(error!, 0.5, 1e-15);
 * ```
 */
export function difference(first: Replicated, second: Replicated): Difference {
  const value = first.value - second.value;
  checkLength("compare numbers", "array of shared deviations", second.shared, first.shared.length);
  if (first.own === null || second.own === null) return { value, error: null, pValue: 1 };
  const shared = first.shared.map((x, i) => x - second.shared[i]);
  const { error, freedom } = together([
    part(first.own),
    part(second.own),
    ...(shared.length === 0 ? [] : [part(shared)]),
  ]);
  if (!(error > 0)) return { value, error: null, pValue: 1 };
  return { value, error, pValue: chanceOf({ value, error }, freedom + 1) };
}
