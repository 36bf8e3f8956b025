/**
 * A flow is a value: an architecture and its weights. A draw of a posterior is an ordinary flow.
 *
 * @module
 */
import { checkFinite, checkLength } from "../check.ts";
import { type Architecture, checkArchitecture, weightCount } from "./architecture.ts";

/** A continuous normalising flow: a velocity network with its weights. */
export interface Flow {
  /** Shape of the network. */
  readonly architecture: Architecture;
  /** `[P]`, layer by layer: rows of the matrix, then biases. */
  readonly weights: Float32Array;
}

/**
 * Throws unless a flow is valid.
 *
 * @throws {RangeError} If the architecture is not valid, or a weight is not finite.
 * @throws {TypeError} If the number of weights differs from that of the architecture.
 *
 * @example Weights of another network
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { paperArchitecture } from "./architecture.ts";
 * import { checkFlow } from "./flow.ts";
 *
 * const flow = { architecture: paperArchitecture, weights: new Float32Array(242) };
 * assertThrows(() => checkFlow(flow), TypeError, "2498 numbers: current value is 242");
 * ```
 */
export function checkFlow(flow: Flow): void {
  checkArchitecture(flow.architecture);
  checkLength("use a flow", "weight vector", flow.weights, weightCount(flow.architecture));
  checkFinite("use a flow", "weight vector", flow.weights);
}
