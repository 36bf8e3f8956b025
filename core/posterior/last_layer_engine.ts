/**
 * A flow whose last layer alone is free: an engine of these weights.
 *
 * @module
 */
import type { Engine, FlowMatchingBatch, Points, Velocity } from "../engine/engine.ts";
import { checkGradient, checkWeights } from "../engine/inputs.ts";
import { type Architecture, lastLayerArchitecture, layers } from "../flow/architecture.ts";
import type { Solve } from "../flow/scheme.ts";

/** An engine whose weights are those of a flow's last layer, the biases last. */
export interface LastLayerEngine extends Engine {
  /**
   * Completes draws of the last layer by the fixed weights.
   *
   * @param draws `[draws, p]`
   * @returns `[draws, P]`
   */
  complete(draws: Float32Array): Float32Array;
}

/**
 * The engine of a flow's last layer, all other weights fixed. It evaluates the whole flow, so every posterior
 * of a flow is one of these weights, too: with the likelihood of the whole flow, and its flow-matching loss.
 *
 * @example The likelihood is that of the whole flow
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { initialise, likelihoodSolve, paperArchitecture } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { LastLayer } from "./last_layer_engine.ts";
 *
 * const whole = await createEngine("simd", paperArchitecture);
 * const weights = initialise(paperArchitecture, Stream.fromSeed(1));
 * const engine = new LastLayer(whole, weights);
 * const points = { values: Float32Array.of(3, -4), condition: Float32Array.of(4) };
 * assertEquals(
 *   engine.logLikelihood(weights.slice(-66), points, likelihoodSolve),
 *   whole.logLikelihood(weights, points, likelihoodSolve),
 * );
 * ```
 */
export class LastLayer implements LastLayerEngine {
  /** Name in messages, with that of the whole flow's engine. */
  readonly name: string;
  /** What the bits of results depend on, as of the whole flow's engine. */
  readonly numerics: string;
  /** The network whose weights are those of the last layer. */
  readonly architecture: Architecture;
  readonly #engine: Engine;
  /** All weights, and the place of the last layer's. */
  readonly #weights: Float32Array;
  readonly #start: number;
  readonly #gradient: Float32Array;

  /**
   * The last layer of a flow.
   *
   * @param engine Evaluates the whole flow.
   * @param weights All weights of the flow, `[P]`; the last layer's are not read.
   * @throws {RangeError} If the last hidden layer has fewer units than a point has components.
   * @throws {TypeError} If their number is wrong.
   */
  constructor(engine: Engine, weights: Float32Array) {
    checkWeights("take the last layer of a flow", engine.architecture, weights);
    this.name = `last layer of ${engine.name}`;
    this.numerics = engine.numerics;
    this.architecture = lastLayerArchitecture(engine.architecture);
    this.#engine = engine;
    this.#weights = weights.slice();
    this.#gradient = new Float32Array(weights.length);
    this.#start = layers(engine.architecture).at(-1)!.weights;
  }

  /** Completes draws of the last layer, `[draws, p]`, by the fixed weights, to `[draws, P]`. */
  complete(draws: Float32Array): Float32Array {
    const all = this.#weights.length, size = all - this.#start;
    const out = new Float32Array(draws.length / size * all);
    for (let d = 0; d * size < draws.length; d++) {
      out.set(this.#whole(draws.subarray(d * size, (d + 1) * size)), d * all);
    }
    return out;
  }

  /** Flow-matching loss of the whole flow, and its gradient in the last layer's weights, `[p]`. */
  flowMatching(weights: Float32Array, batch: FlowMatchingBatch, gradient?: Float32Array): number {
    checkGradient("evaluate the flow-matching loss", this.architecture, gradient);
    const whole = this.#whole(weights);
    const loss = this.#engine.flowMatching(whole, batch, gradient && this.#gradient);
    gradient?.set(this.#gradient.subarray(this.#start));
    return loss;
  }

  /** Log-likelihood of the whole flow, nats, and its gradient in the last layer's weights, `[p]`. */
  logLikelihood(
    weights: Float32Array,
    points: Points,
    solve: Solve,
    gradient?: Float32Array,
  ): number {
    checkGradient("evaluate the log-likelihood", this.architecture, gradient);
    const whole = this.#whole(weights);
    const value = this.#engine.logLikelihood(whole, points, solve, gradient && this.#gradient);
    gradient?.set(this.#gradient.subarray(this.#start));
    return value;
  }

  /** Velocities of the whole flow, `[n, dimension]`. */
  velocity(weights: Float32Array, points: Points, time: number): Velocity {
    return this.#engine.velocity(this.#whole(weights), points, time);
  }

  /** Log-densities of the whole flow, nats, `[n]`. */
  logDensity(weights: Float32Array, points: Points, solve: Solve): Float32Array {
    return this.#engine.logDensity(this.#whole(weights), points, solve);
  }

  /** Latent points of the whole flow, `[n, dimension]`. */
  encode(weights: Float32Array, points: Points, solve: Solve): Float32Array {
    return this.#engine.encode(this.#whole(weights), points, solve);
  }

  /** Points that the whole flow makes of noise, `[n, dimension]`. */
  decode(weights: Float32Array, noise: Points, solve: Solve): Float32Array {
    return this.#engine.decode(this.#whole(weights), noise, solve);
  }

  /** All weights with given ones of the last layer; the array is reused. */
  #whole(weights: Float32Array): Float32Array {
    checkWeights("complete weights", this.architecture, weights);
    this.#weights.set(weights, this.#start);
    return this.#weights;
  }
}
