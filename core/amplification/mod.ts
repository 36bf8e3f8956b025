/**
 * Amplification: how many true events a generated sample is worth. Every function is a pure function of
 * masses and truth.
 *
 * @module
 */
export * from "./closure.ts";
export * from "./estimators.ts";
export * from "./multinomial.ts";
export * from "./power_law.ts";
