/**
 * Simulated bands of perfectly calibrated posteriors.
 *
 * @module
 */
import { binCount } from "../binning/masses.ts";
import { type CoverageOptions, type Levels, levelsOf, narrowestRank } from "./coverage.ts";
import { meanDeviations } from "./deviation.ts";
import { positions } from "./marginal.ts";
import { type Band, bandOf, type Range, rangeOf } from "./range.ts";
import {
  type BinCorrelation,
  type Simulated,
  simulateRuns,
  type SimulationOptions,
  simulationSettings,
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
  /** Mean absolute deviation along each axis. */
  readonly madByAxis: Range[];
  /** Signed deviation in every bin of each axis. */
  readonly signedByAxis: Band[];
}

/** Narrowest level that holds a truth with a given rank, plus its fraction between the two neighbouring draws. */
function narrowestLevel({ method, draws, nominal }: Levels): (place: number) => number {
  const levels = nominal.length;
  if (method === "rank") {
    const table = Array.from({ length: draws + 1 }, (_, r) => narrowestRank(draws, r, draws - r));
    return (place) => table[Math.floor(place)];
  }
  const scale = (2 * levels - 1) / (draws - 1);
  return (place) => {
    if (place < 1 || place >= draws) return levels;
    const at = (place - 1) * scale;
    return Math.max(0, Math.ceil(levels - 1 - at), Math.ceil(at - levels));
  };
}

/** Coverage of one run over all bins, then along each axis: `[bins of the axis, levels]` each. */
type Profile = Float64Array[];

/** Turns positions of the truth among the draws into profiles. */
function profiler(
  shape: readonly number[],
  axes: readonly number[],
  levels: Levels,
): (places: Float64Array) => Profile {
  const bins = binCount({ shape });
  const count = levels.nominal.length;
  const level = narrowestLevel(levels);
  const groups = [undefined, ...axes].map((axis) => ({
    kept: axis === undefined ? 1 : shape[axis],
    position: positions(shape, axis),
  }));
  return (places) => {
    const profile = groups.map(({ kept }) => new Float64Array(kept * count));
    for (let bin = 0; bin < bins; bin++) {
      const narrowest = level(places[bin]);
      if (narrowest === count) continue;
      for (let i = 0; i < groups.length; i++) {
        profile[i][groups[i].position[bin] * count + narrowest] += groups[i].kept / bins;
      }
    }
    for (const values of profile) {
      for (let i = 0; i < values.length; i++) if (i % count > 0) values[i] += values[i - 1];
    }
    return profile;
  };
}

/** Mean of profiles. */
function meanProfile(profiles: readonly Profile[]): Profile {
  return profiles[0].map((first, i) => {
    const out = new Float64Array(first.length);
    for (const profile of profiles) {
      for (let k = 0; k < out.length; k++) out[k] += profile[i][k] / profiles.length;
    }
    return out;
  });
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
  const settings = simulationSettings(options);
  const { correlation, replicates, probability } = settings;
  const levels = levelsOf(source.draws, options);
  const axes = options.along === false ? [] : [...source.shape.keys()];
  const simulated = simulateRuns(
    source,
    settings,
    profiler(source.shape, axes, levels),
    (runs) => {
      const profile = meanProfile(runs);
      const deviations = profile.map((coverage) => meanDeviations(coverage, levels.nominal));
      return { curve: profile[0], deviations };
    },
  );
  const absoluteRange = (i: number) =>
    rangeOf(
      simulated.map(({ deviations }) => {
        const { absolute } = deviations[i];
        return absolute.reduce((sum, x) => sum + x, 0) / absolute.length;
      }),
      probability,
    );
  const signed = simulated.map(({ deviations }) => deviations[0].signed[0]);
  const range = rangeOf(signed, probability);
  const squares = signed.reduce((sum, x) => sum + (x - range.mean) * (x - range.mean), 0);
  return {
    correlation,
    replicates,
    probability,
    nominal: [...levels.nominal],
    curve: bandOf(simulated.map(({ curve }) => curve), probability),
    mad: absoluteRange(0),
    signed: range,
    signedDeviation: Math.sqrt(squares / (replicates - 1)),
    madByAxis: axes.map((axis) => absoluteRange(axis + 1)),
    signedByAxis: axes.map((axis) =>
      bandOf(simulated.map(({ deviations }) => deviations[axis + 1].signed), probability)
    ),
  };
}
