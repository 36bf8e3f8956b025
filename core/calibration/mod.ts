/**
 * Calibration: whether the truth lies in the intervals of a posterior as often as it should. Every
 * function is a pure function of masses and truth.
 *
 * @module
 */
export type { Counts } from "../counts.ts";
export {
  calibratedRatio,
  drawAutocorrelationTime,
  inverseVarianceFactor,
  varianceFactors,
} from "./autocorrelation.ts";
export { type BandOptions, type CalibratedBand, calibratedBand, calibratedBands } from "./band.ts";
export { clopperPearson } from "./clopper_pearson.ts";
export {
  type CountedSquare,
  type CountedSquares,
  countedSquares,
  standsOut,
  withoutCounting,
} from "./counted.ts";
export {
  type Coverage,
  coverage,
  type CoverageOptions,
  type IntervalMethod,
  type Levels,
  levelsOf,
} from "./coverage.ts";
export {
  type AxisDeviation,
  type CalibrationError,
  deviationAlong,
  type DeviationOptions,
  type Deviations,
  deviations,
  expectedCalibrationError,
} from "./deviation.ts";
export { type MadFloor, madFloor } from "./floor.ts";
export { type JointCoverage, jointCoverage, type JointOptions } from "./joint.ts";
export {
  type CoverageCurve,
  coverageCurve,
  coveragePerBin,
  type MarginalCoverage,
  marginalCoverage,
  placesAlong,
} from "./marginal.ts";
export { type AxisMoments, type DrawMoments, drawMoments, momentsAlong } from "./moments.ts";
export { expectedOneSigma, type OneSigma, oneSigma } from "./one_sigma.ts";
export {
  type Band,
  bandOf,
  type Excursion,
  excursions,
  type Judged,
  judged,
  type Range,
  rangeOf,
} from "./range.ts";
export { type Ranks, ranks } from "./ranks.ts";
export { type BootstrapOptions, bootstrapRuns } from "./runs.ts";
export {
  type IntervalScore,
  intervalScores,
  type RankedProbabilityScore,
  rankedProbabilityScore,
} from "./scores.ts";
export {
  type BinCorrelation,
  rankShares,
  type Simulated,
  type SimulationOptions,
} from "./simulate.ts";
export { type CountedDraw, SharedSamples } from "./shared_samples.ts";
export type { Truth } from "./truth.ts";
export { type TruthDistance, truthDistance, type TruthDistanceOptions } from "./truth_distance.ts";
export {
  type Classifier,
  type ClassifierAxis,
  type ClassifierOptions,
  classifySamples,
  type Separation,
  separation,
} from "./two_sample.ts";
export {
  probabilityTransform,
  type RankUniformity,
  rankUniformity,
  type Tested,
  type UniformityOptions,
} from "./uniformity.ts";
