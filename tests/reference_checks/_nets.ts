/**
 * The networks that the reference vectors share.
 *
 * @module
 */
import type { Architecture } from "../../core/flow/architecture.ts";

/** Widths of the layers, inputs and outputs included, and the flat weights. */
export interface Net {
  readonly layers: readonly number[];
  readonly weights: readonly number[];
}

/** The architecture of a net: three frequencies, two components, one condition, ELU. */
export function architectureOf(layers: readonly number[]): Architecture {
  return {
    dimension: 2,
    condition: 1,
    hidden: layers.slice(1, -1),
    frequencies: 3,
    activation: "elu",
  };
}
