/**
 * Bin masses of drawn flows: the input of all measures of calibration and amplification.
 *
 * @module
 */
import { checkFinite, checkInteger, checkLength } from "../check.ts";

/** The probability that each drawn flow gives each bin. */
export interface Masses {
  /** Independent training sets. */
  readonly runs: number;
  /** Posterior draws of each run. */
  readonly draws: number;
  /** Bins along each axis, such as `[10, 10]` for ten radial times ten angular bins. */
  readonly shape: readonly number[];
  /** `[runs, draws, ...shape]`, row-major, probabilities. */
  readonly values: Float64Array;
}

/**
 * Number of bins of one draw.
 *
 * @example Ten radial times ten angular bins
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binCount } from "./masses.ts";
 *
 * assertEquals(binCount({ shape: [10, 10] }), 100);
 * ```
 */
export function binCount(masses: Pick<Masses, "shape">): number {
  return masses.shape.reduce((product, bins) => product * bins, 1);
}

/**
 * Masses from a flat array.
 *
 * @param values `[runs, draws, ...shape]`, finite
 * @throws {TypeError} If the number of values is not runs x draws x bins.
 * @throws {RangeError} If a count is below 1 or a value is not finite.
 *
 * @example Two draws of one run, on two bins
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { masses } from "./masses.ts";
 *
 * const values = Float64Array.of(0.4, 0.6, 0.5, 0.5);
 * assertEquals(masses(1, 2, [2], values).draws, 2);
 * assertThrows(() => masses(1, 3, [2], values), TypeError, "must have 6 numbers");
 * ```
 */
export function masses(
  runs: number,
  draws: number,
  shape: readonly number[],
  values: Float64Array,
): Masses {
  const act = "build bin masses";
  checkInteger(act, "number of runs", runs, 1);
  checkInteger(act, "number of draws", draws, 1);
  checkInteger(act, "number of axes", shape.length, 1);
  for (const bins of shape) checkInteger(act, "number of bins", bins, 1);
  checkLength(act, "array of masses", values, runs * draws * binCount({ shape }));
  checkFinite(act, "array of masses", values);
  return { runs, draws, shape: [...shape], values };
}
