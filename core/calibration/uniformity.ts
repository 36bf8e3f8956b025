/**
 * Rank and PIT histograms, and tests of their uniformity.
 *
 * @module
 */
import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import { checkInteger } from "../check.ts";
import type { Masses } from "../binning/masses.ts";
import type { Stream } from "../random.ts";
import { type Band, bandOf } from "./range.ts";
import { type Ranks, ranks } from "./ranks.ts";
import { curveOverRuns, type RunsCurve } from "../estimate.ts";
import {
  type BinCorrelation,
  simulateRuns,
  type SimulationOptions,
  simulationSettings,
  sumOfRuns,
} from "./simulate.ts";
import type { Truth } from "./truth.ts";

/**
 * Probability integral transform of the truth in the distribution of the draws: (rank + u) / (D + 1), u
 * uniform. Uniform from 0 to 1 if truth and draws are exchangeable; U-shaped if the posterior is too
 * narrow, peaked if it is too wide, sloped if it is biased.
 *
 * @returns `[runs, bins]`, probabilities
 *
 * @example A truth below both draws is in the lowest third
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { probabilityTransform, ranks } from "./mod.ts";
 *
 * const draws = masses(1, 2, [1], Float64Array.of(0.6, 0.7));
 * assertLess(probabilityTransform(ranks(draws, 0.5), Stream.fromSeed(1))[0], 1 / 3);
 * ```
 */
export function probabilityTransform({ draws, values }: Ranks, stream: Stream): Float64Array {
  return Float64Array.from(values, (rank) => (rank + stream.uniform()) / (draws + 1));
}

/** A test statistic and its p-value. */
export interface Tested {
  /** The statistic. */
  readonly value: number;
  /** (1 + number of simulations at least as large) / (1 + number of simulations). */
  readonly pValue: number;
}

/** Options of {@linkcode rankUniformity}. */
export interface UniformityOptions extends Omit<SimulationOptions, "truth"> {
  /**
   * Bars of the histogram, default D + 1, one for each rank. Other numbers give the histogram of the
   * probability integral transform.
   */
  readonly groups?: number;
}

/** A histogram of ranks, and whether it is flat. */
export interface RankUniformity {
  /** How bins of a simulated posterior are correlated. */
  readonly correlation: BinCorrelation;
  /** Bars of the histogram. */
  readonly groups: number;
  /** Share of bins in each group of ranks, `[groups]`, probabilities; 1/groups is flat. */
  readonly shares: RunsCurve;
  /** Band of the shares of calibrated posteriors. */
  readonly band: Band;
  /** Cumulative share minus the uniform one at the upper edge of each group but the last. */
  readonly ecdf: number[];
  /** Band of that difference for calibrated posteriors. */
  readonly ecdfBand: Band;
  /** Sum of (count - expected)^2 / expected over groups, counts over all bins and runs. */
  readonly chiSquare: Tested;
  /** p-value of the same from the chi-square distribution, valid for independent bins only. */
  readonly chiSquareIndependent: number;
  /** Largest distance of the cumulative shares from the uniform ones (Kolmogorov-Smirnov). */
  readonly distance: Tested;
}

/** Cumulative shares minus uniform ones, without the last. */
function differences(shares: ArrayLike<number>): Float64Array {
  const out = new Float64Array(shares.length - 1);
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    sum += shares[i];
    out[i] = sum - (i + 1) / shares.length;
  }
  return out;
}

/** Tests a statistic against simulated ones. */
export function testAgainst(value: number, simulated: readonly number[]): Tested {
  const larger = simulated.filter((other) => other >= value).length;
  return { value, pValue: (1 + larger) / (1 + simulated.length) };
}

/**
 * Histogram of the rank of the truth among the draws, over all bins and runs, with bands and p-values
 * from simulated calibrated posteriors with the same correlation of bins.
 *
 * @returns Shares of bins as probabilities, with bands and p-values.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If an option breaks its rule.
 *
 * Source: Talts et al., arXiv:1804.06788 (rank histograms); Säilynoja et al., arXiv:2103.10522
 * (simultaneous bands of the cumulative distribution).
 *
 * @example A posterior that is always too high
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { rankUniformity } from "./mod.ts";
 *
 * const draws = masses(1, 3, [50], Float64Array.from({ length: 150 }, (_, i) => 0.6 + i / 1e4));
 * const { shares } = rankUniformity(draws, 0.5, { stream: Stream.fromSeed(1) });
 * assertEquals(shares.mean.map(Math.round), [1, 0, 0, 0]);
 * ```
 */
export function rankUniformity(
  masses: Masses,
  truth: Truth,
  options: UniformityOptions,
): RankUniformity {
  const settings = simulationSettings(options);
  const { runs, draws } = masses;
  const { groups = draws + 1 } = options;
  checkInteger("group ranks", "number of groups", groups, 2);
  const { stream, correlation, probability } = settings;
  const pit = probabilityTransform(
    ranks(masses, truth, stream.split("ties")),
    stream.split("place"),
  );
  const bins = pit.length / runs;

  const groupOf = (place: number) => Math.min(groups - 1, Math.floor(place * groups));
  const observed = new Float64Array(runs * groups);
  for (let i = 0; i < pit.length; i++) {
    observed[Math.floor(i / bins) * groups + groupOf(pit[i])] += 1 / bins;
  }
  const shares = curveOverRuns(observed, runs);
  const simulated = simulateRuns(
    masses,
    {
      ...settings,
      stream: stream.split("calibrated"),
      truth: pit.map((place) => place * (draws + 1)),
    },
    (places) => {
      const out = new Float64Array(groups);
      for (let bin = 0; bin < bins; bin++) out[groupOf(places[bin] / (draws + 1))] += 1 / bins;
      for (let i = 0; i < groups; i++) out[i] /= runs;
      return out;
    },
    (ofRuns) => sumOfRuns(ofRuns),
  );
  const chiSquareOf = (shares: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < groups; i++) sum += (shares[i] - 1 / groups) * (shares[i] - 1 / groups);
    return sum * groups * runs * bins;
  };
  const farthest = (differences: Float64Array) => {
    let most = 0;
    for (let i = 0; i < differences.length; i++) most = Math.max(most, Math.abs(differences[i]));
    return most;
  };
  const value = chiSquareOf(shares.mean);
  const cumulative = differences(shares.mean), simulatedCumulative = simulated.map(differences);
  return {
    correlation,
    groups,
    shares,
    band: bandOf(simulated, probability),
    ecdf: [...cumulative],
    ecdfBand: bandOf(simulatedCumulative, probability),
    chiSquare: testAgainst(value, simulated.map(chiSquareOf)),
    chiSquareIndependent: 1 - chiSquareCdf(value, groups - 1),
    distance: testAgainst(farthest(cumulative), simulatedCumulative.map(farthest)),
  };
}
