/**
 * Hamiltonian Monte Carlo about a Gaussian: the motion in its potential is solved exactly, so that steps are as
 * long as the rest of the potential allows.
 *
 * @module
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { checkInteger, checkLength, checkPositive } from "../check.ts";
import { cos, exp, sin } from "../elementary.ts";
import type { Solve } from "../flow/mod.ts";
import type { Stream } from "../random.ts";
import { adaptStep, startDualAveraging } from "./dual_averaging.ts";
import { type ExactMotion, type HmcPlace, hmcTransition } from "./hmc.ts";
import { checkRange } from "./options.ts";
import type { Problem } from "./posterior.ts";
import type { Potential } from "./potential.ts";

/** Motion in the potential of a standard normal, whose positions and momenta turn about the origin. */
export const oscillation: ExactMotion = {
  move(position, momentum, time) {
    const c = cos(time), s = sin(time);
    for (let i = 0; i < position.length; i++) {
      const q = position[i], p = momentum[i];
      position[i] = c * q + s * p;
      momentum[i] = c * p - s * q;
    }
  },
  energy(position, momentum) {
    let sum = 0;
    for (let i = 0; i < position.length; i++) {
      sum += position[i] * position[i] + momentum[i] * momentum[i];
    }
    return sum / 2;
  },
};

/**
 * A Gaussian by mean and precision, and the coordinates z = L^T (w - mean) in which it is a standard normal; L is
 * the Cholesky factor of the precision.
 *
 * @example One weight of variance 4
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ReferenceGaussian } from "./split_hmc.ts";
 *
 * const gaussian = new ReferenceGaussian(Float64Array.of(3), Float64Array.of(1 / 4));
 * assertEquals(gaussian.coordinates(Float64Array.of(7)), Float64Array.of(2));
 * assertEquals(gaussian.weights(Float64Array.of(2)), Float64Array.of(7));
 * ```
 */
export class ReferenceGaussian {
  readonly #mean: Float64Array;
  /** Rows of the Cholesky factor. */
  readonly #factor: readonly (readonly number[])[];

  /**
   * A Gaussian.
   *
   * @param mean `[P]`
   * @param precision `[P, P]`
   * @throws {RangeError} If the precision is not positive definite.
   * @throws {TypeError} If the lengths do not fit.
   */
  constructor(mean: Float64Array, precision: Float64Array) {
    const act = "take a reference Gaussian";
    checkLength(act, "precision", precision, mean.length * mean.length);
    const decomposition = new CholeskyDecomposition(
      Matrix.from1DArray(mean.length, mean.length, precision),
    );
    if (!decomposition.isPositiveDefinite()) {
      throw new RangeError(
        `Cannot ${act} as its precision must be positive definite: current value is not`,
      );
    }
    this.#mean = mean.slice();
    this.#factor = decomposition.lowerTriangularMatrix.to2DArray();
  }

