/**
 * Repulsion of flows from each other by a kernel of their velocities.
 *
 * @module
 */
import { exp, log } from "../elementary.ts";
import { noiseFloor } from "../engine/engine.ts";
import type { Stream } from "../random.ts";
import { Batches } from "./batches.ts";
import type { Problem } from "./posterior.ts";
import { steeredBatch } from "./steered_batch.ts";

/**
 * Times at which velocities are compared in one step, each at an equal share of the points: an engine
 * gives velocities at one time in a call.
 */
const timeCount = 4;

/**
 * The term log sum_j k(v_i, v_j) of each member i of an ensemble, with the kernel
 *
 *     k(v_i, v_j) = exp(-ln(M + 1) |v_i - v_j|^2 / median)
 *
 * of the mean squared difference of the velocities at training points with fresh times and noise, and its
 * median over pairs. Only v_i is varied in its gradient; v_j and the median are held.
 */
export class Repulsion {
  readonly #problem: Problem;
  readonly #batches: Batches;
  /** Points with a common time. */
  readonly #groups: readonly { readonly start: number; readonly end: number }[];
  readonly #times: Float32Array;
  readonly #places: Float32Array;
  readonly #gradient: Float32Array;
  /** Velocities of each member, `[points, dimension]`. */
  #velocities: readonly Float32Array[] = [];
  /** Kernel of each pair of members. */
  #kernels: readonly (readonly number[])[] = [];
  /** ln(M + 1) over the median; 0 if the median is 0. */
  #sharpness = 0;

  /**
   * @param size Number of weights.
   * @param points Points at which velocities are compared in each step.
   */
  constructor(problem: Problem, size: number, points: number, stream: Stream) {
    this.#problem = problem;
    this.#batches = new Batches(problem, points, stream);
    const groups = Math.min(timeCount, points);
    const start = (g: number) => Math.floor(g * points / groups);
    this.#groups = Array.from(
      { length: groups },
      (_, g) => ({ start: start(g), end: start(g + 1) }),
    );
    this.#times = new Float32Array(points);
    this.#places = new Float32Array(points * problem.engine.architecture.dimension);
    this.#gradient = new Float32Array(size);
  }

  /**
   * Compares the members in a step.
   *
   * @param members Weights of each, `[P]`
   * @returns The median over pairs of the mean squared difference of velocities.
   */
  compare(step: number, members: readonly Float32Array[]): number {
    this.#draw(step);
    this.#velocities = members.map((weights) => this.#velocityOf(weights));
    const distances = this.#velocities.map((first) =>
      this.#velocities.map((second) => meanSquaredDifference(first, second))
    );
    const pairs = distances.flatMap((row, i) => row.slice(i + 1));
    const scale = median(pairs);
    this.#sharpness = scale > 0 ? log(members.length + 1) / scale : 0;
    this.#kernels = distances.map((row) => row.map((d) => exp(-this.#sharpness * d)));
    return scale;
  }

  /**
   * Adds the gradient of a member's term, times a factor, to another gradient. With the mean of the other
   * velocities weighted by the kernel as targets, it is minus a multiple of the gradient of a flow-matching
   * loss.
   *
   * @param weights Those that were compared, `[P]`
   * @param gradient `[P]`
   */
  addGradient(member: number, weights: Float32Array, factor: number, gradient: Float32Array): void {
    if (this.#sharpness === 0) return;
    const kernels = this.#kernels[member];
    const targets = new Float64Array(this.#places.length);
    let others = 0;
    for (const [j, velocity] of this.#velocities.entries()) {
      if (j === member) continue;
      others += kernels[j];
      for (let i = 0; i < targets.length; i++) targets[i] += kernels[j] * velocity[i];
    }
    if (others === 0) return;
    for (let i = 0; i < targets.length; i++) targets[i] /= others;
    const { engine, condition } = this.#problem;
    const batch = steeredBatch({ values: this.#places, condition }, this.#times, targets);
    engine.flowMatching(weights, batch, this.#gradient);
    // The kernel of a member with itself is 1.
    const pull = factor * this.#sharpness * others / (1 + others);
    for (let i = 0; i < gradient.length; i++) gradient[i] -= pull * this.#gradient[i];
  }

  /** Draws places between data and noise, neighbours at a common time in one part of [0, 1) each. */
  #draw(step: number): void {
    const { values, noise, times } = this.#batches.flowMatching(step);
    const dimension = values.length / times.length;
    for (const [g, { start, end }] of this.#groups.entries()) {
      this.#times.fill((g + times[start]) / this.#groups.length, start, end);
    }
    for (let i = 0; i < values.length; i++) {
      const time = this.#times[Math.floor(i / dimension)];
      this.#places[i] = (1 - time) * values[i] + (noiseFloor + (1 - noiseFloor) * time) * noise[i];
    }
  }

  #velocityOf(weights: Float32Array): Float32Array {
    const { engine, condition } = this.#problem;
    const { dimension } = engine.architecture;
    const out = new Float32Array(this.#places.length);
    for (const { start, end } of this.#groups) {
      const values = this.#places.subarray(start * dimension, end * dimension);
      const { velocity } = engine.velocity(weights, { values, condition }, this.#times[start]);
      out.set(velocity, start * dimension);
    }
    return out;
  }
}

function meanSquaredDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum / a.length;
}

/** The lower median; 0 of no values. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
