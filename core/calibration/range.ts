/**
 * Ranges of simulated numbers and curves.
 *
 * @module
 */
import { quantile } from "./quantile.ts";

/** Range of one number. */
export interface Range {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** Range of several numbers: each for itself, and all together. */
export interface Band {
  readonly mean: number[];
  /** Each number is inside with the asked probability. */
  readonly lower: number[];
  readonly upper: number[];
  /** All numbers are inside with the asked probability: mean -+ a common multiple of each one's deviation. */
  readonly simultaneousLower: number[];
  readonly simultaneousUpper: number[];
}

/** Range of simulated numbers. */
export function rangeOf(values: ArrayLike<number>, probability: number): Range {
  const sorted = Float64Array.from(values).sort();
  return {
    mean: sorted.reduce((sum, x) => sum + x, 0) / sorted.length,
    lower: quantile(sorted, (1 - probability) / 2),
    upper: quantile(sorted, (1 + probability) / 2),
  };
}

/**
 * Pointwise and simultaneous band of simulated curves.
 *
 * @param curves `[replicates][points]`
 */
export function bandOf(curves: readonly ArrayLike<number>[], probability: number): Band {
  const points = Array.from({ length: curves[0].length }, (_, i) => {
    const column = Float64Array.from(curves, (curve) => curve[i]);
    const range = rangeOf(column, probability);
    const squares = column.reduce((sum, x) => sum + (x - range.mean) * (x - range.mean), 0);
    return { ...range, deviation: Math.sqrt(squares / (curves.length - 1)) };
  });
  const largest = Float64Array.from(
    curves,
    (curve) =>
      points.reduce(
        (most, { mean, deviation }, i) =>
          deviation > 0 ? Math.max(most, Math.abs(curve[i] - mean) / deviation) : most,
        0,
      ),
  ).sort();
  const factor = quantile(largest, probability);
  return {
    mean: points.map(({ mean }) => mean),
    lower: points.map(({ lower }) => lower),
    upper: points.map(({ upper }) => upper),
    simultaneousLower: points.map(({ mean, deviation }) => mean - factor * deviation),
    simultaneousUpper: points.map(({ mean, deviation }) => mean + factor * deviation),
  };
}
