import { assertAlmostEquals, assertEquals } from "@std/assert";
import { softplus } from "../../core/arrays/mod.ts";
import { gaussianKl } from "../../core/posterior/kl.ts";
import { reference } from "./_load.ts";

interface Layer {
  readonly mu_weight: number[][];
  readonly rho_weight: number[][];
  readonly mu_bias: number[];
  readonly rho_bias: number[];
  readonly kl_weight_mean: number;
  readonly kl_bias_mean: number;
  readonly kl_weight_sum: number;
  readonly kl_bias_sum: number;
}
interface Case {
  readonly prior_mean: number;
  readonly prior_sigma: number;
  readonly layers: Layer[];
  readonly kl_bayesian_torch: number;
  readonly kl_sum: number;
  readonly n_weights: number;
}

reference<{ cases: Case[] }>("kl").cases.forEach((c, at) => {
  Deno.test(`both conventions of the divergence agree with reference case ${at}`, () => {
    const prior = { mean: c.prior_mean, sigma: c.prior_sigma };
    const divergenceOf = (mean: number[], rho: number[]) => {
      const sigma = new Float64Array(rho.length);
      softplus(Float64Array.from(rho), sigma);
      return gaussianKl(Float64Array.from(mean), sigma, prior);
    };
    let weights = 0, sum = 0, sumOfMeans = 0;
    for (
      const [mean, rho, expected] of c.layers.flatMap((layer) =>
        [
          [layer.mu_weight.flat(), layer.rho_weight.flat(), layer.kl_weight_sum],
          [layer.mu_bias, layer.rho_bias, layer.kl_bias_sum],
        ] as const
      )
    ) {
      const divergence = divergenceOf(mean, rho);
      assertAlmostEquals(divergence, expected, 1e-12 * expected);
      weights += mean.length;
      sum += divergence;
      sumOfMeans += divergence / mean.length;
    }
    assertEquals(weights, c.n_weights);
    assertAlmostEquals(sum, c.kl_sum, 1e-12 * c.kl_sum);
    assertAlmostEquals(sumOfMeans, c.kl_bayesian_torch, 1e-12 * c.kl_bayesian_torch);
  });
});
