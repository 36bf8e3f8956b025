/**
 * Simulated runs of perfectly calibrated posteriors, whose truth is exchangeable with their draws.
 *
 * @module
 */
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import type { Counts } from "../counts.ts";
import type { Stream } from "../random.ts";
import { simulatedChains, standardChains } from "./autocorrelation.ts";
import { countBelow, eachBin, ShortSort } from "./draws.ts";
import { ranksOfDraws } from "./ranks.ts";
import type { CountedDraw, SharedSamples } from "./shared_samples.ts";

/**
 * Correlation of the bins of a simulated run.
 *
 * * `"posterior"`: that of the given posterior. In each run one draw, chosen at random, is the truth of the
 *   others. Neighbouring bins of a smooth density are correlated, which widens the band; draws of a chain
 *   should be thinned to independence.
 * * `"independent"`: none. The band is too narrow for smooth densities; the textbook floor.
 * * `"sum"`: by the total only: independent Gaussian bins whose sum is fixed to 1. Costs runs x (draws + 1)
 *   x bins random numbers for each replicate; differs from "independent" only for few bins.
 */
export type BinCorrelation = "posterior" | "independent" | "sum";

/** Options of every simulation of calibrated posteriors. */
export interface SimulationOptions {
  /** Source of the simulated numbers. */
  readonly stream: Stream;
  /** Default "posterior". */
  readonly correlation?: BinCorrelation;
  /** Simulated sets of runs, default 400. */
  readonly replicates?: number;
  /** Probability inside the band, default 0.95. */
  readonly probability?: number;
  /**
   * Position of the given truth in each bin: its rank, 0 to D, plus a uniform number from 0 to 1,
   * `[runs, bins]`. With the correlation "posterior" replicates also choose this run, which makes
   * p-values those of a permutation test: with D draws and one run none is below 1 / (D + 1).
   */
  readonly truth?: Float64Array;
  /** Autocorrelation time of the draws, in draws; default 1, independent. See {@linkcode rankShares}. */
  readonly autocorrelationTime?: number;
  /** Probabilities of the ranks, default {@linkcode rankShares} of that time, which takes long. */
  readonly shares?: Float64Array;
  /** The sample, if the truth is a finite sample that all runs share. */
  readonly sample?: SharedSamples;
}

/** Source of a simulation: masses, or sizes alone if the correlation is not "posterior". */
export type Simulated = Masses | Pick<Masses, "runs" | "draws" | "shape">;

/** Options with their defaults filled in. */
export type SimulationSettings =
  & Required<Omit<SimulationOptions, "truth" | "shares" | "sample">>
  & Pick<SimulationOptions, "truth" | "shares" | "sample">;

/**
 * Checks options and fills in the defaults.
 *
 * @throws {RangeError} If there are fewer than 2 replicates or the probability is not between 0 and 1.
 */
export function simulationSettings(options: SimulationOptions): SimulationSettings {
  const { correlation = "posterior", replicates = 400, probability = 0.95, stream } = options;
  const { autocorrelationTime = 1, truth, shares, sample } = options;
  const act = "simulate calibrated posteriors";
  checkInteger(act, "number of replicates", replicates, 2);
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(
      `Cannot ${act} as the probability must be between 0 and 1: current value is ${probability}`,
    );
  }
  if (!(autocorrelationTime >= 1)) {
    throw new RangeError(
      `Cannot ${act} as the autocorrelation time must be at least 1: current value is ${autocorrelationTime}`,
    );
  }
  return {
    correlation,
    replicates,
    probability,
    stream,
    autocorrelationTime,
    truth,
    shares,
    sample,
  };
}

/**
 * Simulates one run: for each bin the rank of an exchangeable truth, 0 to D, plus a uniform number for
 * its position between two draws.
 */
type Simulator = (stream: Stream, out: Float64Array) => void;

/** A uniform number from 0 to `bound`, whose integer part and fraction are practically independent. */
function uniformTo(bound: number, stream: Stream): number {
  return (stream.uint32() + 0.5) * (bound / 4294967296);
}

function independentBins(draws: number): Simulator {
  return (stream, out) => {
    for (let bin = 0; bin < out.length; bin++) out[bin] = uniformTo(draws + 1, stream);
  };
}

