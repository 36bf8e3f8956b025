/**
 * Coverage of the truth by the intervals of the draws, beside that of calibrated posteriors: as a
 * curve, as mean deviations, and along an axis.
 *
 * @module
 */
import {
  type Band,
  type BootstrapOptions,
  type CalibratedBand,
  calibratedBands,
  type Coverage,
  coverageCurve,
  deviationAlong,
  deviations,
  type Judged,
  judged,
  momentsAlong,
  placesAlong,
} from "../calibration/mod.ts";
import { hypot } from "../elementary.ts";
import type { Estimate, RunsCurve } from "../estimate.ts";
import type { Stream } from "../random.ts";
import { calibratedCase, type Compared } from "./compared.ts";

/** Means over runs beside a range of calibrated posteriors. */
export interface BandedCurve {
  /** Means over runs. */
  readonly mean: number[];
  /** One standard error between runs; null with one run. */
  readonly error: (number | null)[];
  /** Lower end of the range of calibrated posteriors. */
  readonly lower: number[];
  /** Upper end of the same. */
  readonly upper: number[];
}

/** Means over runs beside the simultaneous band of calibrated posteriors. */
export function banded({ mean, error }: RunsCurve, band: Band): BandedCurve {
  const { simultaneousLower: lower, simultaneousUpper: upper } = band;
  return { mean, error: error ?? mean.map(() => null), lower, upper };
}

/** A coverage curve with its levels, beside the pointwise range of calibrated posteriors. */
export interface RangedCurve extends BandedCurve {
  /** Nominal levels, `[levels]`, probabilities. */
  readonly nominal: number[];
}

/** A coverage curve beside the range of calibrated posteriors. */
export function ranged(covered: Coverage, band: CalibratedBand): RangedCurve {
  const { nominal, mean, error } = coverageCurve(covered);
  const { lower, upper } = band.curve;
  return { nominal, mean, error: error ?? mean.map(() => null), lower, upper };
}

/** Coverage by one kind of interval. */
export interface CoverageMeasures {
  /** The narrowest interval of each bin that holds the truth. */
  readonly covered: Coverage;
  /** Range of calibrated posteriors. */
  readonly band: CalibratedBand;
  /** Share of bins and runs covered at each nominal level. */
  readonly curve: RangedCurve;
  /** Mean over levels of |coverage - nominal|. */
  readonly mad: Judged;
  /** The same along each axis: averaged over the other axes before the absolute value. */
  madByAxis(): Judged[];
  /** Mean over levels of coverage - nominal: below 0 where intervals are too narrow. */
  readonly signed: Judged;
}

/** Random numbers of {@linkcode measureCoverage}. */
export interface CoverageStreams {
  /** Simulated calibrated posteriors. */
  readonly band: Stream;
  /** Errors between runs. */
  readonly bootstrap: Stream;
}

/** Measures coverage over all bins by the intervals of {@linkcode coverageOf}. */
export function measureCoverage(
  compared: Compared,
  covered: Coverage,
  streams: CoverageStreams,
): CoverageMeasures {
  return measureCoverages(compared, [covered], streams)[0];
}

/** An error between runs, together with the noise of the sample that they share. */
export function withShared(
  { value, error }: Estimate,
  { sharedDeviation }: CalibratedBand,
): Estimate {
  return { value, error: error === null ? null : hypot(error, sharedDeviation) };
}

/** Measures coverage by several kinds of intervals beside the same simulated calibrated posteriors. */
export function measureCoverages(
  compared: Compared,
  kinds: readonly Coverage[],
  { band: stream, bootstrap }: CoverageStreams,
): CoverageMeasures[] {
  const bands = calibratedBands(compared.masses, kinds.map(({ method }) => ({ method })), {
    ...calibratedCase(compared, stream.split("truth")),
    stream,
  });
  return kinds.map((covered, kind) => {
    const band = bands[kind];
    const { mad, signed } = deviations(covered, { stream: bootstrap, along: false });
    return {
      covered,
      band,
      curve: ranged(covered, band),
      mad: judged(withShared(mad, band), band.mad),
      madByAxis() {
        const { madByAxis } = deviations(covered, { stream: bootstrap });
        return madByAxis.map((estimate, axis) =>
          judged(withShared(estimate, band), band.madByAxis[axis])
        );
      },
      signed: judged(withShared(signed, band), band.signed),
    };
  });
}

/** Coverage and moments at every place on one axis, averaged over the bins there. */
export interface AlongAxis {
  /** Mean over levels of coverage - nominal, `[places]`, beside the simultaneous band. */
  readonly deviation: BandedCurve;
  /** Mean mass of the draws over the true mass; `NaN` at places without true mass. */
  readonly massRatio: number[];
  /** Standard error of the same between runs; null with one run. */
  readonly massRatioError: number[] | null;
  /** Mean standard deviation of the draws over the true mass; `NaN` as above. */
  readonly spread: number[];
}

/** True mass at each place on an axis, averaged over the bins there. */
function truthAlong({ masses: { shape }, truth }: Compared, axis: number): number[] {
  if (typeof truth === "number") return new Array<number>(placesAlong(shape[axis])).fill(truth);
  return momentsAlong({ runs: 1, draws: 1, shape, values: truth }, axis).mean.mean;
}

/** Measures coverage and moments along one axis. */
export function measureAlong(
  compared: Compared,
  { covered, band }: CoverageMeasures,
  axis: number,
  resampling: BootstrapOptions,
): AlongAxis {
  const { signed } = deviationAlong(covered, axis, resampling);
  const { mean, spread } = momentsAlong(compared.masses, axis);
  const truth = truthAlong(compared, axis);
  const overTruth = (values: readonly number[]) =>
    values.map((value, bin) => truth[bin] > 0 ? value / truth[bin] : NaN);
  const { simultaneousLower: lower, simultaneousUpper: upper } = band.signedAlong(axis);
  return {
    deviation: {
      mean: signed.map(({ value }) => value),
      error: signed.map(({ error }) => error),
      lower,
      upper,
    },
    massRatio: overTruth(mean.mean),
    massRatioError: mean.error && overTruth(mean.error),
    spread: overTruth(spread.mean),
  };
}
