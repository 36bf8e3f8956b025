/**
 * Whether the truth lies in the draws' intervals as often as their levels say: all that the studies of
 * calibration and of ranks measure, on one binning.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";
import {
  type Band,
  type BootstrapOptions,
  bootstrapRuns,
  calibratedBand,
  type Coverage,
  coverage,
  coverageCurve,
  deviationAlong,
  deviations,
  expectedCalibrationError,
  expectedOneSigma,
  intervalScores,
  jointCoverage,
  type Judged,
  judged,
  type MadFloor,
  madFloor,
  momentsAlong,
  oneSigma,
  rankedProbabilityScore,
  rankUniformity,
  type Tested,
} from "../calibration/mod.ts";
import { type Estimate, type RunsCurve, type RunsEstimate, valueAndError } from "../estimate.ts";
import type { Streams } from "./streams.ts";
import { type Absent, absent, attempt, isPresent } from "./absent.ts";
import { type AuditTruth, coverageOfCounts, withCountingNoise } from "./truth.ts";

/** Empirical coverage at nominal levels, with the pointwise range of calibrated posteriors. */
export interface AuditCurve {
  /** Nominal levels, `[levels]`, probabilities. */
  readonly nominal: number[];
  /** Share of bins and runs whose truth is in the interval, `[levels]`. */
  readonly mean: number[];
  /** One standard error between runs; null with one run. */
  readonly error: (number | null)[];
  /** Lower end of the range of calibrated posteriors. */
  readonly lower: number[];
  /** Upper end of the same. */
  readonly upper: number[];
}

/** A histogram or curve with the simultaneous band of calibrated posteriors. */
export interface AuditBand {
  /** Means over runs. */
  readonly mean: number[];
  /** One standard error between runs; null with one run. */
  readonly error: (number | null)[];
  /** Lower end of the band of calibrated posteriors. */
  readonly lower: number[];
  /** Upper end of the same. */
  readonly upper: number[];
}

/** Calibration against the place on one axis. */
export interface AuditAlong {
  /** Mean over levels of coverage - nominal in each bin of the axis, averaged over the other axes. */
  readonly deviation: AuditBand;
  /** Mean mass of the draws over the true mass; null where there is none. */
  readonly massRatio: (number | null)[];
  /** Standard deviation of the draws over the true mass; null where there is none. */
  readonly spread: (number | null)[];
}

/** How often the truth lies in the intervals of the draws. */
export interface CalibrationAudit {
  /** Coverage by rank intervals, whose level is exact. */
  readonly curve: AuditCurve;
  /** Coverage by interpolated quantiles, as the paper has it. */
  readonly interpolated: AuditCurve | Absent;
  /** Mean over levels of |coverage - nominal|, rank intervals. */
  readonly deviation: Judged;
  /** Mean over levels of coverage - nominal, rank intervals: below 0 where intervals are too narrow. */
  readonly signed: Judged;
  /** The paper's MAD, interpolated quantiles, and the same along each axis. */
  readonly mad: Judged | Absent;
  /** For each axis, averaged over the others before the absolute value. */
  readonly madByAxis: Judged[] | Absent;
  /** Expected MAD of calibrated posteriors with independent bins. */
  readonly floor: MadFloor;
  /** Share of bins and runs whose truth is within one standard deviation of the draws' mean. */
  readonly oneSigma: Estimate | Absent;
  /** The same of a calibrated Gaussian posterior. */
  readonly oneSigmaExpected: number;
  /** For each axis. */
  readonly along: AuditAlong[];
  /** Histogram of the ranks of the truth, and tests of its flatness. */
  readonly ranks: {
    readonly shares: AuditBand;
    readonly cumulative: Omit<AuditBand, "error">;
    readonly chiSquare: Tested;
    readonly distance: Tested;
  };
  /** Coverage of joint regions of all bins. */
  readonly joint:
    | { readonly nominal: number[]; readonly coverage: AuditBand; readonly distance: Tested }
    | Absent;
  /** Continuous ranked probability score over the true mass, its spread part, and their ratio. */
  readonly scores:
    | { readonly score: Estimate; readonly spread: Estimate; readonly ratio: Estimate }
    | Absent;
  /** Interval scores and widths of the rank levels, over the true mass. */
  readonly intervals: { readonly score: Estimate[]; readonly width: Estimate[] } | Absent;
}

function errors(error: number[] | null, like: readonly unknown[]): (number | null)[] {
  return error ?? like.map(() => null);
}

/** Means over runs beside the simultaneous band of calibrated posteriors. */
function banded({ mean, error }: RunsCurve, band: Band): AuditBand {
  const { simultaneousLower: lower, simultaneousUpper: upper } = band;
  return { mean, error: errors(error, mean), lower, upper };
}

