/**
 * How much of the error of a posterior lies at the inner edge.
 *
 * @module
 */
import type { CalibrationSeries } from "./schema.ts";

/**
 * Share of the innermost bin along the radius in the squared relative error of the mean mass; null where there is no
 * error.
 */
export function innermostShare({ radius: { massRatio } }: CalibrationSeries): number | null {
  const squares = massRatio.map((ratio) => (ratio - 1) * (ratio - 1));
  const total = squares.reduce((sum, square) => sum + square, 0);
  return total > 0 ? squares[0] / total : null;
}
