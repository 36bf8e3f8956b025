/**
 * A straight line through points with errors.
 *
 * @module
 */
import type { Estimate } from "./schema.ts";

/** A point with the error of its y. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly error: number;
}

/**
 * Slope of the weighted least-squares line. If the points scatter more than their errors, the error of
 * the slope is scaled by the root of chi-squared over its degrees of freedom.
 *
 * @throws {RangeError} If there are fewer than two points or all are at one x.
 *
 * @example Points on a line
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { lineSlope } from "./line.ts";
 *
 * const points = [0, 1, 2].map((x) => ({ x, y: 3 * x + 1, error: 0.1 }));
 * assertAlmostEquals(lineSlope(points).value, 3, 1e-12);
 * assertAlmostEquals(lineSlope(points).error!, 0.1 / Math.SQRT2, 1e-12);
 * ```
 */
export function lineSlope(points: readonly LinePoint[]): Estimate {
  const sum = (term: (point: LinePoint) => number) =>
    points.reduce((total, point) => total + term(point) / (point.error * point.error), 0);
  const weight = sum(() => 1);
  const x = sum((point) => point.x) / weight, y = sum((point) => point.y) / weight;
  const square = sum((point) => (point.x - x) * (point.x - x));
  if (!(square > 0)) {
    throw new RangeError(
      `Cannot fit a line as its points must have two or more different x: current value is ${points.length} points`,
    );
  }
  const value = sum((point) => (point.x - x) * (point.y - y)) / square;
  const chiSquare = sum((point) => {
    const residual = point.y - y - value * (point.x - x);
    return residual * residual;
  });
  const inflation = Math.max(1, chiSquare / Math.max(1, points.length - 2));
  return { value, error: Math.sqrt(inflation / square) };
}
