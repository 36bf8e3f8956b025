/**
 * Log densities of a drawn flow, also where the discrete map that it was fitted with folds.
 *
 * @module
 */
import type { Engine, Points } from "../../core/engine/mod.ts";
import { continuousSolve, type Solve } from "../../core/flow/mod.ts";

/** Log densities, nats, `[n]`. */
export interface DrawnDensity {
  readonly logDensity: Float32Array;
  /** Where the discrete map folds at a point: its own log densities, minus infinity at such points. */
  readonly folded?: Float32Array;
}

/**
 * Evaluates a drawn flow as it was fitted, unless its discrete map folds at one of the points: a map that folds
 * is no change of variables, so that its density has no fixed total. Such a draw is evaluated as a continuous
 * flow at all points; the difference between both is the error.
 */
export function drawnDensity(
  engine: Engine,
  weights: Float32Array,
  points: Points,
  solve: Solve,
): DrawnDensity {
  const logDensity = engine.logDensity(weights, points, solve);
  return logDensity.includes(-Infinity) && solve.volumeChange === "discrete"
    ? { logDensity: engine.logDensity(weights, points, continuousSolve), folded: logDensity }
    : { logDensity };
}
