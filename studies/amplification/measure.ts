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

type PerRun = AmplificationRecord["rows"][number]["std"];

/** A quantity over runs, in the form of results. */
function perRun(estimate: RunsEstimate): PerRun {
  const { perRun } = estimate;
  return { mean: valueAndError(estimate), min: Math.min(...perRun), max: Math.max(...perRun) };
}

/** Cell kind "amplification": equivalent true events and closure from the masses of all runs. */
export const amplificationKind = cellKind<AmplificationConfig, AmplificationRecord>({
  name: "amplification",
  version: 2,
  run(config, { seed, inputs, progress }) {
    const { nBins, nTrain, fitted, protocol } = config;
    const rows: AmplificationRecord["rows"] = [];
    const claimed: number[][] = [];
    for (const [i, n] of nBins.entries()) {
      const masses = massesOfRuns(inputs, config, n, seed);
      const bins = n * n, truth = 1 / bins;
      const points = pointsPerDraw(protocol, bins);
      const std = amplification(masses, nTrain);
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
      claimed.push(std.perRun);
      progress(i + 1, nBins.length, `${n} x ${n} bins`);
    }
    const finest = rows.slice(-fitted);
    const x = finest.map(({ bins }) => bins);
    const y = claimed[0].map((_, run) => claimed.slice(-fitted).map((row) => row[run]));
    const fit = (residuals: "linear" | "logarithmic") => {
      if (finest.length < 3) return null;
      const stream = Stream.fromSeed(seed).split("fit", config.method, residuals);
      const { a, b } = powerLawOverRuns(x, y, { residuals, stream });
      return { a: valueAndError(a), b: valueAndError(b) };
    };
    const record: AmplificationRecord = {
      rows,
      fit: { linear: fit("linear"), logarithmic: fit("logarithmic") },
    };
    return { record: record };
  },
});
