/**
 * Simulated bands of perfectly calibrated posteriors.
 *
 * @module
 */
import { binCount } from "../binning/masses.ts";
import { type Counts, countsUpTo } from "../counts.ts";
import { type CoverageOptions, type Levels, levelsOf, narrowestRank } from "./coverage.ts";
import { meanDeviations } from "./deviation.ts";
import { placesAlong, positions } from "./marginal.ts";
import { type Band, bandOf, type Range, rangeOf } from "./range.ts";
import {
  type BinCorrelation,
  type Simulated,
  simulateRuns,
  type SimulationOptions,
  type SimulationSettings,
  simulationSettings,
  sumOfRuns,
} from "./simulate.ts";

/** Options of {@linkcode calibratedBand}. */
export type BandOptions = SimulationOptions & CoverageOptions & {
  /** Whether bands along the axes are simulated too, default true; they take most of the time. */
  readonly along?: boolean;
};

/** Coverage and deviations of perfectly calibrated posteriors. */
export interface CalibratedBand {
  /** How bins of a simulated posterior are correlated. */
  readonly correlation: BinCorrelation;
  /** Simulated sets of runs. */
  readonly replicates: number;
  /** Probability inside the ranges. */
  readonly probability: number;
  /** Nominal levels, `[levels]`. */
  readonly nominal: number[];
  /** Coverage at each nominal level. */
  readonly curve: Band;
  /** Mean absolute deviation. */
  readonly mad: Range;
  /** Mean signed deviation. */
  readonly signed: Range;
  /** Standard deviation of the same. */
  readonly signedDeviation: number;
  /**
   * Part of it that all runs have in common, the noise of a sample that they share, and that their scatter does not
   * show; 0 without a sample, or for one run.
   */
  readonly sharedDeviation: number;
  /** Mean absolute deviation along each axis. */
  readonly madByAxis: Range[];
  /** Band of the signed deviation at every place on an axis. */
  signedAlong(axis: number): Band;
}

/** Finds the narrowest level of each bin that holds a truth at the given place; the number of levels if none. */
function narrowestLevels(
  { method, draws, nominal }: Levels,
): (places: Float64Array, out: Counts) => void {
  const levels = nominal.length;
  if (method === "rank") {
    const table = Array.from({ length: draws + 1 }, (_, r) => narrowestRank(draws, r, draws - r));
    return (places, out) => {
      for (let bin = 0; bin < places.length; bin++) out[bin] = table[Math.floor(places[bin])];
    };
  }
  const scale = (2 * levels - 1) / (draws - 1);
  return (places, out) => {
    for (let bin = 0; bin < places.length; bin++) {
      const place = places[bin], at = (place - 1) * scale;
      out[bin] = place < 1 || place >= draws
        ? levels
        : Math.max(0, Math.ceil(levels - 1 - at), Math.ceil(at - levels));
    }
  };
}

/** Rows of a profile: one for all bins together, then one for each place on each axis. */
interface Rows {
  /** Number of rows. */
  readonly count: number;
  /** All bins, and each axis: the row of each bin, and the share of a bin in that row. */
  readonly groups: { readonly first: number; readonly rows: Uint32Array; readonly share: number }[];
}

function rowsOf(shape: readonly number[], axes: readonly number[]): Rows {
  const bins = binCount({ shape });
  let count = 0;
  const groups = [undefined, ...axes].map((axis) => {
    const first = count, kept = axis === undefined ? 1 : placesAlong(shape[axis]);
    count += kept;
    return { first, rows: positions(shape, axis).map((row) => first + row), share: kept / bins };
  });
  return { count, groups };
}

/**
 * Turns positions of the truth among the draws into a profile: the coverage of one run in each row,
 * over the number of runs, `[rows, levels]`.
 */
function profiler(
  { count, groups }: Rows,
  levels: Levels,
  runs: number,
): (places: Float64Array) => Float64Array {
  const width = levels.nominal.length;
  const bins = groups[0].rows.length;
  const find = narrowestLevels(levels), narrowest = countsUpTo(width, bins);
  return (places) => {
    find(places, narrowest);
    const profile = new Float64Array(count * width);
    for (const { rows, share } of groups) {
      for (let bin = 0; bin < bins; bin++) {
        if (narrowest[bin] < width) profile[rows[bin] * width + narrowest[bin]] += share;
      }
    }
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) {
        sum += profile[i];
        profile[i] = sum / runs;
      }
    }
    return profile;
  };
}

/** Coverage of one replicate over all bins, `[levels]`, and the mean deviations of each row, `[rows]`. */
interface Replicate {
  readonly curve: Float64Array;
  readonly signed: Float64Array;
  readonly absolute: Float64Array;
  /** Variance of the mean signed deviation of all bins, from the scatter of the runs; 0 for one run. */
  readonly ofMean: number;
}

