/**
 * Energy distance of two samples.
 *
 * @module
 */
import { pairForm, squaredDistances } from "./pairs.ts";
import type { TwoSampleStatistic } from "./statistic.ts";

/**
 * Energy distance 2 E|X - Y| - E|X - X'| - E|Y - Y'| with Euclidean distances, in the unit of the
 * features; 0 only for equal distributions. Means are over all pairs, those of an event with itself
 * included. Distances of pairs are kept in single precision.
 *
 * Source: Székely and Rizzo, J. Stat. Plan. Inference 143 (2013) 1249.
 *
 * @example Events at 0 and 1 against events at 2
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { energyDistance } from "./mod.ts";
 *
 * const distance = energyDistance.prepare({ values: Float64Array.of(0, 1, 2, 2), features: 1 });
 * // 2 (2 + 1) / 2 - (0 + 1 + 1 + 0) / 4 - 0
 * assertAlmostEquals(distance(Uint8Array.of(1, 1, 0, 0)), 2.5, 1e-15);
 * ```
 */
export const energyDistance: TwoSampleStatistic = {
  name: "energy distance",
  most: 3000,
  prepare(pooled) {
    const pairs = squaredDistances(pooled);
    for (let at = 0; at < pairs.length; at++) pairs[at] = Math.sqrt(pairs[at]);
    return pairForm(pooled, pairs, 0);
  },
};
