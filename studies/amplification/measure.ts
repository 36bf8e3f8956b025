/**
 * Measures the amplification of one method over all runs.
 *
 * @module
 */
import {
  amplification,
  claimedAndAchieved,
  closure,
  powerLawOverRuns,
} from "../../core/amplification/mod.ts";
import { measureCorrelationTime } from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";
import type { AmplificationSeries } from "./schema.ts";
import { cellKind } from "../../runner/cell.ts";
import { meanOverRuns, type RunsEstimate, valueAndError } from "../../core/estimate.ts";
import {
  type CountingConfig,
  type MassesConfig,
  massesOfRuns,
  pointsPerDraw,
} from "../shared/masses.ts";

/** Configuration of an amplification cell. */
export interface AmplificationConfig
  extends Pick<MassesConfig, "target" | "nBins">, CountingConfig {
  /** Training events of each run. */
  readonly nTrain: number;
  /** Number of the finest binnings to which the power law is fitted. */
  readonly fitted: number;
}

/** Record of an amplification cell. */
export type AmplificationRecord = Omit<AmplificationSeries, "method" | "protocol">;

/** Independent draws that the estimate without bias needs; fewer have no amplification. */
const fewestIndependent = 4;

type PerRun = AmplificationRecord["rows"][number]["std"];

/** A quantity over runs, in the form of results. */
function perRun(estimate: RunsEstimate): PerRun {
  const { perRun } = estimate;
  return { mean: valueAndError(estimate), min: Math.min(...perRun), max: Math.max(...perRun) };
}

/** Cell kind "amplification": equivalent true events and closure from the masses of all runs. */
export const amplificationKind = cellKind<AmplificationConfig, AmplificationRecord>({
  name: "amplification",
  version: 3,
  run(config, { seed, inputs, progress }) {
    const { nBins, nTrain, fitted, protocol } = config;
    const rows: AmplificationRecord["rows"] = [];
    // Of every binning the amplifications of the runs, by the paper's estimator and without bias.
    const paper: number[][] = [], unbiased: (number[] | null)[] = [];
    for (const [i, n] of nBins.entries()) {
      const masses = massesOfRuns(inputs, config, n, seed);
      const bins = n * n, truth = 1 / bins;
      const points = pointsPerDraw(protocol, bins);
      const std = amplification(masses, nTrain);
      const autocorrelationTime = measureCorrelationTime(masses, {
        stream: Stream.fromSeed(seed).split("order", protocol, config.method, n),
      });
      const corrected = masses.draws / autocorrelationTime >= fewestIndependent
        ? amplification(masses, nTrain, { estimator: "unbiased", autocorrelationTime })
        : null;
      const counted = (estimator: "naive" | "mean" | "binomial") => {
        if (points === undefined) return null;
        const estimate = amplification(masses, nTrain, { estimator, pointsPerDraw: points });
        // The binomial estimate is infinite if counts scatter exactly as Poisson's.
        return Number.isFinite(estimate.value) ? perRun(estimate) : null;
      };
      const sized = closure(masses, truth);
      const naive = points === undefined
        ? null
        : closure(masses, truth, { sizing: "naive", pointsPerDraw: points });
      const { achieved } = claimedAndAchieved(masses, truth, nTrain, {
        stream: Stream.fromSeed(seed).split("achieved", config.method, n),
      });
      rows.push({
        nBins: n,
        bins,
        autocorrelationTime,
        unbiased: corrected && perRun(corrected),
        std: perRun(std),
        naive: counted("naive"),
        mean: counted("mean"),
        binomial: counted("binomial"),
        achieved: perRun(meanOverRuns(achieved.perRun)),
        divergence: perRun(sized.generated),
        divergenceNaive: naive && naive.expected.value,
        divergenceStd: sized.expected.value,
        fromDivergence: perRun(meanOverRuns(sized.achieved.perRun.map((n) => n / nTrain))),
      });
      paper.push(std.perRun);
      unbiased.push(corrected && corrected.perRun);
      progress(i + 1, nBins.length, `${n} x ${n} bins`);
    }
    const finest = rows.slice(-fitted);
    const x = finest.map(({ bins }) => bins);
    const fit = (residuals: "linear" | "logarithmic", values: readonly (number[] | null)[]) => {
      const used = values.slice(-fitted).filter((perRun) => perRun !== null);
      if (used.length < Math.max(3, finest.length)) return null;
      const y = used[0].map((_, run) => used.map((perRun) => perRun[run]));
      const stream = Stream.fromSeed(seed).split("fit", config.method, residuals);
      const { a, b } = powerLawOverRuns(x, y, { residuals, stream });
      return { a: valueAndError(a), b: valueAndError(b) };
    };
    const record: AmplificationRecord = {
      rows,
      fit: { linear: fit("linear", paper), logarithmic: fit("logarithmic", unbiased) },
    };
    return { record: record };
  },
});
