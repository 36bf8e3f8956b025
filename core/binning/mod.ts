/**
 * Bins and the masses that flows give them.
 *
 * @module
 */
export * from "./counting.ts";
export * from "./cubature.ts";
export * from "./masses.ts";
export * from "./quantile_bins.ts";
export * from "./sample.ts";
