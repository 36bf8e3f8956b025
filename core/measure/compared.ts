/**
 * Draws and the truth that they are compared with. If the truth is a finite sample, the draws get the
 * counting noise of a sample of the same size.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { countedAs, type Counting } from "../binning/sample.ts";
import {
  type Coverage,
  coverage,
  type IntervalMethod,
  levelsOf,
  narrowestRank,
} from "../calibration/coverage.ts";
import { type Ranks, ranks } from "../calibration/ranks.ts";
import { SharedSamples } from "../calibration/shared_samples.ts";
import type { SimulationOptions } from "../calibration/simulate.ts";
import type { Truth } from "../calibration/truth.ts";
import { countsUpTo } from "../counts.ts";
import type { Stream } from "../random.ts";

/** The truth on one binning. */
export interface BinTruth {
  /** True mass of each bin: one number if all bins share it, else `[bins]`, probabilities. */
  readonly masses: Truth;
  /** How the masses were counted; omit it if they are exact. */
  readonly counting?: Counting;
}

/**
 * Masses with the counting noise of a sample: for each draw, multinomial counts of events over their number,
 * and of weighted events, of effective ones times their masses over the sum of all. If the masses of a draw sum
 * to less than 1, the remaining events lie beyond the bins; if they sum to more, they are scaled.
 *
 * A truth that is a finite sample scatters about the true masses as these counts scatter about the
 * draws. Counted truth and noisy draws are therefore exchangeable if true masses and draws are, and
 * intervals of noisy draws are wider by exactly the counting noise.
 *
 * @param counting How the sample was counted, on 1 event or more.
 * @param stream Each draw uses a stream of its own, `split(run, draw)`.
 * @returns `[runs, draws, ...shape]`, probabilities; multiples of 1 / events without weights
 * @throws {RangeError} If events without weights are not a whole number of at least 1, a mass is negative,
 * or a draw has no mass.
 *
 * @example A tenth lies beyond the bins
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { withCountingNoise } from "./mod.ts";
 *
 * const exact = masses(1, 1, [2], Float64Array.of(0.5, 0.4));
 * const { values } = withCountingNoise(exact, { events: 1000 }, Stream.fromSeed(1));
 * assertLess(values[0] + values[1], 1);
 * ```
 */
export function withCountingNoise(exact: Masses, counting: Counting, stream: Stream): Masses {
  if (counting.eventMasses === undefined) {
    checkInteger("add counting noise", "number of events", counting.events, 1);
  }
  const bins = binCount(exact);
  const values = new Float64Array(exact.values.length);
  const probabilities = new Float64Array(bins + 1);
  for (let run = 0, at = 0; run < exact.runs; run++) {
    for (let draw = 0; draw < exact.draws; draw++, at += bins) {
      let total = 0;
      for (let bin = 0; bin < bins; bin++) {
        total += probabilities[bin] = exact.values[at + bin];
      }
      probabilities[bins] = Math.max(0, 1 - total);
      const { counts, perMass } = countedAs(counting, probabilities, stream.split(run, draw));
      for (let bin = 0; bin < bins; bin++) values[at + bin] = counts[bin] / perMass[bin];
    }
  }
  return { ...exact, values };
}

/**
 * Coverage by rank intervals from ranks alone. With ties split at random it is exact also for counts,
 * where closed intervals would cover too often.
 *
 * @throws {RangeError} If there are fewer than 2 draws.
 *
 * @example The truth in the middle of three draws
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverageCurve, ranks } from "../calibration/mod.ts";
 * import { coverageOfRanks } from "./mod.ts";
 *
 * const draws = masses(1, 3, [2], Float64Array.of(0.4, 0.6, 0.55, 0.45, 0.7, 0.3));
 * assertEquals(coverageCurve(coverageOfRanks(ranks(draws, 0.5))).mean, [1]);
 * ```
 */
export function coverageOfRanks({ runs, draws, shape, values }: Ranks): Coverage {
  const levels = levelsOf(draws);
  const narrowest = countsUpTo(levels.nominal.length, values.length);
  values.forEach((below, i) => narrowest[i] = narrowestRank(draws, below, draws - below));
  return { ...levels, runs, shape: [...shape], narrowest };
}

/** Draws and a truth that are exchangeable if the draws are calibrated. */
export interface Compared {
  /** Masses of the draws, `[runs, draws, ...shape]`. */
  readonly masses: Masses;
  /** True mass of each bin. */
  readonly truth: Truth;
  /** Splits ties between counts; `undefined` if the truth is exact. */
  readonly ties?: Stream;
  /** If the truth was counted: samples like it. */
  readonly sample?: SharedSamples;
  /** Draws that are worth one independent draw, default 1. */
  readonly autocorrelationTime?: number;
  /** Probabilities of the ranks of a truth among such draws; see {@linkcode SimulationOptions}. */
  readonly shares?: Float64Array;
}

/**
 * Makes draws and truth comparable: if the truth is a finite sample, every draw gets the counting noise
 * of a sample of the same size, so that the noise of the truth does not count as a fault of the draws.
 *
 * @param streams Random numbers of the noise, and of ties between counts.
 */
export function compared(
  masses: Masses,
  { masses: truth, counting }: BinTruth,
  { counting: noise, ties }: { readonly counting: Stream; readonly ties: Stream },
): Compared {
  return counting === undefined ? { masses, truth } : {
    masses: withCountingNoise(masses, counting, noise),
    truth,
    ties,
    sample: new SharedSamples(masses, counting, noise.split("samples")),
  };
}

/**
 * Options that simulated calibrated posteriors share with the given ones: the position of the truth,
 * the sample, and the correlation of draws.
 *
 * @param stream Random numbers of ties, and of positions between draws.
 */
export function calibratedCase(
  { masses, truth, sample, autocorrelationTime, shares }: Compared,
  stream: Stream,
): Pick<SimulationOptions, "truth" | "sample" | "autocorrelationTime" | "shares"> {
  const { values } = ranks(masses, truth, stream.split("ties"));
  const within = stream.split("place");
  return {
    truth: Float64Array.from(values, (rank) => rank + within.uniform() * (1 - 1e-12)),
    sample,
    autocorrelationTime,
    shares,
  };
}

/**
 * Coverage of the truth.
 *
 * @throws {RangeError} If the truth was counted and the method is not "rank": counts coincide with draws.
 */
export function coverageOf({ masses, truth, ties }: Compared, method: IntervalMethod): Coverage {
  if (ties === undefined) return coverage(masses, truth, { method });
  if (method !== "rank") {
    throw new RangeError(
      "Interpolated quantiles need a truth without counting noise, since counts coincide with draws",
    );
  }
  return coverageOfRanks(ranks(masses, truth, ties));
}
