/**
 * Uncertainty from runs. The bins of one run come from one training and are correlated, while runs are
 * independent: means, errors and resamplings are over runs, never over bins.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import type { RunsEstimate } from "../estimate.ts";
import type { Stream } from "../random.ts";

/** Options of {@linkcode bootstrapRuns}. */
export interface BootstrapOptions {
  /** Source of the resamples; required from 9 runs on, where they are drawn instead of enumerated. */
  readonly stream?: Stream;
  /** Resamples that are drawn from 9 runs on, default 2000. */
  readonly replicates?: number;
}

const ENUMERATED_RUNS = 8;

/** Every resample of up to 8 runs with its probability, or a random sample of them. */
function resamples(
  runs: number,
  options: BootstrapOptions,
): { weights: Float64Array; probability: number }[] {
  if (runs > ENUMERATED_RUNS) {
    const { stream, replicates = 2000 } = options;
    if (stream === undefined) {
      throw new TypeError(
        `Cannot bootstrap runs as a stream must be given for more than ${ENUMERATED_RUNS} runs: current value is ${runs}`,
      );
    }
    checkInteger("bootstrap runs", "number of replicates", replicates, 2);
    // The same resamples for every statistic, regardless of earlier draws from the stream.
    const resampling = stream.split("runs");
    return Array.from({ length: replicates }, () => {
      const weights = new Float64Array(runs);
      for (let i = 0; i < runs; i++) weights[resampling.integer(runs)] += 1 / runs;
      return { weights, probability: 1 / replicates };
    });
  }
  const out: { weights: Float64Array; probability: number }[] = [];
  const counts = new Array<number>(runs).fill(0);
  const visit = (run: number, left: number, probability: number) => {
    if (run === runs - 1) {
      let p = probability;
      for (let i = 2; i <= left; i++) p /= i;
      counts[run] = left;
      out.push({ weights: Float64Array.from(counts, (c) => c / runs), probability: p });
      return;
    }
    let p = probability;
    for (let count = 0; count <= left; count++) {
      if (count > 1) p /= count;
      counts[run] = count;
      visit(run + 1, left - count, p);
    }
  };
  let factor = 1;
  for (let i = 2; i <= runs; i++) factor *= i / runs;
  visit(0, runs, factor / runs);
  return out;
}

/**
 * Cluster bootstrap over runs: standard errors of statistics of run averages, such as a mean absolute
 * deviation, that are not averages themselves.
 *
 * Up to 8 runs the bootstrap is ideal: it enumerates every way to draw as many runs with replacement,
 * weighted by its multinomial probability, without random numbers. The standard deviation over
 * resamples is multiplied by sqrt(runs / (runs - 1)), which gives the usual standard error if the
 * statistic is a mean (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
 *
 * @param runs Number of runs.
 * @param statistic Statistics as a function of the weight of each run, `[runs]` with sum 1.
 * @returns The statistics for equal weights, their standard errors (null for one run, or if a statistic
 * is not finite in a resample), and the statistics of each run alone.
 * @throws {TypeError} If there are more than 8 runs and no stream.
 *
 * @example For a mean, the standard error of the mean
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { bootstrapRuns } from "./mod.ts";
 *
 * const x = [1, 2, 4];
 * const [mean] = bootstrapRuns(3, (w) => [x[0] * w[0] + x[1] * w[1] + x[2] * w[2]]);
 * assertAlmostEquals(mean.value, 7 / 3, 1e-12);
 * assertAlmostEquals(mean.error!, Math.sqrt(7 / 9), 1e-12);
 * ```
 */
export function bootstrapRuns(
  runs: number,
  statistic: (weights: Float64Array) => ArrayLike<number>,
  options: BootstrapOptions = {},
): RunsEstimate[] {
  checkInteger("bootstrap runs", "number of runs", runs, 1);
  const value = Array.from(statistic(new Float64Array(runs).fill(1 / runs)));
  const alone = Array.from(
    { length: runs },
    (_, run) => Array.from(statistic(Float64Array.from({ length: runs }, (_, i) => +(i === run)))),
  );
  const mean = value.map(() => 0);
  const square = value.map(() => 0);
  if (runs > 1) {
    for (const { weights, probability } of resamples(runs, options)) {
      const replicate = statistic(weights);
      for (let i = 0; i < value.length; i++) {
        // Differences from the estimate, so that the variance does not cancel.
        const difference = replicate[i] - value[i];
        mean[i] += probability * difference;
        square[i] += probability * difference * difference;
      }
    }
  }
  return value.map((v, i) => {
    const variance = Math.max(0, square[i] - mean[i] * mean[i]) * runs / (runs - 1);
    return {
      value: v,
      error: runs === 1 || !Number.isFinite(variance) ? null : Math.sqrt(variance),
      perRun: alone.map((row) => row[i]),
    };
  });
}
