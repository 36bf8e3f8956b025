/**
 * A classifier of two samples.
 *
 * @module
 */
import { inverse, Matrix } from "ml-matrix";
import { argsort } from "../order.ts";
import { eventCount, type WeightedPoints, weightsOf } from "./points.ts";
import { normalisedDifference, type TwoSampleStatistic } from "./statistic.ts";

/** More features than these enter without their products. */
const WITH_PRODUCTS = 20;

/** More events than these do not fit beside a score of single precision in a double. */
const EVENTS = 2 ** 21;

/**
 * Area under the receiver operating characteristic of a linear discriminant, in two-fold
 * cross-validation: events of even index train the scores of those of odd index and vice versa; the area
 * is the mean of both, a probability. Equal scores, in single precision, count half. The value is the larger area
 * of two discriminants, a simple one and one of all functions: the simple one sees shifts, widths and correlations
 * with less noise, and only the other one sees finer differences.
 *
 * Each feature enters by the rank of its value among pooled events, put between -1 and 1 as u. The
 * functions are the orthonormal Legendre polynomials of degree 1 to 4 of each u, and, for at most 20
 * features, the products 3 u v of any two. The simple discriminant has those of degree 1 and 2 and the products. A discriminant
 * is (S + p / n)^-1 (mean over the first sample - mean over the second)
 * for p such functions, n training events and the functions' second moments S. No label enters S. A
 * permutation therefore trains anew at the cost of two means, and all events are held out once.
 *
 * Source: Fisher, Ann. Eugen. 7 (1936) 179; Kim, Ramdas, Singh and Wasserman, Ann. Statist. 49 (2021) 411
 * (its power as a test).
 *
 * @example Samples that do not overlap
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { classifier } from "./mod.ts";
 *
 * const values = Float64Array.from({ length: 100 }, (_, i) => i);
 * const area = classifier.prepare({ values, features: 1 });
 * assertEquals(area(Uint8Array.from(values, (x) => x < 50 ? 1 : 0)), 1);
 * ```
 */
export const classifier: TwoSampleStatistic = {
  name: "classifier",
  most: 10_000,
  prepare(pooled) {
    const { functions, simple, count } = basis(pooled), weights = weightsOf(pooled);
    const folds = [0, 1].map((parity) => ({
      functions: everySecond(functions, count, parity),
      weights: weights.filter((_, event) => event % 2 === parity),
    }));
    const inverses = [simple, count].map((used) =>
      folds.map(({ functions, weights }) => inverseMoments(functions, used, weights))
    );
    return (first) => {
      const labels = [0, 1].map((parity) => first.filter((_, event) => event % 2 === parity));
      const differences = folds.map((fold, i) => differenceOfMeans(fold, labels[i]));
      return Math.max(...inverses.map((ofFolds) => {
        const areas = folds.map(({ functions, weights }, held) => {
          const direction = times(ofFolds[1 - held], differences[1 - held]);
          const values = scores(functions, direction, weights.length);
          return area(values, weights, labels[held]);
        });
        return (areas[0] + areas[1]) / 2;
      }));
    };
  },
};

/** Functions of the ranks, `[events, count]`, the first of them those of the simple discriminant. */
function basis(pooled: WeightedPoints) {
  const { values, features } = pooled, events = eventCount(pooled);
  const products = features > WITH_PRODUCTS ? 0 : features * (features - 1) / 2;
  const count = 4 * features + products;
  const functions = new Float64Array(events * count);
  const ranks = Array.from({ length: features }, (_, feature) => {
    const sorted = Float64Array.from({ length: events }, (_, i) => values[i * features + feature]);
    return midranks(sorted);
  });
  for (let i = 0; i < events; i++) {
    let at = i * count;
    for (let a = 0; a < features; a++) {
      const u = ranks[a][i];
      functions[at++] = Math.sqrt(3) * u;
      functions[at++] = Math.sqrt(5) * (3 * u * u - 1) / 2;
    }
    for (let a = 0; products > 0 && a < features; a++) {
      for (let b = 0; b < a; b++) functions[at++] = 3 * ranks[a][i] * ranks[b][i];
    }
    for (let a = 0; a < features; a++) {
      const u = ranks[a][i], square = u * u;
      functions[at++] = Math.sqrt(7) * (5 * square - 3) * u / 2;
      functions[at++] = 3 * ((35 * square - 30) * square + 3) / 8;
    }
  }
  return { functions, simple: count - 2 * features, count };
}

