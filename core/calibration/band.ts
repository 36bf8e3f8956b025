/**
 * The band that a perfectly calibrated posterior fills, by simulation.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import type { Stream } from "../random.ts";
import { type CoverageOptions, type Levels, levelsOf, narrowestRank } from "./coverage.ts";
import { meanDeviations } from "./deviation.ts";
import { positions } from "./marginal.ts";
import { quantile } from "./quantile.ts";
import { ranksOfDraws } from "./ranks.ts";

/**
 * How the bins of a simulated run belong together.
 *
 * * `"posterior"`: as the bins of the posterior at hand. In each run one draw, chosen at random, plays
 *   the truth among the others. Neighbouring bins of a smooth density rise and fall together, which
 *   widens the band; draws of a chain should be thinned to independence.
 * * `"independent"`: not at all. Too narrow for any smooth density; the textbook floor.
 * * `"sum"`: only through the total: independent Gaussian bins whose sum is kept at 1. Costs runs x
 *   (draws + 1) x bins random numbers for each replicate; differs from "independent" at few bins only.
 */
export type BinCorrelation = "posterior" | "independent" | "sum";

/** Options of {@linkcode calibratedBand}. */
export interface BandOptions extends CoverageOptions {
  readonly stream: Stream;
  /** Default "posterior". */
  readonly correlation?: BinCorrelation;
  /** Simulated sets of runs, default 400. */
  readonly replicates?: number;
  /** Probability inside the band, default 0.95. */
  readonly probability?: number;
}

