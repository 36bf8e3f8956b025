/**
 * Consistency of the draws: measures that need no truth.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { placesAlong } from "../calibration/marginal.ts";
import { drawMoments } from "../calibration/moments.ts";
import { bootstrapRuns } from "../calibration/runs.ts";
import type { Tested } from "../calibration/uniformity.ts";
import type { Stream } from "../random.ts";
import { jackknifeError } from "./jackknife.ts";
import { correlationTime, measureOrder, type OrderMeasures } from "./order.ts";
import type { Estimate } from "../estimate.ts";
import { type Absent, absent, attempt, isPresent } from "./absent.ts";

/** Spread of the draws, and tests of their exchangeability. */
export interface ConsistencyMeasures {
  /** Mean over bins with mass of the draws' standard deviation over their mean. */
  readonly relativeSpread: Estimate | Absent;
  /** The same at every place on each axis, averaged over the bins there and runs; null without mass. */
  readonly spreadAlong: (number | null)[][] | Absent;
  /** Smallest and largest sum of the masses of a draw. */
  readonly total: { readonly lower: number; readonly upper: number };
  /** See {@linkcode OrderMeasures}. */
  readonly neighbours: Tested | Absent;
  /** See {@linkcode OrderMeasures}. */
  readonly halves: Tested | Absent;
  /** See {@linkcode OrderMeasures}. */
  readonly farthest: OrderMeasures["farthest"];
  /** Draws that are worth one independent draw; see {@linkcode correlationTime}. */
  readonly autocorrelationTime: number;
  /**
   * Variance of the runs' means over the mean variance of their draws: about 1 + 1/D if the draws
   * scatter as much as fits to different training sets, more if they scatter too little.
   */
  readonly runs: Estimate | Absent;
}

/** Options of {@linkcode measureConsistency}. */
export interface ConsistencyOptions {
  /** Random numbers of the orders, and of errors between runs. */
  readonly stream: Stream;
  /** Orders of the draws behind each p-value. */
  readonly replicates: number;
}

/** Variance between the means of runs over that of their draws. */
function betweenRuns(masses: Masses): Estimate | Absent {
  const { runs, draws } = masses;
  if (runs < 2) return absent("Comparing runs needs more than one run");
  checkInteger("compare runs", "number of draws", draws, 2);
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(masses);
  const overall = new Float64Array(bins);
  for (let i = 0; i < mean.length; i++) overall[i % bins] += mean[i] / runs;
  const inner = new Float64Array(runs), product = new Float64Array(runs * runs);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      if (overall[bin] === 0) continue;
      inner[run] += variance[run * bins + bin] * draws / (draws - 1) / overall[bin];
      for (let other = 0; other < run; other++) {
        const difference = mean[run * bins + bin] - mean[other * bins + bin];
        product[run * runs + other] += difference * difference / overall[bin];
      }
    }
  }
  const within = inner.reduce((sum, x) => sum + x, 0) / runs;
  if (!(within > 0)) {
    throw new RangeError(
      `Cannot compare runs as their draws must differ: current value is a spread of ${within}`,
    );
  }
  /** Ratio of all runs but run `left`; of all runs for -1. */
  const ratio = (left: number) => {
    let between = 0, inside = 0;
    const count = left < 0 ? runs : runs - 1;
    for (let run = 0; run < runs; run++) {
      if (run === left) continue;
      inside += inner[run] / count;
      for (let other = 0; other < run; other++) {
        if (other !== left) between += product[run * runs + other];
      }
    }
    return between / (count * (count - 1)) / inside;
  };
  const value = ratio(-1);
  if (runs < 3) return { value, error: null };
  const replicates = Array.from({ length: runs }, (_, run) => ratio(run));
  return Number.isFinite(replicates.reduce((sum, x) => sum + x, 0))
    ? { value, error: jackknifeError(replicates) }
    : { value, error: null };
}

