/**
 * A classifier of two samples.
 *
 * @module
 */
import { inverse, Matrix } from "ml-matrix";
import { eventCount, type WeightedPoints, weightsOf } from "./points.ts";
import { normalisedDifference, type TwoSampleStatistic } from "./statistic.ts";

/** More features than these enter without their products. */
const WITH_PRODUCTS = 20;

/** More events than these do not fit beside a score of single precision in a double. */
const EVENTS = 2 ** 21;

/**
 * Area under the receiver operating characteristic of a linear discriminant, in two-fold
 * cross-validation: events of even index train the scores of those of odd index and vice versa; the value
 * is the mean of both areas, a probability. Equal scores, in single precision, count half.
 *
 * Each feature enters by the rank of its value among pooled events, put between -1 and 1 as u: the
 * orthonormal Legendre polynomials of degree 1 to 4 of each u, and, for at most 20 features, the products
 * 3 u v of any two. The discriminant is (S + p / n)^-1 (mean over the first sample - mean over the second)
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
    const { functions, count } = basis(pooled), weights = weightsOf(pooled);
    const folds = [0, 1].map((parity) => {
      const chosen = functions.filter((_, at) => Math.floor(at / count) % 2 === parity);
      const ofChosen = weights.filter((_, event) => event % 2 === parity);
      return {
        functions: chosen,
        weights: ofChosen,
        inverse: inverseMoments(chosen, count, ofChosen),
      };
    });
    return (first) => {
      const labels = [0, 1].map((parity) => first.filter((_, event) => event % 2 === parity));
      const areas = folds.map((training, fold) => {
        const held = folds[1 - fold];
        const direction = discriminant(training, labels[fold]);
        return area(scores(held.functions, direction), held.weights, labels[1 - fold]);
      });
      return (areas[0] + areas[1]) / 2;
    };
  },
};

/** Functions of the ranks, `[events, count]`. */
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
      const u = ranks[a][i], square = u * u;
      functions[at++] = Math.sqrt(3) * u;
      functions[at++] = Math.sqrt(5) * (3 * square - 1) / 2;
      functions[at++] = Math.sqrt(7) * (5 * square - 3) * u / 2;
      functions[at++] = 3 * ((35 * square - 30) * square + 3) / 8;
    }
    for (let a = 0; products > 0 && a < features; a++) {
      for (let b = 0; b < a; b++) functions[at++] = 3 * ranks[a][i] * ranks[b][i];
    }
  }
  return { functions, count };
}

/** Midranks of numbers, scaled to lie between -1 and 1. */
function midranks(numbers: Float64Array): Float64Array {
  const order = Uint32Array.from(numbers.keys()).sort((i, j) => numbers[i] - numbers[j]);
  const out = new Float64Array(numbers.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && numbers[order[to]] === numbers[order[from]]) to++;
    for (let k = from; k < to; k++) out[order[k]] = (from + to) / order.length - 1;
  }
  return out;
}

/** Events that train. */
interface Training {
  /** `[events, count]` */
  readonly functions: Float64Array;
  /** `[events]` */
  readonly weights: Float64Array;
  /** Inverse of the functions' regularised second moments. */
  readonly inverse: Matrix;
}

/** Inverse of the second moments of functions, each event counted by the absolute value of its weight. */
function inverseMoments(functions: Float64Array, count: number, weights: Float64Array): Matrix {
  const sums = new Float64Array(count * count);
  let sum = 0;
  for (let event = 0; event < weights.length; event++) {
    const from = event * count, weight = Math.abs(weights[event]);
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

/** Coefficients of the functions, `[count]`; larger scores are more like the first sample. */
function discriminant({ functions, weights, inverse }: Training, first: Uint8Array): Float64Array {
  const steps = normalisedDifference(weights, first);
  const difference = new Float64Array(inverse.rows);
  for (let event = 0, at = 0; event < steps.length; event++) {
    const step = steps[event];
    for (let f = 0; f < difference.length; f++) difference[f] += step * functions[at++];
  }
  return Float64Array.from(inverse.mmul(Matrix.columnVector(difference)).to1DArray());
}

/** Scores of all events. */
function scores(functions: Float64Array, direction: Float64Array): Float32Array {
  const out = new Float32Array(functions.length / direction.length);
  for (let event = 0, at = 0; event < out.length; event++) {
    let score = 0;
    for (let f = 0; f < direction.length; f++) score += direction[f] * functions[at++];
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
