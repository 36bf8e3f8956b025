/**
 * Measures of the draws of a generator, with what the errors of their differences between generators need.
 *
 * @module
 */
import { claimedAndAchieved, equivalentEvents, jensenShannonOfMean } from "../amplification/mod.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { countedAs } from "../binning/sample.ts";
import { type Coverage, rankedProbabilityScore } from "../calibration/mod.ts";
import { meanDeviations } from "../calibration/deviation.ts";
import { drawMoments } from "../calibration/moments.ts";
import { marginalCoverage } from "../calibration/marginal.ts";
import { truthPerBin } from "../calibration/truth.ts";
import { checkInteger } from "../check.ts";
import { bootstrapDeviations, jackknifeDeviations, type Replicated } from "../difference.ts";
import type { Stream } from "../random.ts";
import { type Absent, absent, attempt, isPresent } from "./absent.ts";
import { type BinTruth, type Compared, compared, coverageOf } from "./compared.ts";
import { divergenceNoise } from "./truth_noise.ts";

/** Measures by which generators are compared. */
export interface ComparedMeasures {
  /** Mean over levels of |coverage - nominal|, rank intervals; smaller is better. */
  readonly coverageDeviation: Replicated | Absent;
  /** The same by interpolated quantiles, the paper's MAD; smaller is better. */
  readonly mad: Replicated | Absent;
  /** Continuous ranked probability score over the true mass; smaller is better. */
  readonly score: Replicated | Absent;
  /** Jensen-Shannon divergence of the mean over draws from the truth without counting noise, nats; smaller is better. */
  readonly divergence: Replicated | Absent;
  /** Amplification by the distance from the truth; larger is better. */
  readonly achieved: Replicated | Absent;
  /** Amplification by the spread of the draws; what is claimed is neither good nor bad. */
  readonly amplification: Replicated | Absent;
}

/** Options of {@linkcode comparedMeasures}. */
export interface ComparedOptions {
  /** Resamples the truth: equal for generators that are compared. */
  readonly truth: Stream;
  /** Fresh streams by purpose, as `streamsOf` gives them: "counting" for the noise of the truth that draws get, and "ties". */
  readonly stream: (purpose: string) => Stream;
  /** Training events of each run. */
  readonly nTrain?: number;
  /** Draws that are worth one independent draw, default 1. */
  readonly autocorrelationTime?: number;
  /** Resamples of a counted truth, default 50. */
  readonly replicates?: number;
}

/** A number as a function of the runs that take part. */
type OfRuns = (runs: readonly number[]) => number;

const meanOver = (perRun: ArrayLike<number>): OfRuns => (runs) =>
  runs.reduce((sum, run) => sum + perRun[run], 0) / runs.length;

/** The masses of each run alone. */
function eachRun({ runs, values, ...masses }: Masses): Masses[] {
  const size = values.length / runs;
  return Array.from({ length: runs }, (_, run) => ({
    ...masses,
    runs: 1,
    values: values.subarray(run * size, (run + 1) * size),
  }));
}

/** The mean absolute deviation of the coverage of some runs. */
function deviationOf(covered: Coverage): OfRuns {
  const { nominal } = covered;
  const { values } = marginalCoverage(covered);
  return (runs) => {
    const mean = nominal.map((_, level) =>
      meanOver(
        Array.from({ length: covered.runs }, (_, run) => values[run * nominal.length + level]),
      )(runs)
    );
    return meanDeviations(mean, nominal).absolute[0];
  };
}

const names = [
  "coverageDeviation",
  "mad",
  "score",
  "divergence",
  "achieved",
  "amplification",
] as const;
type Name = typeof names[number];

/** All measures against one truth, as functions of the runs. */
function measuresOf(
  exact: Masses,
  draws: Compared,
  { masses: truth, counting }: BinTruth,
  { nTrain, autocorrelationTime }: ComparedOptions,
): Record<Name, OfRuns | Absent> {
  const amplified = <T>(measure: (nTrain: number) => T) =>
    nTrain === undefined
      ? absent("An amplification needs the number of training events, which is not given")
      : attempt(() => measure(nTrain));
  return {
    coverageDeviation: attempt(() => deviationOf(coverageOf(draws, "rank"))),
    mad: attempt(() => deviationOf(coverageOf(draws, "interpolated"))),
    score: attempt(() =>
      meanOver(
        eachRun(draws.masses).map((run) => rankedProbabilityScore(run, draws.truth).score.value),
      )
    ),
    divergence: attempt(() => {
      const perRun = jensenShannonOfMean(exact, truth);
      const expected = counting === undefined ? 0 : divergenceNoise(
        { masses: truthPerBin(exact, truth, true), counting },
        drawMoments(exact).mean,
      ).expected;
      return (runs) => meanOver(perRun)(runs) - expected;
    }),
    achieved: counting !== undefined
      ? absent("The truth was counted, so that the distance from it is compared by the divergence")
      : amplified((n) => {
        // Squared errors are averaged.
        const inverse = meanOver(
          eachRun(exact).map((run) => 1 / claimedAndAchieved(run, truth, n).achieved.value),
        );
        return (runs) => 1 / inverse(runs);
      }),
    amplification: amplified((n) =>
      meanOver(
        equivalentEvents(exact, { estimator: "unbiased", autocorrelationTime })
          .map((events) => events / n),
      )
    ),
  };
}

