/**
 * Calibration: whether the truth lies in the intervals of a posterior as often as it should. Every
 * function is a pure function of masses and truth.
 *
 * @module
 */
export * from "./band.ts";
export * from "./coverage.ts";
export * from "./deviation.ts";
export * from "./floor.ts";
export * from "./marginal.ts";
export * from "./moments.ts";
export * from "./one_sigma.ts";
export * from "./ranks.ts";
export * from "./runs.ts";
export * from "./truth.ts";
