/**
 * Amplification: how many true events a generated sample is worth. Every function is a pure function of
 * masses and truth.
 *
 * @module
 */
export * from "./achieved.ts";
export * from "./break_even.ts";
export * from "./closure.ts";
export * from "./estimators.ts";
export * from "./forecast.ts";
export * from "./kolmogorov_smirnov.ts";
export * from "./power_law.ts";
export * from "./split.ts";
export * from "./claim_test.ts";
