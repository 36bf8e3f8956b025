/**
 * Continuous normalising flows: architecture, weights, schemes.
 *
 * @module
 */
export * from "./architecture.ts";
export * from "./flow.ts";
export * from "./flow_matching.ts";
export * from "./generate.ts";
export * from "./hidden_layers.ts";
export * from "./initialise.ts";
export * from "./scheme.ts";
export * from "./solves.ts";
