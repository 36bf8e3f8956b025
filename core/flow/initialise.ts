/**
 * First weights of a velocity network.
 *
 * @module
 */
import type { Stream } from "../random.ts";
import { type Architecture, checkArchitecture, layers, weightCount } from "./architecture.ts";

/**
 * Draws weights and biases of every layer from U(-1/sqrt(fanIn), 1/sqrt(fanIn)), the default of torch's
 * linear layer, which arXiv:2408.00838's public code uses.
 *
 * @param stream Source of the numbers; layer i uses its split `("layer", i)`.
 * @returns `[P]`
 * @throws {RangeError} If the architecture is not valid.
 *
 * @example Repeatable weights within their bounds
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { paperArchitecture } from "./architecture.ts";
 * import { initialise } from "./initialise.ts";
 *
 * const weights = initialise(paperArchitecture, Stream.fromSeed(1));
 * assertEquals(weights, initialise(paperArchitecture, Stream.fromSeed(1)));
 * assert(weights.every((w) => Math.abs(w) <= 1 / 3)); // the first layer has 9 inputs
 * ```
 */
export function initialise(architecture: Architecture, stream: Stream): Float32Array {
  checkArchitecture(architecture);
  const weights = new Float32Array(weightCount(architecture));
  layers(architecture).forEach(({ fanIn, fanOut, weights: start, biases }, i) => {
    const bound = 1 / Math.sqrt(fanIn);
    const layer = stream.split("layer", i).uniforms(weights.subarray(start, biases + fanOut));
    for (let j = 0; j < layer.length; j++) layer[j] = bound * (2 * layer[j] - 1);
  });
  return weights;
}
