/**
 * Potentials of samplers: the negative log of an unnormalised density over weights.
 *
 * @module
 */
import type { Points } from "../engine/engine.ts";
import { continuousSolve, type Solve } from "../flow/mod.ts";
import type { Problem } from "./posterior.ts";

/**
 * Negative log density up to a constant, in nats; infinite where the density is zero.
 *
 * @param position `[P]`
 * @param gradient If given, `[P]`, overwritten with the gradient; with 0 where the density is zero
 */
export type Potential = (position: Float64Array, gradient?: Float64Array) => number;

/** Precision 1 / s^2 of the prior N(0, s^2) of each weight; 0, a flat prior, for a scale of 0. */
export function priorPrecision(scale: number): number {
  return scale > 0 ? 1 / (scale * scale) : 0;
}

/** Potentials of a flow's weights given its data. */
export class FlowPotential {
  readonly #problem: Problem;
  readonly #solve: Solve;
  readonly #precision: number;
  readonly #weights: Float32Array;
  readonly #gradient: Float32Array;
  readonly #data: Points;
  readonly #n: number;

  /**
   * Potentials of weights given the data of a problem.
   *
   * @param problem The flow's engine and its data.
   * @param size Number of weights.
   * @param solve Defines the density that the weights are fitted to.
   * @param priorPrecision 1 / s^2 of the prior N(0, s^2) of each weight; 0 for a flat prior.
   */
  constructor(problem: Problem, size: number, solve: Solve, priorPrecision: number) {
    this.#problem = problem;
    this.#solve = solve;
    this.#precision = priorPrecision;
    this.#weights = new Float32Array(size);
    this.#gradient = new Float32Array(size);
    this.#data = { values: problem.data, condition: problem.condition };
    this.#n = problem.data.length / problem.engine.architecture.dimension;
  }

  /** Log-likelihood of all data, nats; minus infinity where the solve overflows or folds. */
  logLikelihood(position: Float64Array): number {
    this.#weights.set(position);
    return this.#evaluate(this.#data, this.#solve);
  }

  /** Log-likelihood of all data by the continuous flow, nats; minus infinity where its solve overflows. */
  continuousLogLikelihood(position: Float64Array): number {
    this.#weights.set(position);
    return this.#evaluate(this.#data, continuousSolve);
  }

  /**
   * The log-likelihood of all data minus that of the continuous flow, nats; a sampler can exploit an
   * increase of this error. Not finite where a solve overflows or folds.
   */
  discretisationError(position: Float64Array): number {
    return this.logLikelihood(position) - this.continuousLogLikelihood(position);
  }

  /** The potential of all data. */
  readonly full: Potential = (position, gradient) =>
    this.#potential(this.#data, position, gradient);

  /** The potential of a batch, its log-likelihood scaled to all data: -(N / |b|) sum log p - log prior. */
  batch(points: Points): Potential {
    return (position, gradient) => this.#potential(points, position, gradient);
  }

  #potential(points: Points, position: Float64Array, gradient?: Float64Array): number {
    this.#weights.set(position);
    const size = points.values.length / this.#problem.engine.architecture.dimension;
    const scale = this.#n / size;
    const value = this.#evaluate(points, this.#solve, gradient && this.#gradient);
    if (gradient) {
      // The force is 0 where the density is zero.
      const force = value === -Infinity ? 0 : 1;
      for (let i = 0; i < position.length; i++) {
        gradient[i] = force * (this.#precision * position[i] - scale * this.#gradient[i]);
      }
    }
    let square = 0;
    if (this.#precision > 0) { for (const w of position) square += w * w; }
    return 0.5 * this.#precision * square - scale * value;
  }

  #evaluate(points: Points, solve: Solve, gradient?: Float32Array): number {
    const { engine } = this.#problem;
    try {
      const value = engine.logLikelihood(this.#weights, points, solve, gradient);
      return Number.isFinite(value) ? value : -Infinity;
    } catch (error) {
      // Engines throw for results that are not finite: such weights have zero likelihood.
      if (error instanceof RangeError) return -Infinity;
      throw error;
    }
  }
}
