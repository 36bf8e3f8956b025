/**
 * Calibration on one binning: whether the draws' intervals hold the truth as often as their levels say.
 *
 * @module
 */
import type { Masses } from "../binning/masses.ts";
import {
  expectedOneSigma,
  type Judged,
  type MadFloor,
  madFloor,
  oneSigma,
  rankShares,
  type TruthDistance,
  truthDistance,
} from "../calibration/mod.ts";
import { type Estimate, valueAndError } from "../estimate.ts";
import type { Stream } from "../random.ts";
import { type Absent, attempt, isPresent } from "./absent.ts";
import { type BinTruth, compared as comparable, coverageOf } from "./compared.ts";
import { type BandedCurve, measureAlong, measureCoverages, type RangedCurve } from "./coverage.ts";
import {
  type JointMeasures,
  measureCalibrationError,
  measureJoint,
  measureRanks,
  type RanksMeasures,
} from "./ranks.ts";
import { type IntervalMeasures, measureIntervals, measureScores } from "./scores.ts";

/** Calibration along one axis. */
export interface AxisMeasures {
  /** Mean over levels of coverage - nominal at each place on the axis, averaged over the bins there. */
  readonly deviation: BandedCurve;
  /** Mean mass of the draws over the true mass; null for a true mass of 0. */
  readonly massRatio: (number | null)[];
  /** Standard deviation of the draws over the true mass; null for a true mass of 0. */
  readonly spread: (number | null)[];
}

/** Tests of whether the intervals of the draws hold the truth as often as their levels say. */
export interface CalibrationTests {
  /** Mean over levels of |coverage - nominal|, rank intervals. */
  readonly deviation: Judged;
  /** Mean over levels of coverage - nominal, rank intervals: below 0 where intervals are too narrow. */
  readonly signed: Judged;
  /** How often calibrated posteriors have a signed deviation as far from its expectation. */
  readonly pSigned: number;
  /** Histogram of the ranks of the truth, and tests of its flatness. */
  readonly ranks: Omit<RanksMeasures, "chiSquareIndependent">;
  /** Coverage of joint regions of all bins. */
  readonly joint: JointMeasures | Absent;
  /** Distance of the truth from the mean of the draws; not in results of earlier versions. */
  readonly distance?: TruthDistance | Absent;
}

/** How often the truth lies in the intervals of the draws. */
export interface CalibrationMeasures extends CalibrationTests {
  /** Coverage by rank intervals, whose nominal levels are exact. */
  readonly curve: RangedCurve;
  /** Coverage by interpolated quantiles, as in the paper. */
  readonly interpolated: RangedCurve | Absent;
  /** The paper's MAD, from interpolated quantiles. */
  readonly mad: Judged | Absent;
  /** The same along each axis: averaged over the other axes before the absolute value. */
  readonly madByAxis: Judged[] | Absent;
  /** Expected MAD of calibrated posteriors with independent bins. */
  readonly floor: MadFloor;
  /** Share of bins and runs with the truth within one standard deviation of the draws' mean. */
  readonly oneSigma: Estimate | Absent;
  /** The same for a calibrated Gaussian posterior. */
  readonly oneSigmaExpected: number;
  /** Calibration along each axis. */
  readonly along: AxisMeasures[];
  /** Continuous ranked probability score over the true mass, its spread part, and their ratio. */
  readonly scores:
    | { readonly score: Estimate; readonly spread: Estimate; readonly ratio: Estimate }
    | Absent;
  /** Interval scores and widths of the rank levels, over the true mass. */
  readonly intervals: IntervalMeasures | Absent;
}

/** Options of {@linkcode measureCalibration} and {@linkcode testCalibration}: streams of random numbers by purpose. */
export interface CalibrationOptions {
  /** Simulated calibrated posteriors of the bands. */
  readonly band: Stream;
  /** Simulated calibrated posteriors of p-values, and bootstrap errors. */
  readonly ranks: Stream;
  /** Counting noise added to the draws if the truth was counted. */
  readonly counting: Stream;
  /** Ties between counts. */
  readonly ties: Stream;
  /** Simulated calibrated posteriors behind each p-value. */
  readonly replicates: number;
  /** Draws that are worth one independent draw. */
  readonly autocorrelationTime: number;
}

