/**
 * A straight line through points.
 *
 * @module
 */
import type { Estimate } from "./schema.ts";

/** A point. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Slope of the least-squares line, all points alike, with its standard error from their scatter about it: with n
 * points the error has n - 2 degrees of freedom.
 *
 * @returns The error is null with two points, which a line goes through.
 * @throws {RangeError} If there are fewer than two points or all are at one x.
 *
 * @example Points on a line, and points about it
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { lineSlope } from "./line.ts";
 *
 * const line = lineSlope([0, 1, 2].map((x) => ({ x, y: 3 * x + 1 })));
 * assertAlmostEquals(line.value, 3, 1e-12);
 * assertAlmostEquals(line.error!, 0, 1e-12);
 * const about = lineSlope([0, 3, 0].map((y, x) => ({ x, y })));
 * assertAlmostEquals(about.error!, Math.sqrt(3), 1e-12);
 * ```
 */
export function lineSlope(points: readonly LinePoint[]): Estimate {
  const count = points.length;
  const sum = (term: (point: LinePoint) => number) =>
    points.reduce((total, point) => total + term(point), 0);
  const x = sum((point) => point.x) / count, y = sum((point) => point.y) / count;
  const square = sum((point) => (point.x - x) * (point.x - x));
  if (!(square > 0)) {
    throw new RangeError(
      `Cannot fit a line as its points must have two or more different x: current value is ${count} points`,
    );
  }
  const value = sum((point) => (point.x - x) * (point.y - y)) / square;
  const residuals = sum((point) => {
    const residual = point.y - y - value * (point.x - x);
    return residual * residual;
  });
  return { value, error: count < 3 ? null : Math.sqrt(residuals / (count - 2) / square) };
}
