/**
 * Fréchet distance of two samples.
 *
 * @module
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { eventCount, weightsOf } from "./points.ts";
import type { TwoSampleStatistic } from "./statistic.ts";

/**
 * Squared Fréchet distance of the Gaussians with the means and covariances of the samples,
 *
 *     |mu - nu|^2 + tr(C + D - 2 (C D)^(1/2))
 *
 * in the squared unit of the features. Covariances are divided by the sum of weights. The cost of a
 * permutation grows with the third power of the number of features.
 *
 * Source: Dowson and Landau, J. Multivar. Anal. 12 (1982) 450; Kansal et al., Phys. Rev. D 107
 * (2023) 076017 (physics).
 *
 * @example Means 3 apart, standard deviations 1 and 2
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { frechetDistance } from "./mod.ts";
 *
 * const distance = frechetDistance.prepare({ values: Float64Array.of(-1, 1, 1, 5), features: 1 });
 * assertAlmostEquals(distance(Uint8Array.of(1, 1, 0, 0)), 9 + 1, 1e-14);
 * ```
 */
export const frechetDistance: TwoSampleStatistic = {
  name: "Fréchet distance",
  most: 10_000,
  prepare(pooled) {
    const { values, features } = pooled, events = eventCount(pooled), weights = weightsOf(pooled);
    /** Sums of 1, of features, and of products of two features with a <= b, one after the other. */
    const sums = (first?: Uint8Array) => {
      const out = new Float64Array(1 + features + features * (features + 1) / 2);
      for (let i = 0; i < events; i++) {
        if (first?.[i] === 0) continue;
        const from = i * features, weight = weights[i];
        out[0] += weight;
        for (let a = 0, at = 1 + features; a < features; a++) {
          const x = weight * values[from + a];
          out[1 + a] += x;
          for (let b = a; b < features; b++) out[at++] += x * values[from + b];
        }
      }
      return out;
    };
    const all = sums();
    return (first) => {
      const ofFirst = sums(first);
      const momentsOfFirst = moments(ofFirst, features);
      const momentsOfSecond = moments(all.map((sum, at) => sum - ofFirst[at]), features);
      let square = momentsOfFirst.covariance.trace() + momentsOfSecond.covariance.trace() -
        2 * traceOfRoot(momentsOfFirst.covariance, momentsOfSecond.covariance);
      momentsOfFirst.mean.forEach((mean, a) =>
        square += (mean - momentsOfSecond.mean[a]) * (mean - momentsOfSecond.mean[a])
      );
      return square;
    };
  },
};

/** Mean and covariance from sums of powers. */
function moments(sums: Float64Array, features: number) {
  const mean = sums.subarray(1, 1 + features).map((sum) => sum / sums[0]);
  const covariance = new Matrix(features, features);
  for (let a = 0, at = 1 + features; a < features; a++) {
    for (let b = a; b < features; b++) {
      const value = sums[at++] / sums[0] - mean[a] * mean[b];
      covariance.set(a, b, value).set(b, a, value);
    }
  }
  return { mean, covariance };
}

/** Trace of (C D)^(1/2): C D has the eigenvalues of the symmetric F' D F, where C = F F'. */
function traceOfRoot(c: Matrix, d: Matrix): number {
  const decomposition = new EigenvalueDecomposition(c, { assumeSymmetric: true });
  const factor = decomposition.eigenvectorMatrix.mulRowVector(rootsOf(decomposition));
  const product = factor.transpose().mmul(d).mmul(factor);
  return rootsOf(new EigenvalueDecomposition(product, { assumeSymmetric: true }))
    .reduce((sum, root) => sum + root, 0);
}

/** Square roots of eigenvalues; rounding and negative weights can make those of 0 negative. */
function rootsOf({ realEigenvalues }: EigenvalueDecomposition): number[] {
  return realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
}