/** A truth that was counted anew. */
function resampled(masses: Masses, truth: BinTruth, stream: Stream): BinTruth {
  const counting = truth.counting!;
  const values = truthPerBin(masses, truth.masses, true);
  const all = new Float64Array(values.length + 1);
  all.set(values);
  all[values.length] = Math.max(0, 1 - values.reduce((sum, mass) => sum + mass, 0));
  const { counts, perMass } = countedAs(counting, all, stream);
  return { masses: values.map((_, bin) => counts[bin] / perMass[bin]), counting };
}

/**
 * Measures the draws of a generator so that it can be compared with others by `difference`. Values are those of
 * `measure` for equal streams.
 *
 * Deviations of its own are by the jackknife over runs; one run has none, since nothing tells how another training set
 * would change it. A truth that was counted is resampled by the bootstrap, in the same way for every generator whose options have the same `truth`
 * stream, so that the noise that they share is taken out of differences. An exact truth has no noise.
 *
 * @param masses Masses of the draws, `[runs, draws, ...shape]`.
 * @returns Probabilities, pure numbers and nats; absent with a reason where not available.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 2 replicates.
 *
 * @example Draws that are farther off
 * ```ts
 * import { assert } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { difference } from "../difference.ts";
 * import { Stream } from "../random.ts";
 * import { comparedMeasures, isPresent, streamsOf } from "./mod.ts";
 *
 * const off = (shift: number) => {
 *   const stream = Stream.fromSeed(1).split(Math.round(100 * shift));
 *   const values = Float64Array.from({ length: 5 * 20 * 4 }, (_, i) =>
 *     0.25 + (i % 2 === 0 ? shift : -shift) + 0.01 * stream.normal());
 *   const { divergence } = comparedMeasures(masses(5, 20, [4], values), { masses: 1 / 4 }, {
 *     truth: Stream.fromSeed(1),
 *     stream: streamsOf(1, ["example"], [4]),
 *   });
 *   assert(isPresent(divergence));
 *   return divergence;
 * };
 * assert(difference(off(0.05), off(0.01)).pValue < 0.01);
 * ```
 */
export function comparedMeasures(
  masses: Masses,
  truth: BinTruth,
  options: ComparedOptions,
): ComparedMeasures {
  const { replicates = 50, stream } = options;
  checkInteger("compare generators", "number of replicates", replicates, 2);
  const bins = binCount(masses);
  const draws = compared(masses, truth, { counting: stream("counting"), ties: stream("ties") });
  const against = (truth: BinTruth) =>
    measuresOf(
      masses,
      // Ties are split by the same random numbers.
      {
        ...draws,
        truth: truth.masses,
        ...(draws.ties && { ties: stream("ties") }),
      },
      truth,
      options,
    );
  const reference = against(truth);
  const resamples = truth.counting === undefined ? [] : Array.from(
    { length: replicates },
    (_, i) => against(resampled(masses, truth, options.truth.split(bins, i))),
  );
  const runs = Array.from({ length: masses.runs }, (_, run) => run);
  const replicated = (name: Name): Replicated | Absent => {
    const measure = reference[name];
    if (!isPresent(measure)) return measure;
    const others = resamples.map((measures) => measures[name]);
    const missing = others.find((other): other is Absent => !isPresent(other));
    if (missing !== undefined) {
      return absent(`Within the counting noise of the truth it cannot be had: ${missing.reason}`);
    }
    const value = measure(runs);
    const ownDeviations = runs.length < 2
      ? null
      : jackknifeDeviations(runs.map((left) => measure(runs.filter((run) => run !== left))));
    const shared = others.length === 0
      ? []
      : bootstrapDeviations((others as OfRuns[]).map((other) => other(runs)));
    return [value, ...ownDeviations ?? [], ...shared].every(Number.isFinite)
      ? { value, own: ownDeviations, shared }
      : absent("It is not finite in every run");
  };
  return Object.fromEntries(
    names.map((name) => [name, replicated(name)]),
  ) as unknown as ComparedMeasures;
}
