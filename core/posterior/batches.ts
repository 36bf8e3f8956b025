/**
 * Mini-batches of training data, without replacement, in a new order each epoch.
 *
 * @module
 */
import { checkFinite, checkInteger } from "../check.ts";
import type { FlowMatchingBatch, Points } from "../engine/engine.ts";
import type { Stream } from "../random.ts";
import type { Problem } from "./posterior.ts";

/**
 * Batches by step number. The batch of a step depends only on the stream and the step, so a fit can
 * resume at any step. Points that do not fill the last batch of an epoch are left out of that epoch.
 */
export class Batches {
  /** Batches of an epoch. */
  readonly perEpoch: number;
  readonly size: number;
  readonly #problem: Problem;
  readonly #stream: Stream;
  readonly #dimension: number;
  readonly #values: Float32Array;
  readonly #times: Float32Array;
  readonly #noise: Float32Array;
  #epoch = -1;
  #order: Uint32Array = new Uint32Array();

  /**
   * @param size Points of a batch.
   * @throws {TypeError} If a point of the data is incomplete.
   * @throws {RangeError} If the data do not fill one batch, or are not finite.
   */
  constructor(problem: Problem, size: number, stream: Stream) {
    const act = "fit a posterior";
    checkInteger(act, "batch size", size, 1);
    const dimension = problem.engine.architecture.dimension;
    const n = problem.data.length / dimension;
    if (!Number.isInteger(n)) {
      throw new TypeError(
        `Cannot ${act} as the training data must have a multiple of ${dimension} numbers: current value is ${problem.data.length}`,
      );
    }
    if (!(n >= size)) {
      throw new RangeError(
        `Cannot ${act} as the training data must fill one batch of ${size} points: current value is ${n}`,
      );
    }
    checkFinite(act, "training data", problem.data);
    this.size = size;
    this.perEpoch = Math.floor(n / size);
    this.#problem = problem;
    this.#stream = stream;
    this.#dimension = dimension;
    this.#values = new Float32Array(size * dimension);
    this.#times = new Float32Array(size);
    this.#noise = new Float32Array(size * dimension);
  }

  /** Data of a step's batch; the array is reused by the next call. */
  points(step: number): Points {
    const epoch = Math.floor(step / this.perEpoch);
    const d = this.#dimension;
    if (epoch !== this.#epoch) {
      this.#order = this.#stream.split("order", epoch).permutation(this.#problem.data.length / d);
      this.#epoch = epoch;
    }
    const start = (step % this.perEpoch) * this.size;
    for (let i = 0; i < this.size; i++) {
      const from = this.#order[start + i] * d;
      for (let j = 0; j < d; j++) this.#values[i * d + j] = this.#problem.data[from + j];
    }
    return {
      values: this.#values,
      condition: this.#problem.condition,
      places: this.#order.subarray(start, start + this.size),
    };
  }

  /** A step's batch with its times and noise; the arrays are reused by the next call. */
  flowMatching(step: number): FlowMatchingBatch {
    const stream = this.#stream.split("step", step);
    stream.uniforms(this.#times);
    stream.normals(this.#noise);
    return { ...this.points(step), times: this.#times, noise: this.#noise };
  }
}
