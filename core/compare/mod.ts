/**
 * Two samples of events: whether they have one distribution, and where they differ.
 *
 * @module
 */
export { energyDistance } from "./energy_distance.ts";
export type { WeightedPoints } from "./points.ts";
export type { TwoSampleStatistic } from "./statistic.ts";
export { statistics } from "./statistics.ts";
export { type TwoSampleOptions, type TwoSampleResult, twoSampleTests } from "./two_sample_tests.ts";