/** Range of one number. */
export interface Range {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** Range of several numbers: each for itself, and all together. */
export interface Band {
  readonly mean: number[];
  /** Each number is inside with the asked probability. */
  readonly lower: number[];
  readonly upper: number[];
  /** All numbers are inside with the asked probability: mean -+ a common multiple of each one's deviation. */
  readonly simultaneousLower: number[];
  readonly simultaneousUpper: number[];
}

/** What a perfectly calibrated posterior shows. */
export interface CalibratedBand {
  readonly correlation: BinCorrelation;
  readonly replicates: number;
  readonly probability: number;
  /** Nominal levels, `[levels]`. */
  readonly nominal: number[];
  /** Coverage at each nominal level. */
  readonly curve: Band;
  readonly mad: Range;
  readonly signed: Range;
  /** For each axis. */
  readonly madByAxis: Range[];
  /** Signed deviation in every bin of each axis. */
  readonly signedByAxis: Band[];
}

/** Range of simulated numbers. */
export function rangeOf(values: ArrayLike<number>, probability: number): Range {
  const sorted = Float64Array.from(values).sort();
  return {
    mean: sorted.reduce((sum, x) => sum + x, 0) / sorted.length,
    lower: quantile(sorted, (1 - probability) / 2),
    upper: quantile(sorted, (1 + probability) / 2),
  };
}

/**
 * Pointwise and simultaneous band of simulated curves.
 *
 * @param curves `[replicates][points]`
 */
export function bandOf(curves: readonly ArrayLike<number>[], probability: number): Band {
  const points = Array.from({ length: curves[0].length }, (_, i) => {
    const column = Float64Array.from(curves, (curve) => curve[i]);
    const range = rangeOf(column, probability);
    const squares = column.reduce((sum, x) => sum + (x - range.mean) * (x - range.mean), 0);
    return { ...range, deviation: Math.sqrt(squares / (curves.length - 1)) };
  });
  const largest = Float64Array.from(
    curves,
    (curve) =>
      points.reduce(
        (most, { mean, deviation }, i) =>
          deviation > 0 ? Math.max(most, Math.abs(curve[i] - mean) / deviation) : most,
        0,
      ),
  ).sort();
  const factor = quantile(largest, probability);
  return {
    mean: points.map(({ mean }) => mean),
    lower: points.map(({ lower }) => lower),
    upper: points.map(({ upper }) => upper),
    simultaneousLower: points.map(({ mean, deviation }) => mean - factor * deviation),
    simultaneousUpper: points.map(({ mean, deviation }) => mean + factor * deviation),
  };
}

/**
 * Simulates one run: for each bin the rank of an exchangeable truth, 0 to D, plus a uniform number that
 * tells where between two draws it lies.
 */
type Simulator = (stream: Stream, out: Float64Array) => void;

/** A uniform number from 0 to `bound`: its whole part an integer, its fraction as good as independent. */
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
 * Simulator in which one draw plays the truth among the others. Its ranks among D - 1 draws become ranks
 * among D by Polya's urn: a further exchangeable draw lies below the truth with probability
 * (rank + 1) / (D + 1).
 *
 * @param ranks Ranks of that draw among the others, `[bins]`.
 */
function drawAsTruth(ranks: Uint16Array, draws: number): Simulator {
  return (stream, out) => {
    for (let bin = 0; bin < out.length; bin++) {
      const urn = uniformTo(draws + 1, stream);
      const ball = Math.floor(urn);
      out[bin] = ranks[bin] + (ball <= ranks[bin] ? 1 : 0) + (urn - ball);
    }
  };
}

/** Narrowest level of a rank with the fraction between its two draws. */
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

/** Coverage of one run in all, then along each axis: `[bins of the axis, levels]` each. */
type Profile = Float64Array[];

/** Turns simulated runs into profiles. */
function profiler(
  shape: readonly number[],
  levels: Levels,
): (simulate: Simulator, stream: Stream) => Profile {
  const bins = binCount({ shape });
  const count = levels.nominal.length;
  const level = narrowestLevel(levels);
  const place = new Float64Array(bins);
  const groups = [undefined, ...shape.keys()].map((axis) => ({
    kept: axis === undefined ? 1 : shape[axis],
    position: positions(shape, axis),
  }));
  return (simulate, stream) => {
    simulate(stream, place);
    const profile = groups.map(({ kept }) => new Float64Array(kept * count));
    for (let bin = 0; bin < bins; bin++) {
      const narrowest = level(place[bin]);
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

/**
 * Simulates the coverage, MAD and deviations of a perfectly calibrated posterior, one whose truth is
 * exchangeable with its draws, with the same numbers of runs, draws and bins.
 *
 * @param source Masses, whose bin correlation "posterior" uses; the other correlations need sizes only.
 * @returns Ranges of what calibrated posteriors show by chance; a measurement outside is a finding.
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
export function calibratedBand(
  source: Masses | Pick<Masses, "runs" | "draws" | "shape">,
  options: BandOptions,
): CalibratedBand {
  const { correlation = "posterior", replicates = 400, probability = 0.95, stream } = options;
  const act = "simulate a band";
  checkInteger(act, "number of replicates", replicates, 2);
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(
      `Cannot ${act} as the probability must be between 0 and 1: current value is ${probability}`,
    );
  }
  const { runs, draws, shape } = source;
  const levels = levelsOf(draws, options);
  const nominal = levels.nominal;
  const profile = profiler(shape, levels);
  let simulated: (run: number, stream: Stream) => Profile;
  if (correlation === "posterior") {
    if (!("values" in source)) {
      throw new TypeError(
        `Cannot ${act} as the correlation "posterior" must have masses: current value is sizes only`,
      );
    }
    const bins = binCount(source);
    const table = ranksOfDraws(source);
    // Every draw plays the truth once; a replicate picks one of these runs for each of its own.
    const library = Array.from({ length: runs * draws }, (_, i) => {
      const simulate = drawAsTruth(table.subarray(i * bins, (i + 1) * bins), draws);
      return profile(simulate, stream.split("draw", i));
    });
    simulated = (run, own) => library[run * draws + own.integer(draws)];
  } else {
    const simulate = correlation === "sum" ? fixedSum(draws) : independentBins(draws);
    simulated = (_, own) => profile(simulate, own);
  }

  const curves: Float64Array[] = [];
  const mads: number[] = [];
  const signed: number[] = [];
  const axisMads = shape.map((): number[] => []);
  const axisSigned = shape.map((): Float64Array[] => []);
  for (let replicate = 0; replicate < replicates; replicate++) {
    const [curve, ...axes] = averageOf(
      Array.from(
        { length: runs },
        (_, run) => simulated(run, stream.split("replicate", replicate, "run", run)),
      ),
    );
    const total = meanDeviations(curve, nominal);
    curves.push(curve);
    mads.push(total.absolute[0]);
    signed.push(total.signed[0]);
    axes.forEach((values, axis) => {
      const along = meanDeviations(values, nominal);
      axisMads[axis].push(along.absolute.reduce((sum, x) => sum + x, 0) / along.absolute.length);
      axisSigned[axis].push(along.signed);
    });
  }
  return {
    correlation,
    replicates,
    probability,
    nominal: [...nominal],
    curve: bandOf(curves, probability),
    mad: rangeOf(mads, probability),
    signed: rangeOf(signed, probability),
    madByAxis: axisMads.map((values) => rangeOf(values, probability)),
    signedByAxis: axisSigned.map((values) => bandOf(values, probability)),
  };
}

/** Mean of profiles. */
function averageOf(profiles: readonly Profile[]): Profile {
  return profiles[0].map((first, i) => {
    const out = new Float64Array(first.length);
    for (const profile of profiles) {
      for (let k = 0; k < out.length; k++) out[k] += profile[i][k] / profiles.length;
    }
    return out;
  });
}
