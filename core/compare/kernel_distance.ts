/**
 * Maximum mean discrepancy of two samples.
 *
 * @module
 */
import { exp } from "../elementary.ts";
import { kernelFeatures } from "./kernel_features.ts";
import { medianSquare, pairForm, squaredDistances } from "./pairs.ts";
import type { TwoSampleStatistic } from "./statistic.ts";

/**
 * Squared maximum mean discrepancy E k(X, X') + E k(Y, Y') - 2 E k(X, Y) for the sum of Gaussian kernels
 *
 *     k(x, y) = sum over s in {1/2, 1, 2} of exp(-|x - y|^2 / (2 (s m)^2))
 *
 * where m is the median distance of pooled events. Means are over all pairs, those of an event with
 * itself included. A pure number from 0 to 6; kernels of pairs are kept in single precision.
 *
 * Source: Gretton et al., J. Mach. Learn. Res. 13 (2012) 723, equation 5.
 *
 * @example Events far apart
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { kernelDistance } from "./mod.ts";
 *
 * const distance = kernelDistance.prepare({ values: Float64Array.of(0, 0, 3, 3), features: 1 });
 * const between = Math.exp(-2) + Math.exp(-1 / 2) + Math.exp(-1 / 8);
 * assertAlmostEquals(distance(Uint8Array.of(1, 1, 0, 0)), 2 * (3 - between), 1e-6);
 * ```
 */
export const kernelDistance: TwoSampleStatistic = {
  name: "kernel distance",
  most: 3000,
  prepare(pooled) {
    const pairs = squaredDistances(pooled);
    const middle = medianSquare(pairs)!;
    for (let at = 0; at < pairs.length; at++) {
      // The widest kernel; those of a half and a quarter of its width are powers of it.
      const widest = pairs[at] === 0 ? 1 : exp(-pairs[at] / (8 * middle));
      const square = widest * widest, fourth = square * square, eighth = fourth * fourth;
      pairs[at] = widest + fourth + eighth * eighth;
    }
    const form = pairForm(pooled, pairs, 3);
    return (first) => -form(first);
  },
  large: kernelFeatures,
};
