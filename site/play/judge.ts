/**
 * What the posteriors of all training sets so far say together: whether their intervals hold the truth, and what their
 * samples are worth.
 *
 * @module
 */
import { claimedAndAchieved } from "../../core/amplification/achieved.ts";
import { type ClaimTest, claimTest } from "../../core/amplification/claim_test.ts";
import { binCount, type Masses } from "../../core/binning/masses.ts";
import { drawAutocorrelationTime } from "../../core/calibration/autocorrelation.ts";
import { calibratedBand } from "../../core/calibration/band.ts";
import { coverage } from "../../core/calibration/coverage.ts";
import { deviations } from "../../core/calibration/deviation.ts";
import { coverageCurve } from "../../core/calibration/marginal.ts";
import { judged } from "../../core/calibration/range.ts";
import type { Estimate } from "../../core/estimate.ts";
import type { Stream } from "../../core/random.ts";
import type { Side } from "../../core/significance.ts";
import { type Standing, standingOf } from "../../studies/calibration/standing.ts";

/** Coverage and worth. */
export interface Judgement {
  /** Share of bins and sets whose central interval holds the truth. */
  readonly coverage: {
    /** Nominal levels, rising, probabilities. */
    readonly nominal: readonly number[];
    readonly share: readonly number[];
    /** Where 95 % of calibrated posteriors lie, with as many sets and draws and bins as correlated. */
    readonly lower: readonly number[];
    readonly upper: readonly number[];
    readonly standing: Standing;
  };
  /** Independent draws that those of a set are worth. */
  readonly independent: number;
  /** Equivalent true events, with standard errors between sets: null with one. */
  readonly worth: {
    /** By the spread of the draws. */
    readonly claimed: Estimate;
    /** By the distance of their mean from the truth. */
    readonly achieved: Estimate;
    /** On which side of what is achieved the claim lies; left out where no difference is significant. */
    readonly side?: Side;
  };
}

/** Probability, on either side, below which a difference is significant. */
const line = 0.025;

/** What is judged, and with which random numbers. */
interface Case {
  /** Training events of a set. */
  readonly events: number;
  /** Whether the draws are those of a chain, which follow each other. */
  readonly chain: boolean;
  readonly stream: Stream;
}

/** The side of a claim that calibrated posteriors hardly ever make. */
function sideOf({ pAbove, pBelow }: ClaimTest): Side | undefined {
  return pAbove < line ? "above" : pBelow < line ? "below" : undefined;
}

/**
 * Judges the posteriors of training sets, in quantile bins.
 *
 * @param all Masses of all sets, `[sets, draws, bins]`, probabilities.
 */
export function judge(all: Masses, { events, chain, stream }: Case): Judgement {
  const { draws } = all;
  const truth = 1 / binCount(all);
  const autocorrelationTime = chain ? drawAutocorrelationTime(all) : 1;
  const covered = coverage(all, truth);
  const resampling = { stream: stream.split("bootstrap") };
  const { signed } = deviations(covered, { ...resampling, along: false });
  const band = calibratedBand(all, {
    stream: stream.split("band"),
    autocorrelationTime,
    along: false,
  });
  const { nominal, mean } = coverageCurve(covered);
  const { claimed, achieved } = claimedAndAchieved(all, truth, events, resampling);
  const inEvents = ({ value, error }: Estimate): Estimate => ({
    value: value * events,
    error: error === null ? null : error * events,
  });
  const standing = standingOf(
    { autocorrelationTime, signed: judged(signed, band.signed) },
    draws,
  );
  const side = standing === "few"
    ? undefined
    : sideOf(claimTest(all, truth, { stream: stream.split("claim"), autocorrelationTime }));
  return {
    coverage: {
      nominal: [...nominal],
      share: mean,
      lower: band.curve.lower,
      upper: band.curve.upper,
      standing,
    },
    independent: draws / autocorrelationTime,
    worth: {
      claimed: inEvents(claimed),
      achieved: inEvents(achieved),
      ...(side && { side }),
    },
  };
}
