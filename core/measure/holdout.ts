/**
 * Coverage of a held-out sample: whether its counts lie in the intervals that the draws predict.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";
import { massVariance, type Sample } from "../binning/sample.ts";
import {
  type Judged,
  rankShares,
  type Tested,
  type TruthDistance,
  truthDistance,
} from "../calibration/mod.ts";
import { type Absent, attempt } from "./absent.ts";
import { type Compared, compared as makeComparable, coverageOf } from "./compared.ts";
import type { BandedCurve, RangedCurve } from "./coverage.ts";
import { measureCalibrationError, measureRanks, type Simulation } from "./ranks.ts";

/** How often the counts of a held-out sample lie in the intervals that the draws predict. */
export interface HoldoutMeasures {
  /** Events of the sample; of weighted ones the effective number. */
  readonly events: number;
  /** Their part within the bins. */
  readonly inside: number;
  /** Coverage of the counts by rank intervals. */
  readonly curve: RangedCurve;
  /** Mean over levels of |coverage - nominal|. */
  readonly deviation: Judged;
  /** Mean over levels of coverage - nominal. */
  readonly signed: Judged;
  /** How often calibrated posteriors have a signed deviation as far from its expectation. */
  readonly pSigned: number;
  /** Histogram of the ranks of the counts, and a test of its flatness. */
  readonly ranks: { readonly shares: BandedCurve; readonly chiSquare: Tested };
  /** Distance of the sample from the mean of the draws; not in results of earlier versions. */
  readonly distance?: TruthDistance | Absent;
  /** Share of counting noise of the sample in the variance of the predicted counts. */
  readonly countingShare: number;
}

/**
 * Measures how often counts of a held-out sample lie in the intervals that the draws predict: each draw
 * predicts counts with the noise of a sample of the same size. This needs no truth; its power is
 * limited by the counting noise, whose share of the predicted variance is part of the result.
 *
 * @param holdout Held-out events, `[bins]`.
 * @returns Absent if the sample breaks a rule.
 * @throws {TypeError} If there is not one mass a bin.
 */
export function measureHoldout(
  masses: Masses,
  holdout: Sample,
  { stream, replicates, autocorrelationTime }: Simulation & {
    readonly autocorrelationTime?: number;
  },
): HoldoutMeasures | Absent {
  return attempt(() => {
    const { draws, runs } = masses;
    const { counting } = holdout;
    const inside = counting.events * holdout.masses.reduce((sum, mass) => sum + mass, 0);
    const compared: Compared = {
      ...makeComparable(masses, holdout, {
        counting: stream.split("counting"),
        ties: stream.split("ties"),
      }),
      autocorrelationTime,
      shares: rankShares(draws, autocorrelationTime ?? 1),
    };
    const covered = coverageOf(compared, "rank");
    const { absolute, signed, pSigned, curve } = measureCalibrationError(compared, covered, {
      stream: stream.split("band"),
      bootstrap: stream.split("bootstrap"),
      replicates,
    });
    const { shares, chiSquare } = measureRanks(compared, {
      stream: stream.split("uniformity"),
      replicates,
    });
    const bins = binCount(masses);
    let noise = 0, total = 0;
    for (let run = 0; run < runs; run++) {
      for (let bin = 0; bin < bins; bin++) {
        let sum = 0, squares = 0;
        for (let draw = 0; draw < draws; draw++) {
          const mass = masses.values[(run * draws + draw) * bins + bin];
          sum += mass;
          squares += mass * mass;
        }
        const mean = sum / draws;
        const variance = massVariance(mean, bin, counting);
        noise += variance;
        total += variance + Math.max(0, squares - sum * mean) / (draws - 1);
      }
    }
    if (!(total > 0)) {
      throw new RangeError(
        `Cannot judge a held-out sample as its predicted counts must vary: current value is a variance of ${total}`,
      );
    }
    return {
      events: counting.events,
      inside: counting.eventMasses === undefined ? Math.round(inside) : inside,
      curve,
      deviation: absolute,
      signed,
      pSigned,
      ranks: { shares, chiSquare },
      distance: attempt(() => truthDistance(compared.masses, compared.truth, compared)),
      countingShare: noise / total,
    };
  });
}
