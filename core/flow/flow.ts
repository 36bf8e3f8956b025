/**
 * A flow is a value: an architecture and its weights. A draw of a posterior is an ordinary flow.
 *
 * @module
 */
import { checkFinite, checkLength } from "../check.ts";
import { type Architecture, checkArchitecture, weightCount } from "./architecture.ts";

/** A continuous normalising flow: a velocity network with its weights. */
export interface Flow {
  readonly architecture: Architecture;
  /** `[P]`, layer by layer: rows of the matrix, then biases. */
  readonly weights: Float32Array;
}

/**
 * Refuses a value that is no flow.
 *
 * @throws {RangeError} If the architecture is none, or a weight is not finite.
 * @throws {TypeError} If the number of weights is not the architecture's.
 */
export function checkFlow(flow: Flow): void {
  checkArchitecture(flow.architecture);
  checkLength("use a flow", "weight vector", flow.weights, weightCount(flow.architecture));
  checkFinite("use a flow", "weight vector", flow.weights);
}