/** Midranks of numbers, scaled to lie between -1 and 1. */
function midranks(numbers: Float64Array): Float64Array {
  const order = argsort(numbers), out = new Float64Array(numbers.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && numbers[order[to]] === numbers[order[from]]) to++;
    for (let k = from; k < to; k++) out[order[k]] = (from + to) / order.length - 1;
  }
  return out;
}

/** The functions of every second event. */
function everySecond(functions: Float64Array, count: number, first: number): Float64Array {
  const events = Math.ceil((functions.length / count - first) / 2);
  const out = new Float64Array(events * count);
  for (let event = 0; event < events; event++) {
    const from = (first + 2 * event) * count;
    out.set(functions.subarray(from, from + count), event * count);
  }
  return out;
}

/** Half of the events. */
interface Fold {
  /** `[events, count]` */
  readonly functions: Float64Array;
  /** `[events]` */
  readonly weights: Float64Array;
}

/**
 * Inverse of the second moments of the first functions, each event counted by the absolute value of its weight.
 *
 * @param count Number of these functions.
 */
function inverseMoments(functions: Float64Array, count: number, weights: Float64Array): Matrix {
  const all = functions.length / weights.length;
  const sums = new Float64Array(count * count);
  let sum = 0;
  for (let event = 0; event < weights.length; event++) {
    const from = event * all, weight = Math.abs(weights[event]);
    sum += weight;
    for (let a = 0; a < count; a++) {
      const scaled = weight * functions[from + a];
      for (let b = 0; b <= a; b++) sums[a * count + b] += scaled * functions[from + b];
    }
  }
  const moments = new Matrix(count, count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      const moment = sums[a * count + b] / sum + (a === b ? count / weights.length : 0);
      moments.set(a, b, moment).set(b, a, moment);
    }
  }
  return inverse(moments);
}

/** Mean of each function over the first sample less that over the second, `[count]`. */
function differenceOfMeans({ functions, weights }: Fold, first: Uint8Array): Float64Array {
  const steps = normalisedDifference(weights, first);
  const difference = new Float64Array(functions.length / weights.length);
  for (let event = 0, at = 0; event < steps.length; event++) {
    const step = steps[event];
    for (let f = 0; f < difference.length; f++) difference[f] += step * functions[at++];
  }
  return difference;
}

/** Coefficients of the first functions, by the inverse of their moments; larger scores are more like the first sample. */
function times(inverse: Matrix, difference: Float64Array): Float64Array {
  const column = Matrix.columnVector(difference.subarray(0, inverse.rows));
  return Float64Array.from(inverse.mmul(column).to1DArray());
}

/** Scores of all events by as many of the functions as the direction has coefficients. */
function scores(functions: Float64Array, direction: Float64Array, events: number): Float32Array {
  const out = new Float32Array(events), all = functions.length / events;
  for (let event = 0; event < events; event++) {
    const from = event * all;
    let score = 0;
    for (let f = 0; f < direction.length; f++) score += direction[f] * functions[from + f];
    // Adding 0 leaves no negative zero.
    out[event] = score + 0;
  }
  return out;
}

/**
 * Weighted probability that a score of the first sample exceeds one of the second; equal scores count
 * half.
 */
function area(scores: Float32Array, weights: Float64Array, first: Uint8Array): number {
  // Numbers alone sort many times faster than events by their scores: bits of single precision, put in the
  // order of the scores, above 21 bits of the event's index.
  const bits = new Uint32Array(scores.buffer);
  const keys = new Float64Array(scores.length);
  for (let event = 0; event < keys.length; event++) {
    const word = bits[event];
    const ordered = (word >>> 31 === 1 ? ~word : word | 0x80000000) >>> 0;
    keys[event] = ordered * EVENTS + event;
  }
  keys.sort();
  const sums = [0, 0];
  let pairs = 0;
  for (let from = 0, to = 0; from < keys.length; from = to) {
    const last = (Math.floor(keys[from] / EVENTS) + 1) * EVENTS;
    const equal = [0, 0];
    for (; to < keys.length && keys[to] < last; to++) {
      const event = keys[to] % EVENTS;
      equal[first[event]] += weights[event];
    }
    pairs += equal[1] * (sums[0] + equal[0] / 2);
    sums[0] += equal[0];
    sums[1] += equal[1];
  }
  return pairs / (sums[0] * sums[1]);
}
