/**
 * The idea to play with: training sets one after the other, a posterior for each, and what they say together. A pure
 * function of what is chosen, with the same bits on a server and in a browser.
 *
 * @module
 */
import { cubature } from "../../core/binning/cubature.ts";
import { masses } from "../../core/binning/masses.ts";
import { exp } from "../../core/elementary.ts";
import { createSimdEngine } from "../../core/engine/simd.ts";
import { Stream } from "../../core/random.ts";
import type { Target } from "../../core/target/target.ts";
import { drawnDensity } from "../../studies/shared/drawn_density.ts";
import { judge, type Judgement } from "./judge.ts";
import { architecture, draws, methodOf, panelNodes, rangeOf, targetOf } from "./setting.ts";
import type { Game } from "./state.ts";

/** A training set, and the truth that it comes from. */
export interface Events {
  readonly stage: "events";
  /** Number of the training set, from 1. */
  readonly set: number;
  /** The true density at places along the axis, rising. */
  readonly truth: { readonly x: readonly number[]; readonly density: readonly number[] };
  /** Edges of bins of one width, and the training events in them. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Mean and central interval of draws. */
interface Drawn {
  readonly mean: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** What the posterior of a training set says, and what those of all sets so far say together. */
export interface Learned extends Judgement {
  readonly stage: "learned";
  readonly set: number;
  /** Densities at the places of the truth. */
  readonly density: Drawn;
  /** Masses of the quantile bins over the true mass, and the middles of these bins. */
  readonly bins: Drawn & { readonly middles: readonly number[] };
}

/** One step of the game. */
export type Stage = Events | Learned;

/** Bins of the histogram of the training events. */
const histogramBins = 24;

/** Place of the ends of a central interval among the sorted draws, counted from either end. */
const place = 5;

function histogram(
  [lower, upper]: readonly [number, number],
  data: Float32Array,
): Pick<Events, "edges" | "counts"> {
  const width = (upper - lower) / histogramBins;
  const counts = new Array<number>(histogramBins).fill(0);
  for (const x of data) {
    const bin = Math.floor((x - lower) / width);
    if (bin >= 0 && bin < histogramBins) counts[bin]++;
  }
  return { edges: Array.from({ length: histogramBins + 1 }, (_, i) => lower + i * width), counts };
}

/**
 * Mean and interval over draws.
 *
 * @param values `[draws, count]`
 */
function drawn(values: Float64Array): Drawn {
  const count = values.length / draws;
  const mean: number[] = [], lower: number[] = [], upper: number[] = [];
  const column = new Float64Array(draws);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < draws; d++) column[d] = values[d * count + i];
    column.sort();
    mean.push(column.reduce((sum, x) => sum + x, 0) / draws);
    lower.push(column[place]);
    upper.push(column[draws - 1 - place]);
  }
  return { mean, lower, upper };
}

/** Where the truth and the drawn densities are shown: the nodes of a cubature within the range. */
function shownNodes(toy: Target, points: Float32Array): number[] {
  const [lower, upper] = rangeOf(toy);
  return [...points.keys()].filter((i) => points[i] >= lower && points[i] <= upper);
}

/**
 * Plays a game: for each training set first its events, then what is learned from them.
 *
 * @param progress Called with the share of a fit that is done, from 0 to 1.
 * @throws {RangeError} If a fit diverges.
 *
 * @example The first training set
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { play } from "./play.ts";
 * import { initialState } from "./state.ts";
 *
 * const { value } = await play(initialState).next();
 * assertEquals([value.stage, value.set], ["events", 1]);
 * ```
 */
export async function* play(
  { target, events, method, bins, seed }: Game,
  progress: (share: number) => void = () => {},
): AsyncGenerator<Stage, never> {
  const toy = targetOf(target), { posterior, solve, chain } = methodOf(method);
  const engine = await createSimdEngine(architecture);
  const grid = cubature(toy, { panelNodes });
  const points = { values: grid.points, condition: toy.condition };
  const shown = shownNodes(toy, grid.points);
  const x = shown.map((i) => grid.points[i]);
  const truth = { x, density: Array.from(toy.logDensity(x), exp) };
  const [{ quantile }] = toy.axes;
  const middles = Array.from({ length: bins }, (_, i) => quantile((i + 0.5) / bins));
  const stream = Stream.fromSeed(seed);
  const all: number[] = [];

  for (let set = 1;; set++) {
    const setStream = stream.split("set", set);
    const data = toy.sample(events, setStream.split("events"));
    yield { stage: "events", set, truth, ...histogram(rangeOf(toy), data) };

    const fit = posterior.fit(
      { engine, data, condition: toy.condition, draws, stream: setStream.split("fit") },
      { progress: (done, total) => progress(done / total) },
    );
    const size = fit.draws.length / draws;
    const densities = new Float64Array(draws * shown.length);
    const relative = new Float64Array(draws * bins);
    for (let d = 0; d < draws; d++) {
      const weights = fit.draws.slice(d * size, (d + 1) * size);
      const { logDensity } = drawnDensity(engine, weights, points, solve);
      densities.set(shown.map((i) => exp(logDensity[i])), d * shown.length);
      // The series of a cubature can give negative masses in nearly empty bins.
      const row = grid.masses(logDensity, bins).values.map((mass) => Math.max(0, mass));
      relative.set(row.map((mass) => mass * bins), d * bins);
      all.push(...row);
    }
    yield {
      stage: "learned",
      set,
      density: drawn(densities),
      bins: { middles, ...drawn(relative) },
      ...judge(masses(set, draws, [bins], Float64Array.from(all)), {
        events,
        chain,
        stream: setStream.split("judgement"),
      }),
    };
  }
}
