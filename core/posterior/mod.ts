/**
 * Posteriors over the weights of a flow.
 *
 * @module
 */
export * from "./adam.ts";
export * from "./adam_chain.ts";
export * from "./adam_mcmc.ts";
export * from "./adam_proposal.ts";
export * from "./chains.ts";
export * from "./diagnostics.ts";
export * from "./ensemble.ts";
export * from "./hmc.ts";
export * from "./jackknife.ts";
export * from "./kl.ts";
export * from "./mean_field.ts";
export * from "./options.ts";
export * from "./posterior.ts";
export * from "./potential.ts";
export * from "./registry.ts";
export * from "./sghmc.ts";
export * from "./stages.ts";
export * from "./swag.ts";
export * from "./training.ts";
