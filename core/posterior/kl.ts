/**
 * Kullback-Leibler divergences of mean-field Gaussians from a Gaussian prior.
 *
 * @module
 */
import { exp, log, log1p } from "../elementary.ts";
import { type Architecture, layers, weightCount } from "../flow/mod.ts";

/**
 * How the Kullback-Leibler term enters the loss.
 *
 * * `"sum-per-datum"`: L + k KL / N, with the sum of all weights' divergences and the number N of training
 *   points: up to scale a negative evidence lower bound, if L is a negative log-likelihood per datum.
 * * `"authors"`: L + k KL' / B, with the batch size B and KL' the sum over tensors of the **mean** over
 *   each tensor's elements, as the public code of arXiv:2408.00838 has it. A weight is then drawn to the prior the more
 *   strongly the smaller its tensor is.
 */
export type KlConvention = "sum-per-datum" | "authors";

/** Names of the conventions. */
export const klConventions: readonly KlConvention[] = ["sum-per-datum", "authors"];

/** A normal prior of every weight. */
export interface GaussianPrior {
  readonly mean: number;
  readonly sigma: number;
}

/** Means and scale parameters of the weights, or of the biases, of one layer. */
export interface GaussianTensor {
  readonly mean: ArrayLike<number>;
  /** sigma = log(1 + e^rho) */
  readonly rho: ArrayLike<number>;
}

/** sigma = log(1 + e^rho). */
export function softplus(rho: number): number {
  return rho > 30 ? rho : log1p(exp(rho));
}

/**
 * Divergence of N(mean, sigma^2) from the prior N(m, s^2), nats:
 * log(s / sigma) + (sigma^2 + (mean - m)^2) / (2 s^2) - 1/2.
 *
 * @example None from itself
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gaussianKl } from "./kl.ts";
 *
 * assertEquals(gaussianKl(0.5, 2, { mean: 0.5, sigma: 2 }), 0);
 * ```
 */
export function gaussianKl(mean: number, sigma: number, prior: GaussianPrior): number {
  const away = mean - prior.mean;
  return log(prior.sigma / sigma) +
    (sigma * sigma + away * away) / (2 * prior.sigma * prior.sigma) - 0.5;
}

function tensorKl({ mean, rho }: GaussianTensor, prior: GaussianPrior): number {
  let sum = 0;
  for (let i = 0; i < mean.length; i++) sum += gaussianKl(mean[i], softplus(rho[i]), prior);
  return sum;
}

/** Sum of the divergences of all weights, nats. */
export function totalKl(tensors: readonly GaussianTensor[], prior: GaussianPrior): number {
  return tensors.reduce((sum, tensor) => sum + tensorKl(tensor, prior), 0);
}

/** Sum over tensors of the mean divergence of their elements, nats: the authors' KL'. */
export function tensorwiseKl(tensors: readonly GaussianTensor[], prior: GaussianPrior): number {
  return tensors.reduce((sum, tensor) => sum + tensorKl(tensor, prior) / tensor.mean.length, 0);
}

/**
 * Weight of each element's divergence in the loss, so that both conventions are one sum over elements.
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
