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
import type { RanksSeries, Tested } from "./schema.ts";
import { isNear, moreReplicates } from "./simulated.ts";
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
  /** The p-value that decides at the finest binning of `curvesAt`; simulations near to it are ten times as many. */
  readonly line?: number;
}

/** Record of a cell of ranks. */
export interface RanksRecord extends Omit<RanksSeries, "method" | "protocol"> {
  readonly jointNominal: number[];
}

/** Fewest independent draws for joint regions. */
const fewestDraws = 4;

/** A measure with its p-value, from ten times as many simulations where that lies near the line. */
function withMore<T extends { readonly distance: Tested }>(
  count: number,
  line: number | undefined,
  measure: (count: number) => T,
): T & { readonly distance: Tested } {
  const first = measure(count);
  if (line === undefined || !isNear(first.distance, line)) return first;
  const replicates = moreReplicates(count);
  const second = measure(replicates);
  return { ...second, distance: { ...second.distance, replicates } };
}

/** Cell kind "ranks": rank histograms, tests of uniformity and scores from the masses of all runs. */
export const ranksKind = cellKind<RanksConfig, RanksRecord>({
  name: "ranks",
  version: 4,
  run(config, { seed, inputs, progress }) {
    const { nBins, curvesAt, groups, replicates } = config;
    const stream = Stream.fromSeed(seed).split("ranks", config.protocol, config.method);
    const decisive = Math.max(...curvesAt);
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
      const simulation = (name: string, count = replicates) => ({
        stream: binning.split(name),
        replicates: count,
      });
      const bootstrap = binning.split("bootstrap");
      const line = n === decisive ? config.line : undefined;
      const ranks = withMore(
        replicates,
        line,
        (count) => measureRanks(compared, { ...simulation("uniformity", count), groups }),
      );
      // Joint regions need enough effectively independent draws.
      const joint = masses.draws / Math.ceil(autocorrelationTime) >= fewestDraws
        ? withMore(
          replicates,
          line,
          (count) => measureJoint(compared, simulation("joint", count)),
        )
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