/** Variance of the mean of runs from their scatter, for the signed deviation of all bins; 0 for one run. */
function varianceOfMean(profiles: readonly Float64Array[], levels: number): number {
  const runs = profiles.length;
  // A profile is the part of its run in the mean over runs.
  const parts = profiles.map((profile) => {
    let sum = 0;
    for (let level = 0; level < levels; level++) sum += profile[level] / levels;
    return runs * sum;
  });
  const mean = parts.reduce((sum, x) => sum + x, 0) / runs;
  const squares = parts.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return runs > 1 ? squares / (runs * (runs - 1)) : 0;
}

/** Adds up the profiles of one replicate's runs in `sum`. */
function combineProfiles(
  profiles: readonly Float64Array[],
  { nominal }: Levels,
  sum: Float64Array,
): Replicate {
  sumOfRuns(profiles, sum);
  return {
    curve: sum.slice(0, nominal.length),
    ...meanDeviations(sum, nominal),
    ofMean: varianceOfMean(profiles, nominal.length),
  };
}

/** The ranges of the replicates of one kind of interval. */
function bandOfReplicates(
  simulated: readonly Replicate[],
  { correlation, replicates, probability, sample }: SimulationSettings,
  { nominal }: Levels,
  [all, ...axes]: Rows["groups"],
  shape: readonly number[],
): CalibratedBand {
  const absoluteRange = (first: number, kept: number) =>
    rangeOf(
      simulated.map(({ absolute }) => {
        let sum = 0;
        for (let row = first; row < first + kept; row++) sum += absolute[row];
        return sum / kept;
      }),
      probability,
    );
  const signed = simulated.map(({ signed }) => signed[all.first]);
  const range = rangeOf(signed, probability);
  const squares = signed.reduce((sum, x) => sum + (x - range.mean) * (x - range.mean), 0);
  const variance = squares / (replicates - 1);
  const seen = simulated.reduce((sum, { ofMean }) => sum + ofMean, 0) / replicates;
  return {
    correlation,
    replicates,
    probability,
    nominal: [...nominal],
    curve: bandOf(simulated.map(({ curve }) => curve), probability),
    mad: absoluteRange(all.first, 1),
    signed: range,
    signedDeviation: Math.sqrt(variance),
    sharedDeviation: sample === undefined || seen === 0
      ? 0
      : Math.sqrt(Math.max(0, variance - seen)),
    madByAxis: axes.map(({ first }, axis) => absoluteRange(first, placesAlong(shape[axis]))),
    signedAlong(axis) {
      const first = axes[axis].first, last = first + placesAlong(shape[axis]);
      return bandOf(simulated.map(({ signed }) => signed.subarray(first, last)), probability);
    },
  };
}

/**
 * Simulates the coverage, MAD and deviations of perfectly calibrated posteriors, whose truth is
 * exchangeable with their draws, for the same numbers of runs, draws and bins.
 *
 * @param source Masses, whose bin correlation is used by "posterior"; the other correlations need sizes only.
 * @returns Ranges of calibrated posteriors; a measurement outside is a finding.
 * @throws {TypeError} If the correlation is "posterior" and the source has no masses.
 * @throws {RangeError} If there are fewer than 2 draws or replicates, or the probability is not between 0
 * and 1.
 *
 * @example Calibrated posteriors have a MAD above zero
 * ```ts
 * import { assertGreater } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { calibratedBand } from "./mod.ts";
 *
 * const sizes = { runs: 5, draws: 50, shape: [5, 5] };
 * const stream = Stream.fromSeed(1);
 * const { mad } = calibratedBand(sizes, { correlation: "independent", replicates: 50, stream });
 * assertGreater(mad.lower, 0);
 * ```
 */
export function calibratedBand(source: Simulated, options: BandOptions): CalibratedBand {
  return calibratedBands(source, [options], options)[0];
}

/**
 * The bands of several kinds of intervals from the same simulated posteriors, each the same as
 * {@linkcode calibratedBand} gives for its kind.
 *
 * @param intervals Kinds of intervals.
 * @returns One band for each kind.
 */
export function calibratedBands(
  source: Simulated,
  intervals: readonly CoverageOptions[],
  options: Omit<BandOptions, keyof CoverageOptions>,
): CalibratedBand[] {
  const settings = simulationSettings(options);
  const { runs, draws, shape } = source;
  const rows = rowsOf(shape, options.along === false ? [] : [...shape.keys()]);
  const kinds = intervals.map((kind) => {
    const levels = levelsOf(draws, kind);
    const sum = new Float64Array(rows.count * levels.nominal.length);
    return { levels, profileOf: profiler(rows, levels, runs), sum };
  });
  const simulated = simulateRuns(
    source,
    settings,
    (places) => kinds.map(({ profileOf }) => profileOf(places)),
    (ofRuns) =>
      kinds.map(({ levels, sum }, kind) =>
        combineProfiles(ofRuns.map((p) => p[kind]), levels, sum)
      ),
  );
  return kinds.map(({ levels }, kind) =>
    bandOfReplicates(simulated.map((byKind) => byKind[kind]), settings, levels, rows.groups, shape)
  );
}
