/**
 * A toy distribution with known truth: exact density, sampler, and natural coordinates that are
 * independent under the truth, so that quantile bins have exactly equal masses.
 *
 * @module
 */
import type { Stream } from "../random.ts";

/** One natural coordinate of a target, such as the radius or the angle, with its exact law. */
export interface Axis {
  /** Name as printed on a chart's axis, such as "radius". */
  readonly name: string;
  /** Symbol in formulas, such as "r". */
  readonly symbol: string;
  /** Unit as printed on a chart's axis; "" for a pure number. */
  readonly unit: string;
  /** Ends of the region where a *model* may put mass; the outermost bins end there. */
  readonly range: readonly [number, number];
  /** Whether the two ends are the same place, as for an angle. */
  readonly periodic: boolean;
  /** Places inside the range where the true density or its slope jumps; cubature splits there. */
  readonly kinks: readonly number[];
  /** Cumulative probability of the truth at a value of this coordinate. */
  cdf(value: number): number;
  /** Value of this coordinate below which the truth has probability `p` in [0, 1]. */
  quantile(p: number): number;
}

/** A distribution with known truth. Points are flat arrays, row-major, `[n, dimension]`. */
export interface Target {
  /** Identifier in configurations, such as "gamma-ring". */
  readonly name: string;
  /** Name as printed on pages, such as "Gamma ring". */
  readonly title: string;
  /** Number of components of a point. */
  readonly dimension: number;
  /** Condition given to a flow with every point of this target; empty where there is none. */
  readonly condition: Float32Array;
  /** Natural coordinates, independent under the truth; as many as the dimension. */
  readonly axes: readonly Axis[];
  /**
   * Exact log density with respect to the Cartesian volume.
   *
   * @param points `[n, dimension]`
   * @returns `[n]` in nats; minus infinity outside the support
   */
  logDensity(points: ArrayLike<number>): Float64Array;
  /**
   * Independent points of the truth.
   *
   * @param n Number of points, at least 1
   * @returns `[n, dimension]`, single precision as in the paper
   */
  sample(n: number, stream: Stream): Float32Array;
  /**
   * Natural coordinates of points.
   *
   * @param points `[n, dimension]`
   * @returns `[n, axes]`
   */
  coordinates(points: ArrayLike<number>): Float64Array;
  /**
   * Points at natural coordinates, the inverse of {@linkcode Target.coordinates}.
   *
   * @param coordinates `[n, axes]`
   * @returns `[n, dimension]`
   */
  points(coordinates: ArrayLike<number>): Float64Array;
  /**
   * Volume element |d point / d coordinates|: a density in the plane times this is the density in the
   * natural coordinates.
   *
   * @param coordinates `[n, axes]`
   * @returns `[n]`
   */
  volumeElement(coordinates: ArrayLike<number>): Float64Array;
}