function fixedSum(draws: number): Simulator {
  return (stream, out) => {
    const truth = new Float64Array(out.length);
    const draw = new Float64Array(out.length);
    const centred = (values: Float64Array) => {
      stream.normals(values);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      for (let bin = 0; bin < values.length; bin++) values[bin] -= mean;
    };
    centred(truth);
    for (let bin = 0; bin < out.length; bin++) out[bin] = uniformTo(1, stream);
    for (let d = 0; d < draws; d++) {
      centred(draw);
      for (let bin = 0; bin < out.length; bin++) if (draw[bin] < truth[bin]) out[bin]++;
    }
  };
}

/**
 * One more exchangeable draw lies below a truth of rank r among D - 1 draws with probability (r + 1) / (D + 1).
 *
 * @param urn A uniform number from 0 to D + 1.
 */
function addDraw(rank: number, urn: number): number {
  const ball = Math.floor(urn);
  return rank + (ball <= rank ? 1 : 0) + (urn - ball);
}

/**
 * Simulator in which one draw is the truth of the others; its ranks among D - 1 draws become ranks
 * among D by Polya's urn.
 *
 * @param ranks Ranks of that draw among the others, `[bins]`.
 */
function drawAsTruth(ranks: Counts, draws: number): Simulator {
  return (stream, out) => {
    for (let bin = 0; bin < out.length; bin++) {
      out[bin] = addDraw(ranks[bin], uniformTo(draws + 1, stream));
    }
  };
}

/**
 * Probabilities of the ranks of an independent truth among the draws of a chain: correlated draws
 * surround it less often than independent ones. The chain is a stationary Gaussian autoregression of
 * first order with the given autocorrelation time.
 *
 * @param time Autocorrelation time tau, draws; the correlation of neighbours is (tau - 1) / (tau + 1).
 * @returns Probabilities of the ranks 0 to D, `[draws + 1]`.
 *
 * @example Draws that are nearly the same lie on one side of the truth
 * ```ts
 * import { assertGreater } from "@std/assert";
 * import { rankShares } from "./mod.ts";
 *
 * const shares = rankShares(10, 1000);
 * assertGreater(shares[0] + shares[10], 0.9);
 * ```
 */
export function rankShares(draws: number, time: number): Float64Array {
  const shares = new Float64Array(draws + 1);
  if (time === 1) return shares.fill(1 / (draws + 1));
  const short = new ShortSort(draws);
  for (const chain of standardChains(draws, time)) {
    // A chain and its mirror image are equally likely.
    const below = short.sort(chain).map((x) => normalCdf(x, 0, 1));
    for (let rank = 0; rank <= draws; rank++) {
      const share = (rank < draws ? below[rank] : 1) - (rank > 0 ? below[rank - 1] : 0);
      shares[rank] += share / (2 * simulatedChains);
      shares[draws - rank] += share / (2 * simulatedChains);
    }
  }
  return shares;
}

/** Transforms positions that are uniform from 0 to D + 1 to the given probabilities of ranks. */
function placesOf(shares: Float64Array): (places: Float64Array) => void {
  const count = shares.length;
  const upTo = new Float64Array(count + 1);
  for (let rank = 0; rank < count; rank++) upTo[rank + 1] = upTo[rank] + shares[rank];
  return (places) => {
    for (let bin = 0; bin < places.length; bin++) {
      const uniform = places[bin] / count;
      let low = 0, high = count - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (uniform < upTo[middle + 1]) high = middle;
        else low = middle + 1;
      }
      const within = (uniform - upTo[low]) / shares[low];
      places[bin] = low + Math.min(Math.max(within, 0), 1 - 1e-9);
    }
  };
}

/**
 * Simulators of runs in which one draw is the truth, counted on a sample that all runs share.
 *
 * @param noisy The draws with counting noise, as compared with the sample.
 */
