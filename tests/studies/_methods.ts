/** Methods and set-ups for results that are made up. */
import type { Method, Setup } from "../../studies/shared/schema.ts";

export function meanField(k: number): Method {
  return {
    id: `mean-field-k${k}`,
    label: `mean field, k = ${k}`,
    posterior: "mean-field",
    parameter: { symbol: "k", value: k },
  };
}

export function adamMcmc(sigma: number): Method {
  return {
    id: `adam-mcmc-s${sigma}`,
    label: `AdamMCMC, σ = ${sigma}`,
    posterior: "adam-mcmc",
    parameter: { symbol: "σ", value: sigma },
  };
}

/** A set-up in the size of the paper's. */
export function setupOf(methods: Method[], title = "Gamma ring"): Setup {
  return {
    target: { name: "gamma-ring", title },
    nTrain: 10_000,
    runs: 5,
    draws: 50,
    methods,
  };
}