/** Replaces NaN by null. */
function orNull(values: readonly number[]): (number | null)[] {
  return values.map((value) => Number.isNaN(value) ? null : value);
}

/** Draws and truth made comparable, their coverage by rank intervals, and the simulations of p-values. */
function prepare(
  masses: Masses,
  truth: BinTruth,
  { ranks, counting, ties, replicates, autocorrelationTime }: CalibrationOptions,
) {
  const compared = {
    ...comparable(masses, truth, { counting, ties }),
    autocorrelationTime,
    shares: rankShares(masses.draws, autocorrelationTime),
  };
  return {
    compared,
    covered: coverageOf(compared, "rank"),
    bootstrap: ranks.split("bootstrap"),
    simulation: (name: string) => ({ stream: ranks.split(name), replicates }),
  };
}

/** The tests, of the coverage by rank intervals among others. */
function tests(
  { compared, covered, bootstrap, simulation }: ReturnType<typeof prepare>,
): CalibrationTests {
  const { absolute: deviation, signed, pSigned } = measureCalibrationError(compared, covered, {
    ...simulation("coverage"),
    bootstrap,
  });
  const { chiSquareIndependent: _, ...ranks } = measureRanks(compared, simulation("uniformity"));
  return {
    deviation,
    signed,
    pSigned,
    ranks,
    joint: attempt(() => measureJoint(compared, simulation("joint"))),
    distance: attempt(() => truthDistance(compared.masses, compared.truth, compared)),
  };
}

/**
 * Tests calibration against the truth: what verdicts read of {@linkcode measureCalibration}, the same numbers in a
 * fraction of its time.
 *
 * @returns Absent if the truth breaks a rule of coverage, such as by an exact mass of 0.
 * @throws {TypeError} If the truth does not have one number a bin.
 */
export function testCalibration(
  masses: Masses,
  truth: BinTruth,
  options: CalibrationOptions,
): CalibrationTests | Absent {
  return attempt(() => tests(prepare(masses, truth, options)));
}

/**
 * Measures calibration against the truth.
 *
 * @returns Absent if the truth breaks a rule of coverage, such as by an exact mass of 0.
 * @throws {TypeError} If the truth does not have one number a bin.
 */
export function measureCalibration(
  masses: Masses,
  truth: BinTruth,
  options: CalibrationOptions,
): CalibrationMeasures | Absent {
  return attempt(() => {
    const prepared = prepare(masses, truth, options);
    const { compared, covered, bootstrap } = prepared;
    const resampling = { stream: bootstrap };
    const interpolated = attempt(() => coverageOf(compared, "interpolated"));
    const [coverage, quantiles = interpolated as Absent] = measureCoverages(
      compared,
      isPresent(interpolated) ? [covered, interpolated] : [covered],
      { band: options.band, bootstrap },
    );
    const { deviation, signed, pSigned, ranks, joint, distance } = tests(prepared);
    return {
      curve: coverage.curve,
      interpolated: isPresent(quantiles) ? quantiles.curve : quantiles,
      deviation,
      signed,
      pSigned,
      mad: isPresent(quantiles) ? quantiles.mad : quantiles,
      madByAxis: isPresent(quantiles) ? quantiles.madByAxis() : quantiles,
      floor: madFloor(compared.masses, { method: "interpolated" }),
      oneSigma: attempt(() =>
        valueAndError(oneSigma(compared.masses, compared.truth, resampling).mean)
      ),
      oneSigmaExpected: expectedOneSigma(masses.draws, options.autocorrelationTime),
      along: masses.shape.map((_, axis) => {
        const { deviation, massRatio, spread } = measureAlong(compared, coverage, axis, resampling);
        return { deviation, massRatio: orNull(massRatio), spread: orNull(spread) };
      }),
      ranks,
      joint,
      distance,
      scores: attempt(() => {
        const { score, spread, ratio } = measureScores(compared, resampling);
        return { score: valueAndError(score), spread: valueAndError(spread), ratio };
      }),
      intervals: attempt(() => measureIntervals(compared, resampling)),
    };
  });
}