function countedTogether(
  noisy: Masses,
): (run: number, counted: CountedDraw) => Simulator {
  const { runs, draws, values } = noisy;
  const bins = binCount(noisy);
  const sorted = new Float64Array(runs * bins * draws);
  const urns = new Float64Array(bins);
  const short = new ShortSort(draws);
  eachBin(noisy, (run, bin, row) => {
    sorted.set(short.sort(row), (run * bins + bin) * draws);
  });
  return (run, counted) => (stream, out) => {
    const draw = stream.integer(draws);
    counted(run, draw, stream, out);
    stream.uniforms(urns);
    for (let bin = 0; bin < bins; bin++) {
      const truth = out[bin];
      const from = (run * bins + bin) * draws;
      let below = countBelow(sorted, truth, from, from + draws), ties = 0;
      while (below + ties < draws && sorted[from + below + ties] === truth) ties++;
      // The draw itself is not among the others.
      const itself = values[(run * draws + draw) * bins + bin];
      if (itself < truth) below--;
      else if (itself === truth) ties--;
      const rank = below + (ties > 0 ? stream.integer(ties + 1) : 0);
      out[bin] = addDraw(rank, urns[bin] * (draws + 1));
    }
  };
}

/**
 * Sum of the arrays of all runs, in their order.
 *
 * @param sum Overwritten; default a new array.
 */
export function sumOfRuns(
  runs: readonly Float64Array[],
  sum: Float64Array = new Float64Array(runs[0].length),
): Float64Array {
  sum.set(runs[0]);
  // Two at a time halves the accesses to the sum.
  let run = 1;
  for (; run + 1 < runs.length; run += 2) {
    const a = runs[run], b = runs[run + 1];
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i] + a[i] + b[i];
  }
  if (run < runs.length) {
    const last = runs[run];
    for (let i = 0; i < sum.length; i++) sum[i] += last[i];
  }
  return sum;
}

/**
 * Simulates replicates of all runs and reduces them.
 *
 * @param reduce Reduces one run: the rank of the truth in each bin, 0 to D, plus a uniform number from 0
 * to 1, `[bins]`. The array is reused.
 * @param combine Combines the reduced runs of one replicate.
 * @returns The combined runs of each replicate, `[replicates]`.
 * @throws {TypeError} If the correlation is "posterior" and the source has no masses.
 */
export function simulateRuns<T, U>(
  source: Simulated,
  settings: SimulationSettings,
  reduce: (places: Float64Array) => T,
  combine: (runs: T[]) => U,
): U[] {
  const { correlation, replicates, stream, autocorrelationTime, truth, shares, sample } = settings;
  const { runs, draws } = source;
  const bins = binCount(source);
  const places = new Float64Array(bins);
  const correlate = autocorrelationTime === 1
    ? () => {}
    : placesOf(shares ?? rankShares(draws, autocorrelationTime));
  const simulated = (simulate: Simulator, random: Stream) => {
    simulate(random, places);
    correlate(places);
    return reduce(places);
  };
  let runOf: (run: number, random: Stream, replicate: number) => T;
  if (correlation === "posterior") {
    if (!("values" in source)) {
      throw new TypeError(
        `Cannot simulate calibrated posteriors as the correlation "posterior" must have masses: current value is sizes only`,
      );
    }
    if (sample !== undefined && runs > 1) {
      const simulator = countedTogether(source);
      runOf = (run, random, replicate) => simulated(simulator(run, sample.of(replicate)), random);
    } else {
      const table = ranksOfDraws(source);
      // Every draw is the truth once, and so is the given truth; a replicate picks one of these for
      // each of its runs.
      const library = Array.from({ length: runs * draws }, (_, i) => {
        const simulate = drawAsTruth(table.subarray(i * bins, (i + 1) * bins), draws);
        return simulated(simulate, stream.split("draw", i));
      });
      const ofTruth = truth === undefined ? [] : Array.from(
        { length: runs },
        (_, run) => reduce(truth.slice(run * bins, (run + 1) * bins)),
      );
      runOf = (run, random) => {
        const picked = random.integer(ofTruth.length > 0 ? draws + 1 : draws);
        return picked === draws ? ofTruth[run] : library[run * draws + picked];
      };
    }
  } else {
    const simulate = correlation === "sum" ? fixedSum(draws) : independentBins(draws);
    runOf = (_, random) => simulated(simulate, random);
  }
  const replicateStream = stream.split("replicate");
  return Array.from({ length: replicates }, (_, replicate) => {
    const random = replicateStream.split(replicate);
    return combine(
      Array.from({ length: runs }, (_, run) => runOf(run, random.split(run), replicate)),
    );
  });
}
