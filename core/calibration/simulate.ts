/**
 * Simulated runs of a perfectly calibrated posterior, one whose truth is exchangeable with its draws.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import type { Counts } from "../counts.ts";
import type { Stream } from "../random.ts";
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
}

/** What is simulated: masses, or sizes alone where the bins' correlation is not the posterior's. */
export type Simulated = Masses | Pick<Masses, "runs" | "draws" | "shape">;

/** Options with their defaults filled in. */
export type SimulationSettings = Required<SimulationOptions>;

/**
 * Checks options and fills in the defaults.
 *
 * @throws {RangeError} If there are fewer than 2 replicates or the probability is not between 0 and 1.
 */
export function simulationSettings(options: SimulationOptions): SimulationSettings {
  const { correlation = "posterior", replicates = 400, probability = 0.95, stream } = options;
  const act = "simulate calibrated posteriors";
  checkInteger(act, "number of replicates", replicates, 2);
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(
      `Cannot ${act} as the probability must be between 0 and 1: current value is ${probability}`,
    );
  }
  return { correlation, replicates, probability, stream };
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
function drawAsTruth(ranks: Counts, draws: number): Simulator {
  return (stream, out) => {
    for (let bin = 0; bin < out.length; bin++) {
      const urn = uniformTo(draws + 1, stream);
      const ball = Math.floor(urn);
      out[bin] = ranks[bin] + (ball <= ranks[bin] ? 1 : 0) + (urn - ball);
    }
  };
}

/**
 * Simulated runs, reduced to what is asked of them.
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
  const { correlation, replicates, stream } = settings;
  const { runs, draws } = source;
  const bins = binCount(source);
  const places = new Float64Array(bins);
  const run = (simulate: Simulator, own: Stream) => {
    simulate(own, places);
    return reduce(places);
  };
  let one: (run: number, own: Stream) => T;
  if (correlation === "posterior") {
    if (!("values" in source)) {
      throw new TypeError(
        `Cannot simulate calibrated posteriors as the correlation "posterior" must have masses: current value is sizes only`,
      );
    }
    const table = ranksOfDraws(source);
    // Every draw plays the truth once; a replicate picks one of these runs for each of its own.
    const library = Array.from({ length: runs * draws }, (_, i) => {
      const simulate = drawAsTruth(table.subarray(i * bins, (i + 1) * bins), draws);
      return run(simulate, stream.split("draw", i));
    });
    one = (at, own) => library[at * draws + own.integer(draws)];
  } else {
    const simulate = correlation === "sum" ? fixedSum(draws) : independentBins(draws);
    one = (_, own) => run(simulate, own);
  }
  return Array.from({ length: replicates }, (_, replicate) =>
    combine(
      Array.from({ length: runs }, (_, at) => one(at, stream.split("replicate", replicate, at))),
    ));
}
