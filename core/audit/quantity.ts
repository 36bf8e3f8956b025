/**
 * Numbers that may not be had.
 *
 * @module
 */
import type { RunSummary } from "../amplification/estimators.ts";
import type { Range } from "../calibration/range.ts";
import type { RunEstimate } from "../calibration/runs.ts";

/** A measurement with its standard error. */
export interface Quantity {
  readonly value: number;
  /**
   * One standard error: between runs, or where there is one run from its draws; null where neither has one. What
   * the noise of a counted truth adds is in it.
   */
  readonly error: number | null;
}

/** A measurement beside what calibrated posteriors show by chance, with as many runs, draws and bins. */
export interface Judged extends Quantity {
  /** Range of 95 % of calibrated posteriors. */
  readonly calibrated: { readonly lower: number; readonly upper: number };
}

/** What cannot be had, and why. */
export interface Absent {
  readonly value: null;
  readonly reason: string;
}

/**
 * Whether something could be had.
 *
 * @example A number and a reason
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { absent, type Absent, isPresent, type Quantity } from "./mod.ts";
 *
 * const found: (Quantity | Absent)[] = [{ value: 1, error: null }, absent("There is no truth")];
 * assertEquals(found.map(isPresent), [true, false]);
 * ```
 */
export function isPresent<T extends object>(found: T | Absent): found is Exclude<T, Absent> {
  return !("reason" in found);
}

/**
 * Something that cannot be had.
 *
 * @param reason A sentence.
 *
 * @example No truth, no coverage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { absent } from "./mod.ts";
 *
 * assertEquals(absent("There is no truth"), { value: null, reason: "There is no truth" });
 * ```
 */
export function absent(reason: string): Absent {
  return { value: null, reason };
}

/** What is measured, or the rule of it that these data break. */
export function attempt<T>(measure: () => T): T | Absent {
  try {
    return measure();
  } catch (error) {
    if (error instanceof RangeError) return absent(error.message);
    throw error;
  }
}

/** An estimate over runs. */
export function overRuns({ value, standardError }: RunEstimate): Quantity {
  return { value, error: standardError };
}

/** A mean over runs. */
export function summed({ mean, standardError }: RunSummary): Quantity {
  return { value: mean, error: standardError };
}

/** An estimate over runs beside the range of calibrated posteriors. */
export function judged(estimate: RunEstimate, { lower, upper }: Range): Judged {
  return { ...overRuns(estimate), calibrated: { lower, upper } };
}
