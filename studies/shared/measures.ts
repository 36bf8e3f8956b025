/**
 * Measures of calibration and amplification for targets of any dimension.
 *
 * @module
 */
import { claimedAndAchieved, type CountingShare } from "../../core/amplification/mod.ts";
import { binCount } from "../../core/binning/mod.ts";
import {
  countedSquares,
  coverage,
  standsOut,
  withoutCounting,
} from "../../core/calibration/mod.ts";
import { measureAlong, measureCorrelationTime, measureCoverage } from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { cellKind } from "../../runner/cell.ts";
import type { Measures } from "./measures_schema.ts";
import { crossing } from "./break_even.ts";
import { type CountingConfig, type MassesConfig, massesOfRuns } from "./masses.ts";

/** Configuration of a cell of measures. */
interface MeasuresConfig extends Pick<MassesConfig, "target" | "nBins">, CountingConfig {
  readonly nTrain: number;
  /** Number of bins along the first axis of the profile. */
  readonly profileAt: number;
  /** Points generated with each draw, if the masses were counted on them. */
  readonly points?: number;
}

function counted({ share, error }: CountingShare) {
  return { value: share, error };
}

/**
 * Cell kind "measures": calibration, and claimed and achieved amplification, from the masses of all
 * runs. For counted masses these are measures of the flows: the counting noise is subtracted from
 * spread and squared error, and the coverage is that of draws without it.
 */
export const measuresKind = cellKind<MeasuresConfig, Measures>({
  name: "measures",
  version: 4,
  run(config, { seed, inputs, progress }) {
    const { nBins, nTrain, profileAt, points } = config;
    const [axis] = target(config.target).axes;
    const stream = Stream.fromSeed(seed).split("measures", config.target, nTrain, config.method);
    const rows: Measures["rows"] = [];
    const hidden: Measures["hidden"] = [];
    let profile: Measures["profile"] | undefined;
    for (const [i, n] of nBins.entries()) {
      const drawn = massesOfRuns(inputs, config, n, seed);
      const bins = binCount(drawn), truth = 1 / bins;
      if (points !== undefined) {
        const { spread, distance } = countedSquares(drawn, truth, points);
        const quantity = !standsOut(spread)
          ? "the spread of the draws"
          : !standsOut(distance)
          ? "the error of their mean"
          : undefined;
        if (quantity !== undefined) {
          const reason = `${quantity} cannot be told from the counting of ${points} points a draw`;
          hidden.push({ nBins: n, bins, reason });
          progress(i + 1, nBins.length, `${bins} bins`);
          continue;
        }
      }
      const masses = points === undefined ? drawn : withoutCounting(drawn, truth, points);
      const binning = stream.split(n);
      const streams = { band: binning.split("band"), bootstrap: binning.split("bootstrap") };
      const resampling = { stream: streams.bootstrap };
      const worth = claimedAndAchieved(drawn, truth, nTrain, {
        ...resampling,
        pointsPerDraw: points,
      });
      const autocorrelationTime = measureCorrelationTime(masses, {
        stream: binning.split("order"),
      });
      const compared = { masses, truth, autocorrelationTime };
      const ranked = measureCoverage(compared, coverage(masses, truth), streams);
      rows.push({
        nBins: n,
        bins,
        mad: ranked.mad,
        signed: ranked.signed,
        autocorrelationTime,
        claimed: worth.claimed,
        achieved: worth.achieved,
        ratio: worth.ratio,
        systematicShare: worth.systematicShare,
        ...(worth.counting && {
          counting: {
            spread: counted(worth.counting.spread),
            distance: counted(worth.counting.distance),
          },
        }),
      });
      if (n === profileAt) {
        const { deviation, ...moments } = measureAlong(compared, ranked, 0, resampling);
        profile = {
          nBins: n,
          centres: Array.from({ length: n }, (_, bin) => axis.quantile((bin + 0.5) / n)),
          deviation: deviation.mean,
          error: deviation.error,
          lower: deviation.lower,
          upper: deviation.upper,
          ...moments,
        };
      }
      progress(i + 1, nBins.length, `${bins} bins`);
    }
    if (profile === undefined) {
      throw new RangeError(
        `Cannot measure along an axis as the binnings that counting does not hide must include that of the profile, ${profileAt}: current value is ${
          rows.map(({ nBins }) => nBins)
        }`,
      );
    }
    const bins = rows.map(({ bins }) => bins);
    const record: Measures = {
      rows,
      ...(points !== undefined && { hidden }),
      profile,
      breakEven: {
        claimed: crossing(bins, rows.map(({ claimed }) => claimed.perRun)),
        achieved: crossing(bins, rows.map(({ achieved }) => achieved.perRun)),
      },
    };
    return { record };
  },
});
