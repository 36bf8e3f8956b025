/**
 * Calibration: whether the truth lies in the intervals of a posterior as often as it should. Every
 * function is a pure function of masses and truth.
 *
 * @module
 */
export * from "./band.ts";
export * from "./clopper_pearson.ts";
export * from "./coverage.ts";
export * from "./deviation.ts";
export * from "./floor.ts";
export * from "./joint.ts";
export * from "./marginal.ts";
export * from "./moments.ts";
export * from "./one_sigma.ts";
export * from "./range.ts";
export * from "./ranks.ts";
export * from "./runs.ts";
export * from "./scores.ts";
export type { BinCorrelation, Simulated, SimulationOptions } from "./simulate.ts";
export * from "./truth.ts";
export * from "./uniformity.ts";
