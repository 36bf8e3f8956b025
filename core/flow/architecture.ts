/**
 * The velocity network of a continuous normalising flow: a multilayer perceptron of a time embedding,
 * the point and the condition (arXiv:2408.00838, public code).
 *
 * @module
 */
import { checkInteger } from "../check.ts";

/** Activation after each layer but the last. */
export type Activation = "elu" | "silu" | "tanh";

/** Shape of a velocity network. Input order: cos(pi k t) for k = 1..K, sin(pi k t), point, condition. */
export interface Architecture {
  /** Components of a point, 1 or more. */
  readonly dimension: number;
  /** Components of the condition, 0 or more. */
  readonly condition: number;
  /** Widths of the hidden layers; none where a network is linear in its inputs. */
  readonly hidden: readonly number[];
  /** Number K of frequencies pi, 2 pi, ..., K pi in the time embedding. */
  readonly frequencies: number;
  /** Activation after each hidden layer. */
  readonly activation: Activation;
}

/** Place of one linear layer in a flat weight vector (torch's order: rows of the matrix, then biases). */
export interface Layer {
  /** Number of inputs. */
  readonly fanIn: number;
  /** Number of outputs. */
  readonly fanOut: number;
  /** Index of the first element of the `[fanOut, fanIn]` matrix. */
  readonly weights: number;
  /** Index of the first bias. */
  readonly biases: number;
}

/** The paper's network: 9-32-32-32-2, ELU, 2498 weights. */
export const paperArchitecture: Architecture = {
  dimension: 2,
  condition: 1,
  hidden: [32, 32, 32],
  frequencies: 3,
  activation: "elu",
};

/**
 * Throws unless an architecture is valid.
 *
 * @throws {RangeError} If a width, the dimension or a count is not a whole number in its range.
 *
 * @example A layer without units
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkArchitecture, paperArchitecture } from "./architecture.ts";
 *
 * const invalid = { ...paperArchitecture, hidden: [32, 0] };
 * assertThrows(() => checkArchitecture(invalid), RangeError, "width of a layer");
 * ```
 */
export function checkArchitecture(architecture: Architecture): void {
  const act = "build a flow";
  checkInteger(act, "dimension", architecture.dimension, 1);
  checkInteger(act, "length of the condition", architecture.condition, 0);
  checkInteger(act, "number of frequencies", architecture.frequencies, 0);
  checkInteger(act, "number of hidden layers", architecture.hidden.length, 0);
  for (const width of architecture.hidden) checkInteger(act, "width of a layer", width, 1);
  if (!["elu", "silu", "tanh"].includes(architecture.activation)) {
    throw new RangeError(
      `Cannot ${act} as the activation must be "elu", "silu" or "tanh": current value is "${architecture.activation}"`,
    );
  }
}

/**
 * Number of inputs of the network: two per frequency, the point and the condition.
 *
 * @example The paper's network
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { inputWidth, paperArchitecture } from "./architecture.ts";
 *
 * assertEquals(inputWidth(paperArchitecture), 9);
 * ```
 */
export function inputWidth(architecture: Architecture): number {
  return 2 * architecture.frequencies + architecture.dimension + architecture.condition;
}

/**
 * The linear layers and their places in the flat weight vector.
 *
 * @returns One entry for each layer, in order.
 *
 * @example Layers of the paper's network
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { layers, paperArchitecture } from "./architecture.ts";
 *
 * const [first, ...rest] = layers(paperArchitecture);
 * assertEquals(first, { fanIn: 9, fanOut: 32, weights: 0, biases: 288 });
 * assertEquals(rest.map((layer) => layer.fanOut), [32, 32, 2]);
 * ```
 */
export function layers(architecture: Architecture): Layer[] {
  const widths = [inputWidth(architecture), ...architecture.hidden, architecture.dimension];
  let place = 0;
  return widths.slice(1).map((fanOut, i) => {
    const fanIn = widths[i];
    const weights = place;
    const biases = weights + fanOut * fanIn;
    place = biases + fanOut;
    return { fanIn, fanOut, weights, biases };
  });
}

/**
 * Number of weights and biases.
 *
 * @example The paper's network
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paperArchitecture, weightCount } from "./architecture.ts";
 *
 * assertEquals(weightCount(paperArchitecture), 2498);
 * ```
 */
export function weightCount(architecture: Architecture): number {
  const last = layers(architecture).at(-1)!;
  return last.biases + last.fanOut;
}

/**
 * The last layer as a network of its own: its inputs are the values of the last hidden layer.
 *
 * @throws {RangeError} If there is no hidden layer, or it has fewer units than a point has components.
 *
 * @example The 66 last weights of the paper's network
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lastLayerArchitecture, paperArchitecture, weightCount } from "./architecture.ts";
 *
 * assertEquals(weightCount(lastLayerArchitecture(paperArchitecture)), 66);
 * ```
 */
export function lastLayerArchitecture(architecture: Architecture): Architecture {
  const act = "take the last layer of a flow";
  checkInteger(act, "number of hidden layers", architecture.hidden.length, 1);
  const { fanIn, fanOut } = layers(architecture).at(-1)!;
  checkInteger(act, "width of the last hidden layer", fanIn, fanOut);
  return { ...architecture, condition: fanIn - fanOut, hidden: [], frequencies: 0 };
}
