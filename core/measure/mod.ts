/**
 * All measures of one binning from masses and truth, for studies and audits alike.
 *
 * @module
 */
export { type Absent, absent, isPresent } from "./absent.ts";
export {
  type AxisMeasures,
  type CalibrationMeasures,
  type CalibrationOptions,
  type CalibrationTests,
  measureCalibration,
  testCalibration,
} from "./calibration.ts";
export {
  type BinTruth,
  calibratedCase,
  type Compared,
  compared,
  coverageOf,
  coverageOfRanks,
  withCountingNoise,
} from "./compared.ts";
export {
  type ComparedMeasures,
  comparedMeasures,
  type ComparedOptions,
} from "./compared_generators.ts";
export {
  type ConsistencyMeasures,
  type ConsistencyOptions,
  measureConsistency,
} from "./consistency.ts";
export {
  type AlongAxis,
  banded,
  type BandedCurve,
  type CoverageMeasures,
  type CoverageStreams,
  measureAlong,
  measureCoverage,
  measureCoverages,
  type RangedCurve,
} from "./coverage.ts";
export { type HoldoutMeasures, measureHoldout } from "./holdout.ts";
export { jackknifeDraws } from "./jackknife.ts";
export {
  correlationTime,
  fewestDraws,
  measureCorrelationTime,
  measureOrder,
  type OrderMeasures,
} from "./order.ts";
export {
  type BinningMeasures,
  type BinningTests,
  coarserFactors,
  measure,
  type Measured,
  type MeasureInput,
  type MeasureOptions,
  streamsOf,
  type TestedGenerator,
  testGenerator,
} from "./measure.ts";
export {
  type CalibrationErrorMeasures,
  type JointMeasures,
  measureCalibrationError,
  measureJoint,
  measureRanks,
  rankGroups,
  type RanksMeasures,
  type Simulation,
} from "./ranks.ts";
export {
  type IntervalMeasures,
  measureIntervals,
  measureScores,
  type ScoreMeasures,
} from "./scores.ts";
export { measureWorth, type WorthMeasures, type WorthOptions } from "./worth.ts";
