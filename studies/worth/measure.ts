/**
 * The worth of one method's posterior over all runs: its parts, its comparison with the truth, its
 * dependence on the first axis, and its break-even.
 *
 * @module
 */
import {
  amplificationSplit,
  averagingAchieved,
  averagingAmplification,
  claimedAndAchieved,
  kolmogorovQuantile,
} from "../../core/amplification/mod.ts";
import { binCount, type Masses } from "../../core/binning/mod.ts";
import { bootstrapRuns, drawMoments } from "../../core/calibration/mod.ts";
import { pow } from "../../core/elementary.ts";
import { measureCorrelationTime } from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { cellKind } from "../../runner/cell.ts";
import type { WorthSeries } from "./schema.ts";
import { valueAndError } from "../../core/estimate.ts";
import { crossing } from "../shared/break_even.ts";
import { type CountingConfig, type MassesConfig, massesOfRuns } from "../shared/masses.ts";

/** Configuration of a cell of worth. */
export interface WorthConfig extends Pick<MassesConfig, "target" | "nBins">, CountingConfig {
  /** Training events of each run. */
  readonly nTrain: number;
  /** Generated points for each bin, for the counting noise. */
  readonly pointsPerBin: number;
  /** Number of bins of the volumes along the first axis. */
  readonly volumesAt: number;
}

/** Record of a cell of worth. */
export interface WorthRecord extends Pick<WorthSeries, "rows" | "volumes" | "breakEven"> {
  /** Largest distance along the exact likelihood ratio of the finest bins, and its amplification, by run. */
  readonly exact: { readonly distance: number; readonly amplification: number }[];
}

/** Masses of one row along the first axis. */
function rowOf({ runs, draws, shape: [rows, ...shape], values }: Masses, row: number): Masses {
  const count = binCount({ shape });
  const out = new Float64Array(runs * draws * count);
  for (let i = 0; i < runs * draws; i++) {
    const from = (i * rows + row) * count;
    out.set(values.subarray(from, from + count), i * count);
  }
  return { runs, draws, shape, values: out };
}

/** Cell kind "worth": amplification claimed, achieved and forecast from the masses of all runs. */
export const worthKind = cellKind<WorthConfig, WorthRecord>({
  name: "worth",
  version: 3,
  run(config, { seed, inputs, progress }) {
    const { nBins, nTrain, pointsPerBin, volumesAt } = config;
    const toy = target(config.target);
    const axes = toy.axes.length;
    const stream = Stream.fromSeed(seed).split("worth", config.protocol, config.method);
    const rows: WorthRecord["rows"] = [];
    let volumes: WorthRecord["volumes"] | undefined;
    let exact: WorthRecord["exact"] = [];
    for (const [i, n] of nBins.entries()) {
      const masses = massesOfRuns(inputs, config, n, seed);
      const bins = binCount(masses), truth = 1 / bins;
      const binning = stream.split(n);
      const resampling = { stream: binning.split("bootstrap") };
      const split = amplificationSplit(masses, nTrain, pointsPerBin * bins);
      const compared = claimedAndAchieved(masses, truth, nTrain, resampling);
      rows.push({
        nBins: n,
        autocorrelationTime: measureCorrelationTime(masses, { stream: binning.split("order") }),
        bins,
        posterior: split.posterior,
        counted: split.counted,
        cap: split.cap,
        claimed: compared.claimed,
        achieved: compared.achieved,
        ratio: compared.ratio,
        systematicShare: compared.systematicShare,
      });
      if (n === volumesAt) {
        const centres: number[] = [];
        const forecast: { value: number; error: number | null }[] = [];
        const achieved: typeof forecast = [], ratio: typeof forecast = [];
        for (let row = 0; row < n; row++) {
          const part = rowOf(masses, row);
          const forecasts = averagingAmplification(part, nTrain).overall.perRun;
          const achievements = averagingAchieved(part, truth, nTrain).overall.perRun;
          // Squared errors are averaged over runs, so amplifications are harmonic means.
          const estimates = bootstrapRuns(masses.runs, (weights) => {
            const mean = (values: readonly number[]) =>
              1 / values.reduce((sum, x, run) => sum + weights[run] / x, 0);
            const [f, a] = [mean(forecasts), mean(achievements)];
            return [f, a, f / a];
          }, resampling).map(valueAndError);
          centres.push(toy.axes[0].quantile((row + 0.5) / n));
          forecast.push(estimates[0]);
          achieved.push(estimates[1]);
          ratio.push(estimates[2]);
        }
        volumes = { nBins: n, centres, forecast, achieved, ratio };
      }
      if (i === nBins.length - 1) {
        const { mean } = drawMoments(masses);
        const median = kolmogorovQuantile(0.5);
        exact = Array.from({ length: masses.runs }, (_, run) => {
          // The largest distance along the likelihood ratio is where the ratio is 1.
          let distance = 0;
          for (const mu of mean.subarray(run * bins, (run + 1) * bins)) {
            distance += Math.max(0, truth - mu);
          }
          return { distance, amplification: median * median / (distance * distance * nTrain) };
        });
      }
      progress(i + 1, nBins.length, `${n} x ${n} bins`);
    }
    if (volumes === undefined) {
      throw new RangeError(
        `Cannot measure what a sample is worth as the binnings must include that of the volumes, ${volumesAt}: current value is ${nBins}`,
      );
    }
    const bins = rows.map(({ bins }) => bins);
    const alongEach = (bins: number) => pow(bins, 1 / axes);
    const record: WorthRecord = {
      rows,
      volumes,
      breakEven: {
        claimed: crossing(bins, rows.map(({ claimed }) => claimed.perRun), alongEach),
        achieved: crossing(bins, rows.map(({ achieved }) => achieved.perRun), alongEach),
      },
      exact,
    };
    return { record: record };
  },
});
