/**
 * The only door to heavy arithmetic. Everything is a pure function of the weights and the arrays
 * given, so that training and posteriors are plain TypeScript on top.
 *
 * @module
 */
import type { Architecture } from "../flow/architecture.ts";
import type { Solve } from "../flow/scheme.ts";

/** Points with their condition. */
export interface Points {
  /** `[n, dimension]`, row-major. */
  readonly values: Float32Array;
  /** One condition for all points, `[condition]`, or one for each, `[n, condition]`. */
  readonly condition: Float32Array;
  /** Indices of the points in the training data, `[n]`, if they come from it. Engines of whole flows ignore them. */
  readonly places?: Uint32Array;
}

/** What the flow-matching loss needs: the data, and the times and noise drawn for them. */
export interface FlowMatchingBatch extends Points {
  /** Times in (0, 1), `[n]`; 0 is data, 1 is noise. */
  readonly times: Float32Array;
  /** Standard normal noise, `[n, dimension]`. */
  readonly noise: Float32Array;
}

/** Velocities and their divergence. */
export interface Velocity {
  /** v(t, x), `[n, dimension]`. */
  readonly velocity: Float32Array;
  /** tr dv/dx, `[n]`. */
  readonly trace: Float32Array;
}

/** Noise floor eps of flow matching in the paper's code. */
export const noiseFloor = 1e-4;

/**
 * Heavy arithmetic for one architecture. Arrays given are only read; arrays returned belong to the
 * caller. Every method throws a `TypeError` for a wrong shape and a `RangeError` for an empty batch, for
 * weights or data that are not finite, and for a result that is not (a solve that overflowed).
 *
 * One result may be infinite: where the discrete map of a solve folds at a point (the determinant of its
 * Jacobian is 0 or below), the change of variables gives no density there, and log p is minus infinity.
 */
export interface Engine {
  /** Implementation, such as "tfjs/wasm" or "simd". */
  readonly name: string;
  /** Version of the numbers it gives; part of the key of every cell that used it. */
  readonly numerics: string;
  /** Network whose weights it is given. */
  readonly architecture: Architecture;

  /**
   * Flow-matching loss with y = (1 - t) x + (eps + (1 - eps) t) z and target (1 - eps) z - x: the mean
   * over points **and components** of the squared difference.
   *
   * @param weights `[P]`
   * @param gradient Where given, `[P]`, overwritten with the gradient of the loss
   */
  flowMatching(weights: Float32Array, batch: FlowMatchingBatch, gradient?: Float32Array): number;

  /** Velocity and its exact divergence at one time. */
  velocity(weights: Float32Array, points: Points, time: number): Velocity;

  /**
   * log p(x | c) = log N(z; 0, I) + log |dz/dx|, with z at t = 1.
   *
   * @returns `[n]` in nats; minus infinity where a discrete map folds
   */
  logDensity(weights: Float32Array, points: Points, solve: Solve): Float32Array;

  /**
   * Sum of log p over the points, and the gradient of this very discretisation.
   *
   * @param gradient Where given, `[P]`, overwritten with the gradient of the sum; with 0 if that is infinite
   * @returns nats; minus infinity if a discrete map folds at one of the points
   */
  logLikelihood(
    weights: Float32Array,
    points: Points,
    solve: Solve,
    gradient?: Float32Array,
  ): number;

  /** Data to noise: t = 0 to 1. @returns `[n, dimension]` */
  encode(weights: Float32Array, points: Points, solve: Solve): Float32Array;

  /** Noise to data: t = 1 to 0 over the same grid. @returns `[n, dimension]` */
  decode(weights: Float32Array, noise: Points, solve: Solve): Float32Array;
}
