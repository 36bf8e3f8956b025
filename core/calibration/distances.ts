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
  // Two draws and two others at a time; an odd number of draws has the last one twice.
  const even = draws + draws % 2;
  const sums = new Float64Array(even * even);
  for (let from = 0; from < bins; from += BLOCK) {
    const weight = weights.subarray(from, from + BLOCK), length = weight.length;
    const block = Array.from({ length: even }, (_, draw) => {
      const at = (run * draws + Math.min(draw, draws - 1)) * bins + from;
      return values.subarray(at, at + length);
    });
    for (let i = 0; i < even; i += 2) {
      const a = block[i], b = block[i + 1];
      for (let j = 0; j <= i; j += 2) {
        const c = block[j], d = block[j + 1], upper = i * even + j, lower = upper + even;
        let ac = sums[upper], ad = sums[upper + 1], bc = sums[lower], bd = sums[lower + 1];
        for (let bin = 0; bin < length; bin++) {
          const w = weight[bin];
          const offAc = a[bin] - c[bin], offAd = a[bin] - d[bin];
          const offBc = b[bin] - c[bin], offBd = b[bin] - d[bin];
          ac += offAc * offAc * w;
          ad += offAd * offAd * w;
          bc += offBc * offBc * w;
          bd += offBd * offBd * w;
        }
        sums[upper] = ac, sums[upper + 1] = ad, sums[lower] = bc, sums[lower + 1] = bd;
      }
    }
  }
  const out = new Float64Array(draws * draws);
  for (let i = 0; i < draws; i++) {
    for (let j = 0; j < i; j++) out[i * draws + j] = out[j * draws + i] = sums[i * even + j];
  }
  return out;
}