/** A coverage curve beside the pointwise band of calibrated posteriors. */
export function curveOf(
  covered: Coverage,
  band: { readonly curve: { readonly lower: number[]; readonly upper: number[] } },
): AuditCurve {
  const { nominal, mean, error } = coverageCurve(covered);
  const { lower, upper } = band.curve;
  return { nominal, mean, error: errors(error, mean), lower, upper };
}

/** Groups of ranks of equal size that make a readable histogram. */
function rankGroups(draws: number): number {
  for (let groups = Math.min(20, draws + 1); groups > 4; groups--) {
    if ((draws + 1) % groups === 0) return groups;
  }
  // Groups of unequal size are evened out by chance within a rank.
  return 10;
}

/** True mass of each bin of an axis, averaged over the others. */
function truthAlong({ shape }: Masses, { masses }: AuditTruth, axis: number): number[] {
  if (typeof masses === "number") return new Array<number>(shape[axis]).fill(masses);
  const { mean } = momentsAlong({ runs: 1, draws: 1, shape, values: masses }, axis);
  return mean.mean;
}

function along(
  compared: Masses,
  truth: AuditTruth,
  covered: Coverage,
  band: Band,
  axis: number,
  resampling: BootstrapOptions,
): AuditAlong {
  const { signed } = deviationAlong(covered, axis, resampling);
  const { mean, spread } = momentsAlong(compared, axis);
  const expected = truthAlong(compared, truth, axis);
  const over = (values: readonly number[]) =>
    values.map((value, bin) => expected[bin] > 0 ? value / expected[bin] : null);
  return {
    deviation: {
      mean: signed.map(({ value }) => value),
      error: signed.map(({ error }) => error),
      lower: band.simultaneousLower,
      upper: band.simultaneousUpper,
    },
    massRatio: over(mean.mean),
    spread: over(spread.mean),
  };
}

/** Options of {@linkcode auditCalibration}. */
export interface CalibrationAuditOptions {
  readonly streams: Streams;
  /** Simulated calibrated posteriors behind each p-value. */
  readonly replicates: number;
}

/**
 * Measures calibration against the truth.
 *
 * Where the truth is a finite sample, every draw is given the counting noise of a sample as large, so that
 * the truth's noise is neither taken for a fault of the draws nor forgotten.
 *
 * @returns Absent where the truth breaks a rule of coverage, such as an exact mass of 0.
 * @throws {TypeError} If the truth does not have one number a bin.
 */
export function auditCalibration(
  masses: Masses,
  truth: AuditTruth,
  { streams, replicates }: CalibrationAuditOptions,
): CalibrationAudit | Absent {
  return attempt(() => {
    const { runs, draws } = masses;
    const ranked = streams("ranks");
    const simulation = (name: string) => ({ stream: ranked.split(name), replicates });
    const resampling = { stream: ranked.split("bootstrap") };
    const compared = truth.events === undefined
      ? masses
      : withCountingNoise(masses, truth.events, streams("counting"));
    const counted = truth.events !== undefined;
    const covered = counted
      ? coverageOfCounts(compared, truth.masses, streams("ties"))
      : coverage(compared, truth.masses);
    const stream = streams("band");
    const band = calibratedBand(compared, { method: "rank", stream });
    const { absolute } = expectedCalibrationError(covered, undefined, resampling);
    const errorBand = calibratedBand(compared, { ...simulation("coverage"), method: "rank" });
    const byQuantiles = counted
      ? absent(
        "Interpolated quantiles need a truth without counting noise, since counts coincide with draws",
      )
      : attempt(() => {
        const interpolated = coverage(compared, truth.masses, { method: "interpolated" });
        const band = calibratedBand(compared, { method: "interpolated", stream });
        const { mad, madByAxis } = deviations(interpolated, resampling);
        return {
          curve: curveOf(interpolated, band),
          mad: judged(mad, band.mad),
          madByAxis: madByAxis.map((estimate, axis) => judged(estimate, band.madByAxis[axis])),
        };
      });
    const uniformity = rankUniformity(compared, truth.masses, {
      ...simulation("uniformity"),
      groups: rankGroups(draws),
    });
    const { shares, band: shareBand, ecdf, ecdfBand } = uniformity;
    return {
      curve: curveOf(covered, band),
      interpolated: isPresent(byQuantiles) ? byQuantiles.curve : byQuantiles,
      deviation: judged(absolute, errorBand.mad),
      signed: judged(deviations(covered, resampling).signed, band.signed),
      mad: isPresent(byQuantiles) ? byQuantiles.mad : byQuantiles,
      madByAxis: isPresent(byQuantiles) ? byQuantiles.madByAxis : byQuantiles,
      floor: madFloor(compared, { method: "interpolated" }),
      oneSigma: attempt(() => valueAndError(oneSigma(compared, truth.masses, resampling).mean)),
      oneSigmaExpected: expectedOneSigma(draws),
      along: compared.shape.map((_, axis) =>
        along(compared, truth, covered, band.signedByAxis[axis], axis, resampling)
      ),
      ranks: {
        shares: banded(shares, shareBand),
        cumulative: {
          mean: ecdf,
          lower: ecdfBand.simultaneousLower,
          upper: ecdfBand.simultaneousUpper,
        },
        chiSquare: uniformity.chiSquare,
        distance: uniformity.distance,
      },
      joint: attempt(() => {
        const { nominal, coverage, band, distance } = jointCoverage(
          compared,
          truth.masses,
          simulation("joint"),
        );
        return {
          nominal,
          coverage: banded(coverage, band),
          distance,
        };
      }),
      scores: attempt(() => {
        const { score, spread } = rankedProbabilityScore(compared, truth.masses, resampling);
        const mean = ({ perRun }: RunsEstimate, weights: Float64Array) =>
          perRun.reduce((sum, x, run) => sum + weights[run] * x, 0);
        const [ratio] = bootstrapRuns(
          runs,
          (weights) => [mean(score, weights) / mean(spread, weights)],
          resampling,
        );
        if (!Number.isFinite(ratio.value)) {
          throw new RangeError(
            `Cannot compare score and spread as the draws must differ: current value is a spread of ${spread.value}`,
          );
        }
        return {
          score: valueAndError(score),
          spread: valueAndError(spread),
          ratio: valueAndError(ratio),
        };
      }),
      intervals: attempt(() => {
        const all = intervalScores(compared, truth.masses, resampling);
        return {
          score: all.map(({ score }) => valueAndError(score)),
          width: all.map(({ width }) => valueAndError(width)),
        };
      }),
    };
  });
}

