/**
 * Two samples of events: whether they have one distribution, where they differ, what one is worth in events of the
 * other, and whether it copies.
 *
 * @module
 */
export { type CellEnds, type Cells, cellsOf } from "./cells.ts";
export { classifier } from "./classifier.ts";
export { type CellCopies, type Copies, copies, type CopiesOptions } from "./copies.ts";
export {
  commonDepth,
  type DistanceOptions,
  distancesFrom,
  type SampleDistance,
} from "./distances.ts";
export { energyDistance } from "./energy_distance.ts";
export { frechetDistance } from "./frechet_distance.ts";
export { kernelDistance } from "./kernel_distance.ts";
export type { WeightedPoints } from "./points.ts";
export { slicedWasserstein } from "./sliced_wasserstein.ts";
export type { LargeStatistic, TwoSampleStatistic } from "./statistic.ts";
export { statistics } from "./statistics.ts";
export { type TwoSampleOptions, type TwoSampleResult, twoSampleTests } from "./two_sample_tests.ts";
export {
  type CellDifference,
  type DifferenceOptions,
  whereTheyDiffer,
} from "./where_they_differ.ts";
export {
  cellDistance,
  cellWorth,
  kernelWorth,
  type KernelWorthOptions,
  type SampleWorth,
  sampleWorth,
  type SampleWorthOptions,
  type Worth,
} from "./worth.ts";
