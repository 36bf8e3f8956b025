/**
 * Sliced Wasserstein distance of two samples.
 *
 * @module
 */
import { argsort } from "../order.ts";
import { Stream } from "../random.ts";
import { eventCount, weightsOf } from "./points.ts";
import { normalisedDifference, type TwoSampleStatistic } from "./statistic.ts";

/** Directions that events are projected on. */
const DIRECTIONS = 50;

/**
 * Mean over 50 fixed pseudo-random directions of the Wasserstein distance of order 1 between projections,
 *
 *     integral of |F(t) - G(t)| dt
 *
 * for the cumulative distributions F and G of the samples, in the unit of the features. One feature has
 * one direction.
 *
 * Source: Bonneel et al., J. Math. Imaging Vis. 51 (2015) 22 (slices); Ramdas, García Trillos and Cuturi,
 * Entropy 19 (2017) 47, section 2 (one dimension).
 *
 * @example Each event moved by 3
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { slicedWasserstein } from "./mod.ts";
 *
 * const distance = slicedWasserstein.prepare({ values: Float64Array.of(0, 1, 3, 4), features: 1 });
 * assertAlmostEquals(distance(Uint8Array.of(1, 1, 0, 0)), 3, 1e-15);
 * ```
 */
export const slicedWasserstein: TwoSampleStatistic = {
  name: "sliced Wasserstein distance",
  most: 10_000,
  prepare(pooled) {
    const { values, features } = pooled, events = eventCount(pooled), weights = weightsOf(pooled);
    const slices = directions(features).map((direction) => {
      const along = new Float64Array(events);
      for (let i = 0; i < events; i++) {
        for (let a = 0; a < features; a++) along[i] += direction[a] * values[i * features + a];
      }
      const order = argsort(along), gaps = new Float64Array(events - 1);
      for (let k = 0; k < gaps.length; k++) gaps[k] = along[order[k + 1]] - along[order[k]];
      return { order, gaps };
    });
    return (first) => {
      const steps = normalisedDifference(weights, first);
      let sum = 0;
      for (const { order, gaps } of slices) {
        let difference = 0;
        for (let k = 0; k < gaps.length; k++) {
          difference += steps[order[k]];
          sum += Math.abs(difference) * gaps[k];
        }
      }
      return sum / slices.length;
    };
  },
};

/** Unit vectors, the same for every sample. */
export function directions(features: number): Float64Array[] {
  if (features === 1) return [Float64Array.of(1)];
  const stream = Stream.fromSeed(0).split("directions of slices");
  return Array.from({ length: DIRECTIONS }, (_, k) => {
    const direction = stream.split(k).normals(new Float64Array(features));
    const norm = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
    return direction.map((x) => x / norm);
  });
}
