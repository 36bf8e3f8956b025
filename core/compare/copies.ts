/**
 * Whether a generator copies its training events.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { log2 } from "../elementary.ts";
import { type CellEnds, cellsOf } from "./cells.ts";
import type { Stream } from "../random.ts";
import { eventCount, joined, pick, pool, type WeightedPoints, weightsOf } from "./points.ts";

/** Options of {@linkcode copies}. */
export interface CopiesOptions {
  /** Chooses events and permutes labels. */
  readonly stream: Stream;
  /** Most events of each sample; larger samples are thinned at random. Default 5000. */
  readonly most?: number;
  /** Permutations of the labels, default 1999. */
  readonly permutations?: number;
}

/** How much nearer generated events are to training events than to held-out ones. */
export interface Copies {
  /** Share of generated events whose nearest event is a training event; 1/2 without copies. */
  readonly share: number;
  /** Standard deviation of the share over permutations of the labels. */
  readonly error: number;
  /** One-sided p-value of no copies, from the share and from the close events together. */
  readonly pValue: number;
  /** Generated events that took part. */
  readonly used: number;
  /** Training events that took part, and as many held-out events. */
  readonly references: number;
  /**
   * Generated events closer to a training event than 99 % of training and held-out events are to their nearest one;
   * without copies, about as many are as close to a held-out event.
   */
  readonly exact: number;
  /** Where, the most significant excess first. */
  readonly where: CellCopies[];
}

/** Copies in a cell of the space of features. */
export interface CellCopies extends CellEnds {
  /** Part of the generated events nearest to an event of the cell whose nearest one is a training event. */
  readonly share: number;
  /** The same without copies: the part of training events among the cell's training and held-out events. */
  readonly expected: number;
  /** Standard deviation of the share over permutations of the labels in the cell. */
  readonly error: number;
  /** Difference of the share from what is expected, over its error; 0 without an error. */
  readonly z: number;
  /** Generated events of {@linkcode Copies.exact} whose training event lies in the cell. */
  readonly exact: number;
}

/** Training and held-out events of a cell, about. */
const IN_A_CELL = 100;
/** Splits on the way to a cell, at most. */
const DEEPEST = 5;

/** Share of close pairs among training and held-out events. */
const CLOSE = 0.01;

/**
 * Tests whether generated events are nearer to training events than to as many held-out events.
 *
 * Null: training and held-out events are exchangeable given the generated events, as they are for a generator that
 * knows the law of its training events and not the events themselves. Both make one set of 2 m events. Each generated
 * event gives its weight to its nearest one of the set, in equal parts if several are equally near; the share is
 * the part of all that training events receive. A permutation of the labels "training" and "held out" changes no nearest
 * event; so the null distribution of the share, given what each event received, is exact, whether generated events are
 * independent, clustered or repeated. Its variance is m^2 / (2 m (2 m - 1)) sum (c - mean c)^2 for received shares c.
 *
 * The same permutations test the part that comes from generated events that are close: closer than 1 % of the set's
 * events are to their nearest one in the set. Few exact copies show there long before they move the share. The
 * p-value is twice the smaller one of both tests, (b + 1) / (B + 1) for b of B permutations that reach the value.
 *
 * Distances are Euclidean with every feature in units of its standard deviation; all pairs are compared.
 *
 * @param generated Generated events; their weights count.
 * @param training Events that the generator was trained on; weights have no part.
 * @param holdout Events of the same law that it has not seen; weights have no part.
 * @returns Shares and probabilities.
 * @throws {TypeError} If the samples have different features.
 * @throws {RangeError} If a sample has less than 2 events, a number is not finite, or an option breaks its rule.
 *
 * @example Every generated event is a training event
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { copies } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const normals = (name: string) => ({
 *   values: stream.split(name).normals(new Float64Array(400)),
 *   features: 2,
 * });
 * const training = normals("training");
 * const { share, pValue, exact } = copies(training, training, normals("held out"), { stream });
 * assertEquals(share, 1);
 * assertEquals(exact, 200);
 * assert(pValue <= 0.001);
 * ```
 */
