/**
 * Ranges of simulated numbers and curves.
 *
 * @module
 */
import { checkInteger, checkLength } from "../check.ts";
import type { Estimate } from "../estimate.ts";
import { quantile } from "../quantile.ts";
import { ShortSort } from "./draws.ts";

/** Central range of one simulated number. */
export interface Range {
  /** Mean of the simulated numbers. */
  readonly mean: number;
  /** Lower end. */
  readonly lower: number;
  /** Upper end. */
  readonly upper: number;
}

/** A measurement beside its range for calibrated posteriors with the same runs, draws and bins. */
export interface Judged extends Estimate {
  /** Range of 95 % of calibrated posteriors. */
  readonly calibrated: { readonly lower: number; readonly upper: number };
}

/** Joins a measurement and its range for calibrated posteriors. */
export function judged({ value, error }: Estimate, { lower, upper }: Range): Judged {
  return { value, error, calibrated: { lower, upper } };
}

/** Ranges of several numbers: pointwise and simultaneous. */
export interface Band {
  /** Means of the simulated numbers. */
  readonly mean: number[];
  /** Lower ends; each number is inside with the given probability. */
  readonly lower: number[];
  /** Upper ends of the same. */
  readonly upper: number[];
  /** Lower ends, mean - c deviation with a common c; all numbers are inside with the given probability. */
  readonly simultaneousLower: number[];
  /** Upper ends of the same. */
  readonly simultaneousUpper: number[];
}

/**
 * Range of simulated numbers.
 *
 * @param probability Probability inside the range, from 0 to 1.
 * @returns Mean and central range, in the unit of the values.
 * @throws {RangeError} If there are no numbers.
 *
 * @example The central 90 % of 0 to 100
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { rangeOf } from "./mod.ts";
 *
 * const { lower, upper } = rangeOf(Array.from({ length: 101 }, (_, i) => i), 0.9);
 * assertAlmostEquals(lower, 5, 1e-12);
 * assertAlmostEquals(upper, 95, 1e-12);
 * ```
 */
export function rangeOf(values: ArrayLike<number>, probability: number): Range {
  checkInteger("find a range", "number of values", values.length, 1);
  return rangeOfSorted(new ShortSort(values.length).sort(new Float64Array(values)), probability);
}

function rangeOfSorted(sorted: Float64Array, probability: number): Range {
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) sum += sorted[i];
  return {
    mean: sum / sorted.length,
    lower: quantile(sorted, (1 - probability) / 2),
    upper: quantile(sorted, (1 + probability) / 2),
  };
}

/**
 * Pointwise and simultaneous band of simulated curves.
 *
 * @param curves `[replicates][points]`
 * @param probability Probability inside the band, from 0 to 1.
 * @returns `[points]` each, in the unit of the curves.
 * @throws {RangeError} If there are fewer than 2 curves.
 *
 * @example Identical curves
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bandOf } from "./mod.ts";
 *
 * const { mean, simultaneousUpper } = bandOf([[1, 2], [1, 2]], 0.95);
 * assertEquals(mean, [1, 2]);
 * assertEquals(simultaneousUpper, [1, 2]);
 * ```
 */
export function bandOf(curves: readonly ArrayLike<number>[], probability: number): Band {
  checkInteger("find a band", "number of curves", curves.length, 2);
  const column = new Float64Array(curves.length), sorted = new Float64Array(curves.length);
  const short = new ShortSort(curves.length);
  // Of each curve: the largest distance from the mean, in deviations of the point.
  const largest = new Float64Array(curves.length);
  const points = Array.from({ length: curves[0].length }, (_, point) => {
    for (let i = 0; i < column.length; i++) column[i] = curves[i][point];
    sorted.set(column);
    const range = rangeOfSorted(short.sort(sorted), probability);
    let squares = 0;
    for (let i = 0; i < column.length; i++) {
      column[i] -= range.mean;
      squares += column[i] * column[i];
    }
    const deviation = Math.sqrt(squares / (curves.length - 1));
    if (deviation > 0) {
      for (let i = 0; i < column.length; i++) {
        largest[i] = Math.max(largest[i], Math.abs(column[i]) / deviation);
      }
    }
    return { ...range, deviation };
  });
  const factor = quantile(largest.sort(), probability);
  return {
    mean: points.map(({ mean }) => mean),
    lower: points.map(({ lower }) => lower),
    upper: points.map(({ upper }) => upper),
    simultaneousLower: points.map(({ mean, deviation }) => mean - factor * deviation),
    simultaneousUpper: points.map(({ mean, deviation }) => mean + factor * deviation),
  };
}

/** Neighbouring points that all lie outside a band, on the same side. */
export interface Excursion {
  /** Index of the first point. */
  readonly from: number;
  /** Index of the last point. */
  readonly to: number;
  /** Whether they lie above the band. */
  readonly above: boolean;
}

/**
 * The intervals in which values leave the simultaneous band, which are the findings of a curve.
 *
 * @param values `[points]`
 * @returns Intervals in the order of the points.
 * @throws {TypeError} If there is not one value a point of the band.
 *
 * @example Two neighbours above a band
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bandOf, excursions } from "./mod.ts";
 *
 * const band = bandOf([[0, 0, 0], [1, 1, 1]], 0.95);
 * assertEquals(excursions([0.5, 9, 8], band), [{ from: 1, to: 2, above: true }]);
 * ```
 */
export function excursions(
  values: ArrayLike<number>,
  band: Pick<Band, "simultaneousLower" | "simultaneousUpper">,
): Excursion[] {
  checkLength("find excursions", "array of values", values, band.simultaneousLower.length);
  const out: Excursion[] = [];
  for (let i = 0; i < values.length; i++) {
    const above = values[i] > band.simultaneousUpper[i];
    if (!above && !(values[i] < band.simultaneousLower[i])) continue;
    const last = out.at(-1);
    if (last !== undefined && last.to === i - 1 && last.above === above) {
      out[out.length - 1] = { ...last, to: i };
    } else out.push({ from: i, to: i, above });
  }
  return out;
}
