/**
 * Ranks of the truth among the draws of one method, over all runs, and the scores of the draws.
 *
 * @module
 */
import {
  bootstrapRuns,
  calibratedBand,
  coverage,
  expectedCalibrationError,
  intervalScores,
  jointCoverage,
  judged,
  rankedProbabilityScore,
  rankUniformity,
} from "../../core/calibration/mod.ts";
import { Stream } from "../../core/random.ts";
import type { RanksSeries } from "./schema.ts";
import { cellKind } from "../../runner/cell.ts";
import { type RunsEstimate, valueAndError } from "../../core/estimate.ts";
import { banded } from "../shared/estimates.ts";
import { type CountingConfig, type MassesConfig, massesOfRuns } from "../shared/masses.ts";

/** Configuration of a cell of ranks. */
export interface RanksConfig extends Pick<MassesConfig, "nBins">, CountingConfig {
  /** Numbers of bins whose histograms and curves are kept. */
  readonly curvesAt: readonly number[];
  /** Groups of ranks of a histogram. */
  readonly groups: number;
  /** Simulated calibrated posteriors behind each p-value. */
  readonly replicates: number;
}

/** What a cell of ranks leaves. */
export interface RanksRecord extends Omit<RanksSeries, "method" | "protocol"> {
  readonly jointNominal: number[];
}

/** Cell kind "ranks": the masses of every run give rank histograms, tests of uniformity and scores. */
export const ranksKind = cellKind<RanksConfig, RanksRecord>({
  name: "ranks",
  version: 2,
  run(config, { seed, inputs, progress }) {
    const { nBins, curvesAt, groups, replicates } = config;
    const stream = Stream.fromSeed(seed).split("ranks", config.protocol, config.method);
    const record: RanksRecord = {
      histograms: [],
      intervals: [],
      joint: [],
      rows: [],
      jointNominal: [],
    };
    for (const [i, n] of nBins.entries()) {
      const masses = massesOfRuns(inputs, config, n, seed);
      const truth = 1 / (n * n);
      const own = stream.split(n);
      const simulation = (name: string) => ({ stream: own.split(name), replicates });
      const resampling = { stream: own.split("bootstrap") };
      const ranks = rankUniformity(masses, truth, { ...simulation("uniformity"), groups });
      const joint = jointCoverage(masses, truth, simulation("joint"));
      const { score, spread } = rankedProbabilityScore(masses, truth, resampling);
      const [ratio] = bootstrapRuns(masses.runs, (weights) => {
        const mean = ({ perRun }: RunsEstimate) =>
          perRun.reduce((sum, x, run) => sum + weights[run] * x, 0);
        return [mean(score) / mean(spread)];
      }, resampling);
      const method = "rank" as const;
      const band = calibratedBand(masses, { ...simulation("coverage"), method });
      const { absolute, signed } = expectedCalibrationError(
        coverage(masses, truth, { method }),
        undefined,
        resampling,
      );
      record.rows.push({
        nBins: n,
        chiSquare: ranks.chiSquare,
        chiSquareIndependent: ranks.chiSquareIndependent,
        distance: ranks.distance,
        joint: joint.distance,
        score: valueAndError(score),
        scorePerRun: score.perRun,
        spread: valueAndError(spread),
        ratio: valueAndError(ratio),
        absolute: judged(absolute, band.mad),
        signed: judged(signed, band.signed),
      });
      if (curvesAt.includes(n)) {
        const { shares, band, ecdf, ecdfBand } = ranks;
        record.histograms.push({
          nBins: n,
          shares: banded(shares, band),
          cumulative: {
            mean: ecdf,
            lower: ecdfBand.simultaneousLower,
            upper: ecdfBand.simultaneousUpper,
          },
        });
        const scores = intervalScores(masses, truth, resampling);
        record.intervals.push({
          nBins: n,
          score: scores.map(({ score }) => valueAndError(score)),
          width: scores.map(({ width }) => valueAndError(width)),
        });
        record.joint.push({ nBins: n, ...banded(joint.coverage, joint.band) });
      }
      record.jointNominal.splice(0, Infinity, ...joint.nominal);
      progress(i + 1, nBins.length, `${n} x ${n} bins`);
    }
    return { record: record };
  },
});
