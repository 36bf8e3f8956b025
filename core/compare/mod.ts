/**
 * Two samples of events: whether they have one distribution, and where they differ.
 *
 * @module
 */
export { classifier } from "./classifier.ts";
export { energyDistance } from "./energy_distance.ts";
export { frechetDistance } from "./frechet_distance.ts";
export { kernelDistance } from "./kernel_distance.ts";
export type { WeightedPoints } from "./points.ts";
export { slicedWasserstein } from "./sliced_wasserstein.ts";
export type { TwoSampleStatistic } from "./statistic.ts";
export { statistics } from "./statistics.ts";
export { type TwoSampleOptions, type TwoSampleResult, twoSampleTests } from "./two_sample_tests.ts";
export {
  type CellDifference,
  type DifferenceOptions,
  whereTheyDiffer,
} from "./where_they_differ.ts";
