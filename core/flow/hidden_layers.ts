/**
 * Values of a network's last hidden layer, in double precision.
 *
 * @module
 */
import { checkLength } from "../check.ts";
import { cos, exp, expm1, sin } from "../elementary.ts";
import { type Activation, type Architecture, layers, weightCount } from "./architecture.ts";

const activations: Readonly<Record<Activation, (a: number) => number>> = {
  elu: (a) => a > 0 ? a : expm1(a),
  silu: (a) => a / (1 + exp(-a)),
  tanh(a) {
    const e = expm1(-2 * Math.abs(a));
    return (a < 0 ? e : -e) / (e + 2);
  },
};

/**
 * The hidden layers of a network with given weights. Their outputs are the features in which the
 * velocity is linear: v = W h + b.
 *
 * @example The velocity is linear in the features
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { Stream } from "../random.ts";
 * import { paperArchitecture } from "./architecture.ts";
 * import { HiddenLayers } from "./hidden_layers.ts";
 * import { initialise } from "./initialise.ts";
 *
 * const weights = initialise(paperArchitecture, Stream.fromSeed(1));
 * const engine = await createEngine("simd", paperArchitecture);
 * const values = Float32Array.of(3, -4), condition = Float32Array.of(4);
 * const { velocity } = engine.velocity(weights, { values, condition }, 0.25);
 *
 * const h = new HiddenLayers(paperArchitecture, weights).at(0.25, values, condition);
 * const last = weights.subarray(-66);
 * const v = h.reduce((sum, feature, i) => sum + last[i] * feature, last[64]);
 * assertAlmostEquals(v, velocity[0], 1e-6);
 * ```
 */
export class HiddenLayers {
  readonly #architecture: Architecture;
  readonly #layers;
  readonly #values: readonly Float64Array[];

  /**
   * Hidden layers of a network.
   *
   * @param weights `[P]`
   * @throws {TypeError} If their number differs from the architecture's.
   */
  constructor(architecture: Architecture, weights: Float32Array) {
    checkLength("evaluate hidden layers", "weight vector", weights, weightCount(architecture));
    this.#architecture = architecture;
    const hidden = layers(architecture).slice(0, -1);
    this.#layers = hidden.map((layer) => ({
      ...layer,
      matrix: Float64Array.from(weights.subarray(layer.weights, layer.biases)),
      bias: Float64Array.from(weights.subarray(layer.biases, layer.biases + layer.fanOut)),
    }));
    this.#values = [
      new Float64Array(hidden[0].fanIn),
      ...hidden.map(({ fanOut }) => new Float64Array(fanOut)),
    ];
  }

  /** Units of the last hidden layer. */
  get units(): number {
    return this.#values.at(-1)!.length;
  }

  /**
   * Values of the last hidden layer at a time and a point.
   *
   * @param point `[dimension]`
   * @param condition `[condition]`
   * @returns `[units]`; the array is reused by the next call.
   */
  at(time: number, point: ArrayLike<number>, condition: ArrayLike<number>): Float64Array {
    const { frequencies, dimension, activation } = this.#architecture;
    const activate = activations[activation];
    const inputs = this.#values[0];
    for (let k = 0; k < frequencies; k++) {
      const angle = Math.PI * (k + 1) * time;
      inputs[k] = cos(angle);
      inputs[frequencies + k] = sin(angle);
    }
    const start = 2 * frequencies;
    for (let j = 0; j < dimension; j++) inputs[start + j] = point[j];
    for (let j = 0; j < condition.length; j++) inputs[start + dimension + j] = condition[j];
    for (let l = 0; l < this.#layers.length; l++) {
      const { fanIn, fanOut, matrix, bias } = this.#layers[l];
      const from = this.#values[l], to = this.#values[l + 1];
      for (let i = 0, at = 0; i < fanOut; i++) {
        let sum = bias[i];
        for (let j = 0; j < fanIn; j++) sum += matrix[at++] * from[j];
        to[i] = activate(sum);
      }
    }
    return this.#values.at(-1)!;
  }
}
