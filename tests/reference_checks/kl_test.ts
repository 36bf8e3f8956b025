import { assertAlmostEquals, assertEquals } from "@std/assert";
import { tensorwiseKl, totalKl } from "../../core/posterior/kl.ts";
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
    const tensors = c.layers.flatMap((layer) => [
      { mean: layer.mu_weight.flat(), rho: layer.rho_weight.flat(), total: layer.kl_weight_sum },
      { mean: layer.mu_bias, rho: layer.rho_bias, total: layer.kl_bias_sum },
    ]);
    assertEquals(tensors.reduce((n, { mean }) => n + mean.length, 0), c.n_weights);
    for (const tensor of tensors) {
      assertAlmostEquals(totalKl([tensor], prior), tensor.total, 1e-12 * tensor.total);
    }
    assertAlmostEquals(totalKl(tensors, prior), c.kl_sum, 1e-12 * c.kl_sum);
    assertAlmostEquals(
      tensorwiseKl(tensors, prior),
      c.kl_bayesian_torch,
      1e-12 * c.kl_bayesian_torch,
    );
  });
});