/** How often a held-out sample lies in the intervals of what the draws predict for it. */
export interface HoldoutAudit {
  /** Events of the sample, and those within the bins. */
  readonly events: number;
  /** Those of its events that lie in a bin. */
  readonly inside: number;
  /** Coverage of the counts by rank intervals. */
  readonly curve: AuditCurve;
  /** Mean over levels of |coverage - nominal|. */
  readonly deviation: Judged;
  /** Mean over levels of coverage - nominal. */
  readonly signed: Judged;
  /** Histogram of the ranks of the counts, and a test of its flatness. */
  readonly ranks: { readonly shares: AuditBand; readonly chiSquare: Tested };
  /** Share of the variance of the predicted counts that is counting noise of the sample, not spread of the draws. */
  readonly countingShare: number;
}

/**
 * Measures how often counts of a held-out sample lie in the intervals of what the draws predict: each
 * draw predicts counts with the noise of a sample as large. It needs no truth; its power is bounded by
 * the counting noise, whose share of the predicted variance is given.
 *
 * @param counts Held-out events in each bin, `[bins]`.
 * @param events All held-out events.
 * @returns Absent where the counts break a rule.
 * @throws {TypeError} If there is not one count a bin.
 */
export function auditHoldout(
  masses: Masses,
  counts: Float64Array,
  events: number,
  { streams, replicates }: CalibrationAuditOptions,
): HoldoutAudit | Absent {
  return attempt(() => {
    const { draws, runs } = masses;
    const stream = streams("holdout");
    const predicted = withCountingNoise(masses, events, stream.split("counting"));
    const counted = counts.map((count) => count / events);
    const covered = coverageOfCounts(predicted, counted, stream.split("ties"));
    const band = calibratedBand(predicted, {
      method: "rank",
      stream: stream.split("band"),
      replicates,
    });
    const { absolute, signed } = expectedCalibrationError(covered, undefined, {
      stream: stream.split("bootstrap"),
    });
    const { shares, band: shareBand, chiSquare } = rankUniformity(predicted, counted, {
      stream: stream.split("uniformity"),
      groups: rankGroups(draws),
      replicates,
    });
    const bins = binCount(masses);
    let counting = 0, all = 0;
    for (let run = 0; run < runs; run++) {
      for (let bin = 0; bin < bins; bin++) {
        let sum = 0, squares = 0;
        for (let draw = 0; draw < draws; draw++) {
          const mass = masses.values[(run * draws + draw) * bins + bin];
          sum += mass;
          squares += mass * mass;
        }
        const mean = sum / draws;
        const noise = Math.max(0, mean * (1 - mean)) / events;
        counting += noise;
        all += noise + Math.max(0, squares - sum * mean) / (draws - 1);
      }
    }
    if (!(all > 0)) {
      throw new RangeError(
        `Cannot judge a held-out sample as its predicted counts must vary: current value is a variance of ${all}`,
      );
    }
    return {
      events,
      inside: counts.reduce((sum, count) => sum + count, 0),
      curve: curveOf(covered, band),
      deviation: judged(absolute, band.mad),
      signed: judged(signed, band.signed),
      ranks: {
        shares: banded(shares, shareBand),
        chiSquare,
      },
      countingShare: counting / all,
    };
  });
}