  /** Coordinates of weights, `[P]`. */
  coordinates(weights: ArrayLike<number>): Float64Array {
    return this.#mean.map((_, i) => {
      let sum = 0;
      for (let k = i; k < this.#mean.length; k++) {
        sum += this.#factor[k][i] * (weights[k] - this.#mean[k]);
      }
      return sum;
    });
  }

  /** Weights of coordinates, `[P]`. */
  weights(coordinates: Float64Array): Float64Array {
    const out = coordinates.slice();
    for (let i = out.length - 1; i >= 0; i--) {
      for (let k = i + 1; k < out.length; k++) out[i] -= this.#factor[k][i] * out[k];
      out[i] /= this.#factor[i][i];
    }
    return out.map((value, i) => value + this.#mean[i]);
  }

  /** Of a potential of weights what a standard normal of the coordinates leaves, as a function of the coordinates. */
  remainder(potential: Potential): Potential {
    const byWeights = new Float64Array(this.#mean.length);
    return (position, gradient) => {
      const value = potential(this.weights(position), gradient && byWeights);
      let square = 0;
      for (const z of position) square += z * z;
      if (gradient) {
        for (let i = 0; i < byWeights.length; i++) {
          let sum = byWeights[i];
          for (let k = 0; k < i; k++) sum -= this.#factor[i][k] * byWeights[k];
          byWeights[i] = sum / this.#factor[i][i];
          gradient[i] = byWeights[i] - position[i];
        }
      }
      return value - square / 2;
    };
  }
}

/**
 * Mean and precision of a Gaussian from draws. Its covariance is that of the draws, shrunk towards that of another
 * Gaussian, which counts as many draws as there are weights.
 *
 * @param draws `[draws, P]`
 * @param before Precision of the other Gaussian, `[P, P]`.
 * @returns Mean, `[P]`, and precision, `[P, P]`.
 * @throws {TypeError} If there are no draws, or the lengths do not fit.
 *
 * Source: shrinkage as of Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices",
 * J. Multivar. Anal. 88 (2004) 365, with a fixed weight and the other Gaussian as the target.
 *
 * @example One weight, whose draws and other Gaussian have the variance 4
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gaussianOfDraws } from "./split_hmc.ts";
 *
 * const { mean, precision } = gaussianOfDraws(Float32Array.of(1, 5), Float64Array.of(1 / 4));
 * assertEquals([...mean, ...precision], [3, 1 / 4]);
 * ```
 */
export function gaussianOfDraws(
  draws: Float32Array,
  before: Float64Array,
): { readonly mean: Float64Array; readonly precision: Float64Array } {
  const act = "take a Gaussian of draws";
  const size = Math.round(Math.sqrt(before.length));
  checkLength(act, "precision", before, size * size);
  const count = Math.max(1, Math.floor(draws.length / size));
  checkLength(act, "draws", draws, count * size);
  const mean = new Float64Array(size);
  for (let i = 0; i < draws.length; i++) mean[i % size] += draws[i] / count;
  // Rounding leaves an inverse that is not quite symmetric.
  const inverse = (matrix: Matrix) => {
    const solution = new CholeskyDecomposition(matrix).solve(Matrix.eye(size));
    return solution.add(solution.transpose()).div(2);
  };
  const covariance = inverse(Matrix.from1DArray(size, size, before)).mul(size / (count + size));
  for (let d = 0; d < count; d++) {
    const deviation = mean.map((value, i) => draws[d * size + i] - value);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        const product = deviation[a] * deviation[b] / (count + size);
        covariance.set(a, b, covariance.get(a, b) + product);
      }
    }
  }
  return { mean, precision: Float64Array.from(inverse(covariance).to1DArray()) };
}

/**
 * Empirical Fisher matrix of the likelihood: the sum over training points of the products of their scores.
 *
 * @param weights `[P]`
 * @returns `[P, P]`
 */
export function fisherMatrix(
  { engine, data, condition }: Problem,
  weights: Float32Array,
  solve: Solve,
): Float64Array {
  const { dimension } = engine.architecture, size = weights.length;
  const score = new Float32Array(size), sums = new Float64Array(size * size);
  for (let at = 0; at < data.length; at += dimension) {
    const point = { values: data.subarray(at, at + dimension), condition };
    engine.logLikelihood(weights, point, solve, score);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) sums[a * size + b] += score[a] * score[b];
    }
  }
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < a; b++) sums[b * size + a] = sums[a * size + b];
  }
  return sums;
}

/** Settings of {@linkcode splitHmc}. */
export interface SplitHmcSettings {
  /** Number of trajectories, each of which ends in a draw. */
  readonly trajectories: number;
  /** Largest number L of steps; each trajectory takes from L/2 to L at random. */
  readonly steps: number;
  /** Angle by which a step turns, rad; the first one if it is adapted. */
  readonly angle: number;
  /** Mean acceptance to which the angle is adapted all along; default none, a fixed angle. */
  readonly targetAcceptance?: number;
}

