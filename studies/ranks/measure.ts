/**
 * Ranks of the truth among the draws of one method, over all runs, and the scores of the draws.
 *
 * @module
 */
import { coverage } from "../../core/calibration/mod.ts";
import {
  measureCalibrationError,
  measureCorrelationTime,
  measureIntervals,
  measureJoint,
  measureRanks,
  measureScores,
} from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";
import type { RanksSeries } from "./schema.ts";
import { cellKind } from "../../runner/cell.ts";
import { valueAndError } from "../../core/estimate.ts";
import { type CountingConfig, type MassesConfig, massesOfRuns } from "../shared/masses.ts";

/** Configuration of a cell of ranks. */
export interface RanksConfig extends Pick<MassesConfig, "nBins">, CountingConfig {
  /** Numbers of bins whose histograms and curves are part of the results. */
  readonly curvesAt: readonly number[];
  /** Number of groups of ranks of a histogram. */
  readonly groups: number;
  /** Simulated calibrated posteriors behind each p-value. */
  readonly replicates: number;
}

/** Record of a cell of ranks. */
export interface RanksRecord extends Omit<RanksSeries, "method" | "protocol"> {
  readonly jointNominal: number[];
}

/** Fewest independent draws for joint regions. */
const fewestDraws = 4;

/** Cell kind "ranks": rank histograms, tests of uniformity and scores from the masses of all runs. */
export const ranksKind = cellKind<RanksConfig, RanksRecord>({
  name: "ranks",
  version: 3,
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
      const binning = stream.split(n);
      const autocorrelationTime = measureCorrelationTime(masses, {
        stream: binning.split("order"),
      });
      const compared = { masses, truth: 1 / (n * n), autocorrelationTime };
      const simulation = (name: string) => ({ stream: binning.split(name), replicates });
      const bootstrap = binning.split("bootstrap");
      const ranks = measureRanks(compared, { ...simulation("uniformity"), groups });
      // Joint regions need enough effectively independent draws.
      const joint = masses.draws / Math.ceil(autocorrelationTime) >= fewestDraws
        ? measureJoint(compared, simulation("joint"))
        : undefined;
      const { score, spread, ratio } = measureScores(compared, { stream: bootstrap });
      const { absolute, signed } = measureCalibrationError(
        compared,
        coverage(masses, compared.truth),
        { ...simulation("coverage"), bootstrap },
      );
      const { shares, cumulative, ...tests } = ranks;
      record.rows.push({
        nBins: n,
        autocorrelationTime,
        ...tests,
        joint: joint?.distance ?? null,
        score: valueAndError(score),
        scorePerRun: score.perRun,
        spread: valueAndError(spread),
        ratio,
        absolute,
        signed,
      });
      if (curvesAt.includes(n)) {
        record.histograms.push({ nBins: n, shares, cumulative });
        record.intervals.push({
          nBins: n,
          ...measureIntervals(compared, { stream: bootstrap }),
        });
        if (joint !== undefined) record.joint.push({ nBins: n, ...joint.coverage });
      }
      if (joint !== undefined) record.jointNominal.splice(0, Infinity, ...joint.nominal);
      progress(i + 1, nBins.length, `${n} x ${n} bins`);
    }
    return { record };
  },
});
