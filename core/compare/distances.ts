/**
 * Distances of a generated sample from a truth, with what the errors of their differences between generators need.
 *
 * @module
 */
import { checkFinite, checkInteger } from "../check.ts";
import { jackknifeDeviations, type Replicated } from "../difference.ts";
import type { Stream } from "../random.ts";
import { classifier } from "./classifier.ts";
import { energyDistance } from "./energy_distance.ts";
import { frechetDistance } from "./frechet_distance.ts";
import { eventCount, joined, pick, scaleOf, type WeightedPoints, weightsOf } from "./points.ts";
import { slicedWasserstein } from "./sliced_wasserstein.ts";
import type { TwoSampleStatistic } from "./statistic.ts";
import { cellDistance, cellsOfTruth, usualDepths } from "./worth.ts";

/** Parts of each sample that are left out one after the other. */
const PARTS = 20;

/**
 * The statistics by which generators are compared: those whose scale does not depend on the generated sample. The
 * bandwidth of the kernel distance does.
 */
const usual: readonly TwoSampleStatistic[] = [
  energyDistance,
  slicedWasserstein,
  frechetDistance,
  classifier,
];

/** Options of {@linkcode distancesFrom}. */
export interface DistanceOptions {
  /**
   * Chooses the events of the truth that define cells and those that take part. Generators that are compared have
   * equal streams.
   */
  readonly stream: Stream;
  /** Generated events that take part at most; equal for generators that are compared. Default all. */
  readonly events?: number;
  /** Median splits on the way to a cell; equal for generators that are compared. Default {@linkcode commonDepth}. */
  readonly depth?: number;
  /** Statistics of two samples beside the distance in cells; default all whose scale is that of the truth. */
  readonly statistics?: readonly TwoSampleStatistic[];
  /** Called after each evaluation. */
  readonly report?: (done: number, total: number) => void;
}

/** A distance of a generated sample from the truth. */
export interface SampleDistance extends Replicated {
  /** Name of the distance, such as "energy distance". */
  readonly name: string;
  /** Deviations by generated events, `[20]`. */
  readonly own: readonly number[];
  /** Deviations by true events, `[20]`. */
  readonly shared: readonly number[];
  /** Events that entered. */
  readonly used: { readonly generated: number; readonly truth: number };
}

/**
 * The finest cells in which all samples have enough events, as median splits: 3 to 10.
 *
 * @param events Generated events that take part at most, default all.
 *
 * @example Limited by the smaller sample
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { commonDepth } from "./mod.ts";
 *
 * const sample = (events: number) => ({ values: new Float64Array(events), features: 1 });
 * assertEquals(commonDepth([sample(512), sample(10_000)], sample(10_000)), 5);
 * ```
 */
export function commonDepth(
  generated: readonly WeightedPoints[],
  truth: WeightedPoints,
  events = Infinity,
): number {
  return Math.min(...generated.map((sample) => {
    const part = events >= eventCount(sample) ? sample : {
      values: sample.values.subarray(0, events * sample.features),
      features: sample.features,
      ...(sample.weights && { weights: sample.weights.subarray(0, events) }),
    };
    return usualDepths(part, truth).at(-1)!;
  }));
}

/** A distance as a function of the indices of generated and true events, of which some parts are left out. */
type DistanceOf = (withoutOwn?: number, withoutTrue?: number) => number;

/** A distance with and without each part. */
function replicated(distance: DistanceOf, report: () => void) {
  const evaluate: DistanceOf = (withoutOwn, withoutTrue) => {
    const value = distance(withoutOwn, withoutTrue);
    report();
    return value;
  };
  const parts = Array.from({ length: PARTS }, (_, part) => part);
  return {
    value: evaluate(),
    own: jackknifeDeviations(parts.map((part) => evaluate(part))),
    shared: jackknifeDeviations(parts.map((part) => evaluate(undefined, part))),
  };
}

/** Places of `count` events of a part. */
const partOf = (places: Uint32Array, part: number): Uint32Array => {
  const size = places.length / PARTS;
  return places.subarray(part * size, (part + 1) * size);
};

