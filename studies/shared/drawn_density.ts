/**
 * Log densities of a drawn flow, even if the discrete map of its fit folds.
 *
 * @module
 */
import type { Engine, Points } from "../../core/engine/mod.ts";
import { continuousSolve, type Solve } from "../../core/flow/mod.ts";

/** Log densities, nats, `[n]`. */
export interface DrawnDensity {
  readonly logDensity: Float32Array;
  /** If the discrete map folds at a point: the log densities of the map, minus infinity at such points. */
  readonly folded?: Float32Array;
}

/**
 * Evaluates a drawn flow by the solve of its fit, unless its discrete map folds at one of the points: a
 * map that folds is not a change of variables, so its density is not normalised. Such a draw is
 * evaluated as a continuous flow at all points; the difference between both is the error.
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
