/**
 * Kullback-Leibler divergences of mean-field Gaussians from a Gaussian prior.
 *
 * @module
 */
import { sumOfLogs } from "../arrays/mod.ts";
import { log } from "../elementary.ts";
import { type Architecture, layers, weightCount } from "../flow/mod.ts";

/**
 * Convention of the Kullback-Leibler term in the loss.
 *
 * * `"sum-per-datum"`: L + k KL / N, with the sum KL of the divergences of all weights and the number N of
 *   training points: up to scale a negative evidence lower bound, if L is a negative log-likelihood per
 *   datum.
 * * `"authors"`: L + k KL' / B, with the batch size B and KL' the sum over tensors of the **mean** over each
 *   tensor's elements, as in the public code of arXiv:2408.00838. The prior then acts more strongly on the
 *   weights of smaller tensors.
 */
export type KlConvention = "sum-per-datum" | "authors";

/** Names of the conventions. */
export const klConventions: readonly KlConvention[] = ["sum-per-datum", "authors"];

/** A normal prior of every weight. */
export interface GaussianPrior {
  readonly mean: number;
  readonly sigma: number;
}

/**
 * Sum of the divergences of N(mean_i, sigma_i^2) from the prior N(m, s^2), nats:
 * log(s / sigma_i) + (sigma_i^2 + (mean_i - m)^2) / (2 s^2) - 1/2.
 *
 * @param mean `[n]`
 * @param sigma `[n]`
 *
 * @example Zero from itself
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gaussianKl } from "./kl.ts";
 *
 * const kl = gaussianKl(Float64Array.of(0.5), Float64Array.of(2), { mean: 0.5, sigma: 2 });
 * assertAlmostEquals(kl, 0, 1e-15);
 * ```
 */
export function gaussianKl(mean: Float64Array, sigma: Float64Array, prior: GaussianPrior): number {
  let squares = 0;
  for (let i = 0; i < mean.length; i++) {
    const away = mean[i] - prior.mean;
    squares += sigma[i] * sigma[i] + away * away;
  }
  return mean.length * (log(prior.sigma) - 0.5) - sumOfLogs(sigma) +
    squares / (2 * prior.sigma * prior.sigma);
}

/**
 * Weight of each element's divergence in the loss, which makes both conventions one sum over elements.
 *
 * @param points Training points N and points B of a batch.
 * @returns `[P]`
 *
 * @example Output biases weigh more in the authors' convention
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { paperArchitecture } from "../flow/mod.ts";
 * import { klElementWeights } from "./kl.ts";
 *
 * const weights = klElementWeights(paperArchitecture, "authors", { data: 10_000, batch: 1000 });
 * assertAlmostEquals(weights.at(-1)!, 1 / (1000 * 2), 1e-15);
 * assertAlmostEquals(weights[400], 1 / (1000 * 1024), 1e-15);
 * ```
 */
export function klElementWeights(
  architecture: Architecture,
  convention: KlConvention,
  points: { readonly data: number; readonly batch: number },
): Float64Array {
  const out = new Float64Array(weightCount(architecture));
  if (convention === "sum-per-datum") return out.fill(1 / points.data);
  for (const { fanIn, fanOut, weights, biases } of layers(architecture)) {
    out.fill(1 / (points.batch * fanIn * fanOut), weights, biases);
    out.fill(1 / (points.batch * fanOut), biases, biases + fanOut);
  }
  return out;
}
