/**
 * Posteriors over the weights of a flow.
 *
 * @module
 */
export * from "./adam.ts";
export * from "./adam_proposal.ts";
export * from "./kl.ts";
export * from "./mean_field.ts";
export * from "./posterior.ts";
export * from "./registry.ts";
export * from "./training.ts";