export function copies(
  generated: WeightedPoints,
  training: WeightedPoints,
  holdout: WeightedPoints,
  { stream, most = 5000, permutations = 1999 }: CopiesOptions,
): Copies {
  const act = "look for copies";
  checkInteger(act, "number of events to use", most, 2);
  checkInteger(act, "number of permutations", permutations, 1);
  const references = Math.min(eventCount(training), eventCount(holdout), most);
  const used = Math.min(eventCount(generated), most);
  const chosen = (points: WeightedPoints, name: string, events: number) =>
    pick(
      { ...points, weights: weightsOf(points) },
      stream.split(name).permutation(eventCount(points)).subarray(0, events),
    );
  const { features } = training;
  for (const sample of [holdout, generated]) {
    if (sample.features !== features) {
      throw new TypeError(
        `Cannot ${act} as all samples must have ${features} features: current value is ${sample.features}`,
      );
    }
  }
  // Training events, held-out events, and generated events.
  const known = {
    values: joined(
      chosen(training, "training", references).values,
      chosen(holdout, "held out", references).values,
    ),
    features,
  };
  const pooled = pool(known, chosen(generated, "generated", used));
  const events = 2 * references;
  const scale = closeness(pooled, events);
  const received = new Float64Array(events), close = new Float64Array(events);
  const exact = new Float64Array(references);
  for (let i = events; i < events + used; i++) {
    const { squared, places } = nearest(pooled, i, events);
    const part = pooled.weights[i] / places.length;
    for (const place of places) {
      received[place] += part;
      if (squared < scale) close[place] += part;
    }
    // Places are in order, and training events come first.
    if (squared < scale && places[0] < references) exact[places[0]]++;
  }
  const trained = Uint32Array.from({ length: references }, (_, i) => i);
  const all = sumAt(received, trained), allClose = sumAt(close, trained);
  let atLeast = 0, atLeastClose = 0;
  for (let b = 0; b < permutations; b++) {
    const labels = stream.split("permutation", b).permutation(events).subarray(0, references);
    if (sumAt(received, labels) >= all - ROUNDING) atLeast++;
    if (sumAt(close, labels) >= allClose - ROUNDING) atLeastClose++;
  }
  // Weights have a mean of 1.
  const mean = used / events;
  const scatter = received.reduce((sum, part) => sum + (part - mean) * (part - mean), 0);
  return {
    share: all / used,
    error: Math.sqrt(scatter * references / (2 * (events - 1))) / used,
    pValue: Math.min(1, 2 * (Math.min(atLeast, atLeastClose) + 1) / (permutations + 1)),
    used,
    references,
    exact: exact.reduce((sum, count) => sum + count, 0),
    where: whereCopied(known, received, exact),
  };
}

/**
 * Copies in the cells of training and held-out events, training events first. No label enters the choice of the cells.
 *
 * @param received Share that each event received.
 * @param exact Generated events that are close to each training event.
 */
function whereCopied(
  known: WeightedPoints,
  received: Float64Array,
  exact: Float64Array,
): CellCopies[] {
  const depth = Math.floor(log2(Math.max(1, received.length / IN_A_CELL)));
  const { ends, find } = cellsOf(known, Math.min(DEEPEST, depth));
  const cells = ends.map(() => ({ events: 0, trained: 0, all: 0, squares: 0, near: 0, exact: 0 }));
  for (const [event, cellIndex] of find(known).entries()) {
    const cell = cells[cellIndex], part = received[event];
    cell.events++;
    cell.all += part;
    cell.squares += part * part;
    if (event >= exact.length) continue;
    cell.trained++;
    cell.near += part;
    cell.exact += exact[event];
  }
  return cells.map(({ events, trained, all, squares, near, exact }, i) => {
    const expected = trained / events;
    const scatter = Math.max(0, squares - all * all / events) * events / Math.max(1, events - 1);
    const error = all > 0 ? Math.sqrt(expected * (1 - expected) * scatter) / all : 0;
    const share = all > 0 ? near / all : expected;
    return {
      ...ends[i],
      share,
      expected,
      error,
      z: error > 0 ? (share - expected) / error : 0,
      exact,
    };
  }).sort((a, b) => b.z - a.z);
}

/** Error of sums of weights in another order. */
const ROUNDING = 1e-9;

function sumAt(values: Float64Array, places: Uint32Array): number {
  let sum = 0;
  for (const place of places) sum += values[place];
  return sum;
}

/** Squared distance of two events; a part of it, above `limit`, if it is above. */
function squaredDistance(
  { values, features }: WeightedPoints,
  first: number,
  second: number,
  limit: number,
): number {
  let sum = 0;
  for (let k = 0; k < features && sum <= limit; k++) {
    const away = values[first * features + k] - values[second * features + k];
    sum += away * away;
  }
  return sum;
}

/** The nearest of the first `events` to another event; all of them if several are equally near. */
function nearest(points: WeightedPoints, event: number, events: number) {
  let squared = Infinity, places: number[] = [];
  for (let i = 0; i < events; i++) {
    const distance = squaredDistance(points, event, i, squared);
    if (distance > squared) continue;
    if (distance < squared) places = [];
    squared = distance;
    places.push(i);
  }
  return { squared, places };
}

/** Squared distance to the nearest other one that a share {@linkcode CLOSE} of the first `events` stays below. */
function closeness(points: WeightedPoints, events: number): number {
  const squared = new Float64Array(events).fill(Infinity);
  for (let i = 1; i < events; i++) {
    for (let j = 0; j < i; j++) {
      const distance = squaredDistance(points, i, j, Math.max(squared[i], squared[j]));
      if (distance < squared[i]) squared[i] = distance;
      if (distance < squared[j]) squared[j] = distance;
    }
  }
  return squared.sort()[Math.floor(CLOSE * events)];
}
