/**
 * Ranks of the truth among the draws, bin by bin and in all bins at once, with tests against simulated calibrated
 * posteriors.
 *
 * @module
 */
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import {
  calibratedBand,
  type Coverage,
  expectedCalibrationError,
  jointCoverage,
  type Judged,
  judged,
  rankUniformity,
  type SimulationOptions,
  type Tested,
} from "../calibration/mod.ts";
import type { Stream } from "../random.ts";
import { calibratedCase, type Compared } from "./compared.ts";
import { banded, type BandedCurve, ranged, type RangedCurve, withShared } from "./coverage.ts";

/** Random numbers and number of the simulated calibrated posteriors of each p-value. */
export type Simulation = Pick<SimulationOptions, "stream" | "replicates">;

/** Number of groups of ranks of equal size for a readable histogram. */
export function rankGroups(draws: number): number {
  for (let groups = Math.min(20, draws + 1); groups > 4; groups--) {
    if ((draws + 1) % groups === 0) return groups;
  }
  // A random position within each rank makes groups of unequal size equally likely.
  return 10;
}

/** Histogram of the ranks of the truth, and tests of its flatness. */
export interface RanksMeasures {
  /** Share of bins in each group of ranks. */
  readonly shares: BandedCurve;
  /** Cumulative shares minus uniform ones, without the last. */
  readonly cumulative: Omit<BandedCurve, "error">;
  /** Sum of (count - expected)^2 / expected over groups. */
  readonly chiSquare: Tested;
  /** p-value of the same from the chi-square distribution, valid for independent bins only. */
  readonly chiSquareIndependent: number;
  /** Largest cumulative difference. */
  readonly distance: Tested;
}

/**
 * Measures the ranks of the truth in `groups` groups, by default {@linkcode rankGroups}.
 *
 * @returns Probabilities, with bands and p-values.
 * @throws {RangeError} If there are fewer than 2 groups.
 */
export function measureRanks(
  { masses, truth, sample, autocorrelationTime, shares: rankShares }: Compared,
  { groups = rankGroups(masses.draws), ...simulation }: Simulation & {
    readonly groups?: number;
  },
): RanksMeasures {
  const { shares, band, ecdf, ecdfBand, chiSquare, chiSquareIndependent, distance } =
    rankUniformity(masses, truth, {
      ...simulation,
      sample,
      autocorrelationTime,
      shares: rankShares,
      groups,
    });
  return {
    shares: banded(shares, band),
    cumulative: {
      mean: ecdf,
      lower: ecdfBand.simultaneousLower,
      upper: ecdfBand.simultaneousUpper,
    },
    chiSquare,
    chiSquareIndependent,
    distance,
  };
}

/** Coverage of joint regions of all bins. */
export interface JointMeasures {
  /** Nominal levels, `[levels]`. */
  readonly nominal: number[];
  /** Share of regions that hold the truth, `[levels]`. */
  readonly coverage: BandedCurve;
  /** Largest distance of coverage from nominal. */
  readonly distance: Tested;
}

/**
 * Measures the coverage of joint regions.
 *
 * @returns Probabilities, with band and p-value.
 * @throws {RangeError} If there are fewer than 4 draws.
 */
export function measureJoint(
  { masses, truth, sample, autocorrelationTime }: Compared,
  simulation: Simulation,
): JointMeasures {
  const { nominal, coverage, band, distance } = jointCoverage(masses, truth, {
    ...simulation,
    sample,
    autocorrelationTime,
  });
  return { nominal, coverage: banded(coverage, band), distance };
}

/** Mean deviations of the coverage by rank intervals, beside as many simulations as p-values have. */
export interface CalibrationErrorMeasures {
  /** Mean over levels of |coverage - nominal|. */
  readonly absolute: Judged;
  /** Mean over levels of coverage - nominal. */
  readonly signed: Judged;
  /**
   * How often calibrated posteriors have a signed deviation as far from its expectation, on either side: by Student's
   * distribution about the simulated mean, with as many degrees of freedom as there are draws in all runs, less 1.
   */
  readonly pSigned: number;
  /** The coverage curve. */
  readonly curve: RangedCurve;
}

/** Two-sided probability of a difference, where its deviation is known from so many simulated ones. */
function chanceOf(difference: number, deviation: number, count: number): number {
  if (deviation === 0) return difference === 0 ? 1 : 0;
  return 2 * tCdf(-Math.abs(difference) / (deviation * Math.sqrt(1 + 1 / count)), count - 1);
}

/** Measures the calibration error of the coverage by rank intervals from {@linkcode coverageOf}. */
export function measureCalibrationError(
  compared: Compared,
  covered: Coverage,
  { bootstrap, ...simulation }: Simulation & { readonly bootstrap: Stream },
): CalibrationErrorMeasures {
  const band = calibratedBand(compared.masses, {
    ...simulation,
    ...calibratedCase(compared, simulation.stream.split("truth")),
    method: "rank",
    along: false,
  });
  const { absolute, signed } = expectedCalibrationError(covered, undefined, {
    stream: bootstrap,
  });
  return {
    absolute: judged(withShared(absolute, band), band.mad),
    signed: judged(withShared(signed, band), band.signed),
    pSigned: chanceOf(
      signed.value - band.signed.mean,
      band.signedDeviation,
      compared.masses.runs * compared.masses.draws,
    ),
    curve: ranged(covered, band),
  };
}