/** What {@linkcode splitHmc} gives. */
export interface SplitHmcRun {
  /** `[trajectories, P]`, single precision as the flow takes them. */
  readonly draws: Float32Array;
  /** Potential of each draw, nats, `[trajectories]`. */
  readonly potentials: Float64Array;
  /** Mean acceptance probability. */
  readonly acceptance: number;
  /** The angle, rad, averaged if it was adapted. */
  readonly angle: number;
  /** Number of gradients. */
  readonly gradients: number;
}

/** Largest angle of a step, rad: longer ones only turn back. */
const widest = 1;

/**
 * A chain by Hamiltonian Monte Carlo about a Gaussian. Draws of an adapted chain are no sample: they are to be left
 * out.
 *
 * @param potential Of weights.
 * @param start Weights, `[P]`.
 * @param stream Source of momenta, lengths and tests.
 * @param progress Called after each trajectory with their number.
 * @throws {RangeError} If a setting is out of range, or the potential is not finite at the start.
 * @throws {TypeError} If a setting is of the wrong kind.
 *
 * Source: Shahbaba, Lan, Johnson and Neal, "Split Hamiltonian Monte Carlo", arXiv:1106.5941, section 3.
 *
 * @example A chain on the Gaussian itself turns without an error
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { ReferenceGaussian, splitHmc } from "./split_hmc.ts";
 *
 * const { acceptance, draws } = splitHmc(
 *   ([w], gradient) => {
 *     if (gradient) gradient[0] = w / 4;
 *     return w * w / 8;
 *   },
 *   new ReferenceGaussian(Float64Array.of(0), Float64Array.of(1 / 4)),
 *   Float64Array.of(1),
 *   { trajectories: 2000, steps: 3, angle: 0.6 },
 *   Stream.fromSeed(1),
 * );
 * assertAlmostEquals(acceptance, 1, 1e-6);
 * assertAlmostEquals(draws.reduce((sum, w) => sum + w * w, 0) / 2000, 4, 0.5);
 * ```
 */
export function splitHmc(
  potential: Potential,
  reference: ReferenceGaussian,
  start: ArrayLike<number>,
  { trajectories, steps, angle, targetAcceptance }: SplitHmcSettings,
  stream: Stream,
  progress: (done: number) => void = () => {},
): SplitHmcRun {
  const act = "sample about a Gaussian";
  checkInteger(act, "number of trajectories", trajectories, 1);
  checkInteger(act, "largest number of steps", steps, 1);
  checkPositive(act, "angle of a step", angle);
  if (targetAcceptance !== undefined) {
    checkRange(act, "target acceptance", targetAcceptance, 0.05, 0.99);
  }
  const remainder = reference.remainder(potential);
  const position = reference.coordinates(start), gradient = new Float64Array(position.length);
  const place: HmcPlace = { position, gradient, potential: remainder(position, gradient) };
  if (!Number.isFinite(place.potential)) {
    throw new RangeError(
      `Cannot ${act} as the potential must be finite at the start: current value is ${place.potential}`,
    );
  }
  const adapted = startDualAveraging(angle), least = Math.ceil(steps / 2);
  const draws = new Float32Array(trajectories * position.length);
  const potentials = new Float64Array(trajectories);
  let acceptance = 0, gradients = 1;
  for (let k = 0; k < trajectories; k++) {
    const trajectory = stream.split("trajectory", k);
    const length = least + trajectory.split("length").integer(steps - least + 1);
    const turn = targetAcceptance === undefined ? angle : Math.min(widest, exp(adapted.logStep));
    const outcome = hmcTransition(remainder, place, turn, length, trajectory, oscillation);
    if (targetAcceptance !== undefined) adaptStep(adapted, outcome.acceptance, targetAcceptance);
    acceptance += outcome.acceptance / trajectories;
    gradients += length;
    draws.set(reference.weights(place.position), k * position.length);
    let square = 0;
    for (const z of place.position) square += z * z;
    potentials[k] = place.potential + square / 2;
    progress(k + 1);
  }
  return {
    draws,
    potentials,
    acceptance,
    angle: targetAcceptance === undefined ? angle : Math.min(widest, exp(adapted.logAverage)),
    gradients,
  };
}
