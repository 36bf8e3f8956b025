/**
 * Squared distances between the draws of a run.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";

/** Bins that are taken at a time, so that those of all draws stay in a core's cache. */
const BLOCK = 512;

/**
 * Squared distances between all draws of one run, sum over bins of (a - b)^2 times the bin's weight.
 *
 * @param weights `[bins]`
 * @returns `[draws, draws]`, symmetric
 *
 * @example Two draws of two bins
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { drawDistances } from "./distances.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(1, 2, 4, 6));
 * assertEquals([...drawDistances(draws, 0, Float64Array.of(1, 10))], [0, 169, 169, 0]);
 * ```
 */
export function drawDistances(masses: Masses, run: number, weights: Float64Array): Float64Array {
  const { draws, values } = masses;
  const bins = binCount(masses);
  const out = new Float64Array(draws * draws);
  for (let from = 0; from < bins; from += BLOCK) {
    const weight = weights.subarray(from, from + BLOCK), length = weight.length;
    const block = Array.from({ length: draws }, (_, draw) => {
      const at = (run * draws + draw) * bins + from;
      return values.subarray(at, at + length);
    });
    for (let i = 1; i < draws; i++) {
      const draw = block[i];
      // Two others at a time; of an odd number the last is the draw itself, at a distance of 0.
      for (let j = 0; j < i; j += 2) {
        const a = block[j], b = block[j + 1];
        let toA = out[i * draws + j], toB = out[i * draws + j + 1];
        for (let bin = 0; bin < length; bin++) {
          const offA = draw[bin] - a[bin], offB = draw[bin] - b[bin];
          toA += offA * offA * weight[bin];
          toB += offB * offB * weight[bin];
        }
        out[i * draws + j] = toA;
        out[i * draws + j + 1] = toB;
      }
    }
  }
  for (let i = 0; i < draws; i++) {
    for (let j = 0; j < i; j++) out[j * draws + i] = out[i * draws + j];
  }
  return out;
}