/** Mean over bins with mass of the draws' relative spread, for each run and along each axis. */
function spreads(masses: Masses, stream: Stream) {
  const { runs, draws, shape } = masses;
  checkInteger("measure the spread of draws", "number of draws", draws, 2);
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(masses);
  const perRun = new Float64Array(runs), full = new Float64Array(runs);
  const together = shape.map((count) => count / placesAlong(count));
  const sums = shape.map((count) => new Float64Array(placesAlong(count)));
  const counts = sums.map((places) => new Float64Array(places.length));
  for (let i = 0; i < mean.length; i++) {
    if (!(mean[i] > 0)) continue;
    const relative = Math.sqrt(variance[i] * draws / (draws - 1)) / mean[i];
    const run = Math.floor(i / bins);
    perRun[run] += relative;
    full[run]++;
    for (let axis = shape.length - 1, bin = i % bins; axis >= 0; axis--) {
      const at = Math.floor(bin % shape[axis] / together[axis]);
      bin = Math.floor(bin / shape[axis]);
      sums[axis][at] += relative;
      counts[axis][at]++;
    }
  }
  if (full.some((count) => count === 0)) {
    throw new RangeError(
      "Cannot measure the spread of draws as a bin must have mass: current value is 0 in every bin",
    );
  }
  const [relativeSpread] = bootstrapRuns(
    runs,
    (w) => [perRun.reduce((sum, x, run) => sum + w[run] * x / full[run], 0)],
    { stream: stream.split("spread") },
  );
  return {
    relativeSpread,
    along: sums.map((values, axis) =>
      Array.from(values, (sum, at) => counts[axis][at] > 0 ? sum / counts[axis][at] : null)
    ),
  };
}

/** Standard error of the mean relative spread of one run, by the jackknife over draws. */
function spreadError(masses: Masses): number | null {
  const { draws, values } = masses;
  if (draws < 3) return null;
  const bins = binCount(masses);
  // Of each draw that is left out: the sum, and the bins that still have mass.
  const sums = new Float64Array(draws), full = new Float64Array(draws);
  for (let bin = 0; bin < bins; bin++) {
    let mean = 0, squares = 0;
    for (let d = 0; d < draws; d++) mean += values[d * bins + bin] / draws;
    if (!(mean > 0)) continue;
    for (let d = 0; d < draws; d++) {
      const difference = values[d * bins + bin] - mean;
      squares += difference * difference;
    }
    for (let d = 0; d < draws; d++) {
      const difference = values[d * bins + bin] - mean;
      const remaining = Math.max(0, squares - difference * difference * draws / (draws - 1));
      const without = mean - difference / (draws - 1);
      if (!(without > 0)) continue;
      sums[d] += Math.sqrt(remaining / (draws - 2)) / without;
      full[d]++;
    }
  }
  return jackknifeError(Array.from(sums, (sum, d) => sum / full[d]));
}

/**
 * Measures how the draws scatter, and whether they are exchangeable: neighbouring draws with other
 * pairs, the first half with the second, single draws with the others, and runs with the draws of one
 * run. No truth enters.
 *
 * The p-values come from permutation tests: if draws are exchangeable, all orders are equally likely.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @returns Pure numbers and p-values; absent with a reason if not available.
 */
export function measureConsistency(
  masses: Masses,
  options: ConsistencyOptions,
): ConsistencyMeasures {
  const { runs, draws, values } = masses;
  const bins = binCount(masses);
  const totals = Array.from({ length: runs * draws }, (_, i) => {
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) sum += values[i * bins + bin];
    return sum;
  });
  const range = totals.reduce(
    ({ lower, upper }, x) => ({ lower: Math.min(lower, x), upper: Math.max(upper, x) }),
    { lower: Infinity, upper: -Infinity },
  );
  const spread = attempt(() => spreads(masses, options.stream));
  const { stream, replicates } = options;
  const order = attempt(() => measureOrder(masses, { stream: stream.split("orders"), replicates }));
  return {
    relativeSpread: !isPresent(spread) ? spread : {
      value: spread.relativeSpread.value,
      error: runs > 1 ? spread.relativeSpread.error : spreadError(masses),
    },
    spreadAlong: isPresent(spread) ? spread.along : spread,
    total: range,
    neighbours: isPresent(order) ? order.neighbours : order,
    halves: isPresent(order) ? order.halves : order,
    farthest: isPresent(order) ? order.farthest : order,
    autocorrelationTime: correlationTime(masses, order),
    runs: attempt(() => betweenRuns(masses)),
  };
}