function joinedPlaces(parts: readonly Uint32Array[]): Uint32Array {
  const out = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** As many events as `most` allows, in parts of one even size. */
function chosen(order: Uint32Array, most: number): Uint32Array {
  return order.subarray(0, Math.floor(Math.min(order.length, most) / (2 * PARTS)) * 2 * PARTS);
}

/**
 * Distances of a generated sample from the truth: energy distance, sliced Wasserstein distance, Fréchet distance, the area of a
 * classifier, and the squared distance in cells over that of one true event, {@linkcode cellDistance}.
 *
 * Features are on the scale of their means and standard deviations in the truth, which is the same for all generators; one that
 * is constant in the truth keeps its unit. Statistics of two samples compare as many events as `twoSampleTests` takes, thinned at
 * random.
 *
 * Deviations are by the jackknife that leaves out one of 20 parts of the generated sample, then one of 20 parts of
 * the truth. With equal options these are the same true events for every generator, so that `difference` takes out the noise
 * that they share. The jackknife is right for distances well above 0. For a generator that is the truth errors are too large by up to a
 * factor of the square root of 2, because distances are then squares of noise.
 *
 * @returns One for each distance, larger where they differ more.
 * @throws {TypeError} If the samples have different features.
 * @throws {RangeError} If a sample has less than 40 events, or the truth less than 80; if a number is not finite, or weights do not
 * add up to more than 0.
 *
 * @example Two generators, of which one is shifted
 * ```ts
 * import { assert } from "@std/assert";
 * import { difference } from "../difference.ts";
 * import { Stream } from "../random.ts";
 * import { distancesFrom, frechetDistance } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const normals = (name: string, shift = 0) => ({
 *   values: stream.split(name).normals(new Float64Array(800)).map((x) => x + shift),
 *   features: 1,
 * });
 * const truth = normals("truth");
 * const distances = (name: string, shift: number) =>
 *   distancesFrom(normals(name, shift), truth, {
 *     stream: Stream.fromSeed(2),
 *     statistics: [frechetDistance],
 *   });
 * const [right] = distances("right", 0), [wrong] = distances("wrong", 0.5);
 * assert(difference(wrong, right).pValue < 0.001);
 * ```
 */
export function distancesFrom(
  generated: WeightedPoints,
  truth: WeightedPoints,
  {
    stream,
    events = Infinity,
    depth = commonDepth([generated], truth, events),
    statistics = usual,
    report,
  }: DistanceOptions,
): SampleDistance[] {
  const act = "compare generators", { features } = truth;
  if (generated.features !== features) {
    throw new TypeError(
      `Cannot ${act} as all samples must have ${features} features: current value is ${generated.features}`,
    );
  }
  checkInteger(act, "number of generated events", eventCount(generated), 2 * PARTS);
  checkInteger(act, "number of true events", eventCount(truth), 4 * PARTS);
  for (const [name, { values }] of Object.entries({ generated, truth })) {
    checkFinite(act, `${name} sample`, values);
  }
  const [ownEvents, trueEvents] = [generated, truth].map((points) => {
    const weights = weightsOf(points), sum = weights.reduce((a, b) => a + b, 0);
    if (!(sum > 0)) {
      throw new RangeError(
        `Cannot ${act} as weights must add up to more than 0: current value is ${sum}`,
      );
    }
    return { ...points, weights: weights.map((weight) => weight * weights.length / sum) };
  });
  const scale = scaleOf(trueEvents);
  const both = {
    values: joined(ownEvents.values, trueEvents.values),
    features,
    weights: joined(ownEvents.weights, trueEvents.weights),
  };
  for (const [at, value] of both.values.entries()) {
    const { mean, deviation } = scale[at % features];
    both.values[at] = (value - mean) / (deviation || 1);
  }
  const ownOrder = chosen(stream.split("generated").permutation(eventCount(ownEvents)), events);
  const trueOrder = stream.split("truth").permutation(eventCount(trueEvents))
    .map((event) => eventCount(ownEvents) + event);

  const total = (statistics.length + 1) * (2 * PARTS + 1);
  let done = 0;
  const evaluated = () => report?.(++done, total);
  const distances = statistics.map((statistic) => {
    const [firsts, seconds] = [ownOrder, trueOrder].map((order) => chosen(order, statistic.most));
    const distance: DistanceOf = (withoutOwn, withoutTrue) => {
      // Parts alternate, each with an even number of events, so that a statistic that depends on the order of events
      // splits them in the same way when one part is left out.
      const at = joinedPlaces(
        Array.from({ length: PARTS }, (_, part) => [
          ...(part === withoutOwn ? [] : [partOf(firsts, part)]),
          ...(part === withoutTrue ? [] : [partOf(seconds, part)]),
        ]).flat(),
      );
      return statistic.prepare(pick(both, at))(
        new Uint8Array(at.map((place) => place < eventCount(ownEvents) ? 1 : 0)),
      );
    };
    return {
      name: statistic.name,
      ...replicated(distance, evaluated),
      used: { generated: firsts.length, truth: seconds.length },
    };
  });

  const { cells, count, compared: counted } = cellsOfTruth(truth, depth, stream);
  const left = eventCount(counted), places = Uint32Array.from(counted.weights.keys());
  const inCells: DistanceOf = (withoutOwn, withoutTrue) =>
    cellDistance(
      count(pick(ownEvents, ownOrder.filter((_, i) => i % PARTS !== withoutOwn))),
      count(pick(counted, places.filter((event) => event % PARTS !== withoutTrue))),
    );
  return [...distances, {
    name: `distance in ${cells} cells`,
    ...replicated(inCells, evaluated),
    used: { generated: ownOrder.length, truth: left },
  }];
}
