/**
 * Quadrature over what flow matching draws for a training point: its time and its noise.
 *
 * @module
 */
import { normalQuantile } from "../arrays/mod.ts";
import { pow } from "../elementary.ts";
import { noiseFloor } from "../engine/engine.ts";
import type { Stream } from "../random.ts";

/**
 * Called with a node: its time, the place y between data and noise and the target there, `[dimension]`
 * each, and which of the two quadratures it belongs to. The arrays are reused.
 */
export type NodeVisitor = (
  time: number,
  y: Float64Array,
  target: Float64Array,
  half: 0 | 1,
) => void;

/**
 * Two independent quadratures for each point: randomly shifted parts of an additive recurrence in time
 * and the quantiles of the noise, all nodes of the same weight.
 *
 * Source: M. Roberts, "The unreasonable effectiveness of quasirandom sequences" (2018), for the
 * recurrence.
 */
export class NoiseQuadrature {
  readonly #data: Float32Array;
  readonly #nodes: number;
  readonly #stream: Stream;
  readonly #steps: readonly number[];
  readonly #shifts: Float64Array;
  readonly #y: Float64Array;
  readonly #target: Float64Array;

  /**
   * @param data `[points, dimension]`
   * @param nodes Nodes of each of the two quadratures.
   * @param stream Source of the shifts.
   */
  constructor(data: Float32Array, dimension: number, nodes: number, stream: Stream) {
    this.#data = data;
    this.#nodes = nodes;
    this.#stream = stream;
    this.#steps = recurrence(dimension + 1);
    this.#shifts = new Float64Array(dimension + 1);
    this.#y = new Float64Array(dimension);
    this.#target = new Float64Array(dimension);
  }

  /** Visits the nodes of point `i`. */
  visit(i: number, visitor: NodeVisitor): void {
    const y = this.#y, target = this.#target, steps = this.#steps, shifts = this.#shifts;
    const dimension = y.length;
    for (const half of [0, 1] as const) {
      this.#stream.split(i, half).uniforms(shifts);
      for (let m = 0; m < this.#nodes; m++) {
        const time = (shifts[0] + m * steps[0]) % 1;
        for (let j = 0; j < dimension; j++) {
          const x = this.#data[i * dimension + j], u = (shifts[1 + j] + m * steps[1 + j]) % 1;
          const z = normalQuantile(Math.max(u, Number.EPSILON));
          y[j] = (1 - time) * x + (noiseFloor + (1 - noiseFloor) * time) * z;
          target[j] = (1 - noiseFloor) * z - x;
        }
        visitor(time, y, target, half);
      }
    }
  }
}

/** Steps of the additive recurrence in some dimensions: powers of 1 / x with x^(d + 1) = x + 1. */
function recurrence(dimensions: number): number[] {
  let x = 1.5;
  for (let i = 0; i < 60; i++) x = pow(1 + x, 1 / (dimensions + 1));
  return Array.from({ length: dimensions }, (_, j) => pow(x, -(j + 1)));
}
