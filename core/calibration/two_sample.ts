/**
 * A classifier two-sample test: where and how well a classifier separates generated from true points.
 *
 * @module
 */
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { checkFinite, checkInteger, checkPositive } from "../check.ts";
import { exp, log, sin } from "../elementary.ts";

/** One coordinate of the points that a classifier sees. */
export interface ClassifierAxis {
  /** Support points of the classifier along this coordinate, at least 2. */
  readonly knots: number;
  /** The two ends of a period, such as those of an angle; omit it if the coordinate is not periodic. */
  readonly period?: readonly [number, number];
}

/** Options of {@linkcode classifySamples}. */
export interface ClassifierOptions {
  /** Properties of each coordinate. */
  readonly axes: readonly ClassifierAxis[];
  /** Inverse variance of the Gaussian prior of each coefficient, default 1: keeps ln ratios finite. */
  readonly ridge?: number;
}

/** A classifier fitted to two samples. */
export interface Classifier {
  /** ln of first over second density at points `[n, axes]`; `[n]`, nats. */
  logRatio(points: ArrayLike<number>): Float64Array;
  /** Standard error of the same from the curvature of the fit; `[n]`, nats. */
  error(points: ArrayLike<number>): Float64Array;
}

const ITERATIONS = 50;

/** Piecewise linear (hat) functions along one coordinate. */
interface Hats {
  /** Number of hats. */
  readonly count: number;
  /** Writes the indices of the two hats that are not 0 at a value and returns the weight of the upper one. */
  locate(value: number, out: Uint32Array, at: number): number;
}

/** Hats between quantiles of all points, denser towards the ends. */
function hats(values: Float64Array, { knots, period }: ClassifierAxis): Hats {
  const sorted = values.sort();
  const last = sorted.length - 1;
  const places = period === undefined
    // Chebyshev's spacing, because generated and true points differ at edges and in tails.
    ? Array.from({ length: knots }, (_, k) => {
      const sine = sin(Math.PI * k / (2 * (knots - 1)));
      return sorted[Math.round(last * sine * sine)];
    })
    : [
      period[0],
      ...Array.from({ length: knots - 1 }, (_, k) => sorted[Math.round(last * (k + 1) / knots)]),
      period[1],
    ];
  return {
    count: knots,
    locate(value, out, at) {
      let low = 0, high = places.length - 2;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (places[middle] <= value) low = middle;
        else high = middle - 1;
      }
      out[at] = low;
      out[at + 1] = (low + 1) % knots;
      const width = places[low + 1] - places[low];
      return width > 0 ? Math.min(1, Math.max(0, (value - places[low]) / width)) : 0;
    },
  };
}

/** Products of hats: for each point the indices and values of those that are not zero. */
function features(axes: readonly Hats[], points: ArrayLike<number>) {
  const dimension = axes.length;
  const corners = 1 << dimension;
  const count = points.length / dimension;
  const index = new Uint32Array(count * corners);
  const value = new Float64Array(count * corners);
  const ends = new Uint32Array(2 * dimension);
  const weights = new Float64Array(dimension);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < dimension; axis++) {
      weights[axis] = axes[axis].locate(points[i * dimension + axis], ends, 2 * axis);
    }
    for (let corner = 0; corner < corners; corner++) {
      let at = 0, product = 1;
      for (let axis = 0; axis < dimension; axis++) {
        const upper = corner >> axis & 1;
        at = at * axes[axis].count + ends[2 * axis + upper];
        product *= upper === 1 ? weights[axis] : 1 - weights[axis];
      }
      index[i * corners + corner] = at;
      value[i * corners + corner] = product;
    }
  }
  return { count, corners, index, value };
}

/** Inverse of a positive definite matrix `[n, n]`, by Cholesky's decomposition. */
function inverse(matrix: Float64Array, n: number): Float64Array {
  const root = matrix.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = root[i * n + j];
      for (let k = 0; k < j; k++) sum -= root[i * n + k] * root[j * n + k];
      root[i * n + j] = i === j ? Math.sqrt(sum) : sum / root[j * n + j];
    }
  }
  // The lower triangle's inverse L^-1, then L^-T L^-1.
  const lower = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    for (let i = column; i < n; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= root[i * n + k] * lower[k * n + column];
      lower[i * n + column] = sum / root[i * n + i];
    }
  }
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += lower[k * n + i] * lower[k * n + j];
      out[i * n + j] = out[j * n + i] = sum;
    }
  }
  return out;
}

/**
 * Fits a logistic regression that separates two samples; its linear predictor estimates the ln of the
 * ratio of their densities. Its features are products of piecewise linear functions between quantiles
 * of all points along each coordinate, denser towards the ends, so that the points alone determine its
 * resolution. The fit is convex and solved by Newton's method, without a random start or a learning
 * rate; the curvature gives the standard error.
 *
 * The points that the classifier is applied to must not be those it was fitted to.
 *
 * @param first Points `[n, axes]`, such as generated ones.
 * @param second Points `[m, axes]`, such as true ones.
 * @returns The classifier, whose ln ratios are in nats.
 * @throws {TypeError} If there is no axis.
 * @throws {RangeError} If a sample is empty, a number is not finite, an option breaks its rule, or the
 * fit does not converge.
 *
 * Source: Lopez-Paz and Oquab, arXiv:1610.06545 (classifier two-sample tests).
 *
 * @example A sample twice as dense on the left
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { classifySamples } from "./mod.ts";
 *
 * const even = Float64Array.from({ length: 6000 }, (_, i) => (i + 0.5) / 6000);
 * const steep = even.map((p) => 1.5 - Math.sqrt(2.25 - 2 * p)); // density 1.5 - x
 * const classifier = classifySamples(steep, even, { axes: [{ knots: 5 }] });
 * assertAlmostEquals(classifier.logRatio([0.5])[0], 0, 0.02);
 * assertAlmostEquals(classifier.logRatio([0.9])[0], Math.log(0.6), 0.03);
 * ```
 */
export function classifySamples(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { axes, ridge = 1 }: ClassifierOptions,
): Classifier {
  const act = "tell samples apart";
  const dimension = axes.length;
  if (dimension === 0) {
    throw new TypeError(`Cannot ${act} as there must be an axis: current value is none`);
  }
  checkPositive(act, "ridge", ridge);
  for (const { knots } of axes) checkInteger(act, "number of knots", knots, 2);
  for (const sample of [first, second]) {
    checkInteger(act, "number of points of a sample", sample.length / dimension, 1);
    checkFinite(act, "sample", sample);
  }
  const pooled = new Float64Array(first.length + second.length);
  pooled.set(first);
  pooled.set(second, first.length);
  const points = pooled.length / dimension, n = first.length / dimension;
  const along = axes.map((axis, a) =>
    hats(Float64Array.from({ length: points }, (_, i) => pooled[i * dimension + a]), axis)
  );
  const size = along.reduce((product, { count }) => product * count, 1);
  const { corners, index, value } = features(along, pooled);
  // Samples of different sizes shift the odds, not the ratio of the densities.
  const offset = log(n / (points - n));
  const coefficients = new Float64Array(size);
  let covariance: Float64Array = new Float64Array(0);
  for (let iteration = 0;; iteration++) {
    const gradient = coefficients.map((c) => -ridge * c);
    const curvature = new Float64Array(size * size);
    for (let j = 0; j < size; j++) curvature[j * size + j] = ridge;
    for (let i = 0; i < points; i++) {
      const from = i * corners;
      let predictor = offset;
      for (let c = 0; c < corners; c++) {
        predictor += coefficients[index[from + c]] * value[from + c];
      }
      const probability = 1 / (1 + exp(-predictor));
      const residual = (i < n ? 1 : 0) - probability;
      const weight = probability * (1 - probability);
      for (let c = 0; c < corners; c++) {
        const row = index[from + c], scaled = weight * value[from + c];
        gradient[row] += residual * value[from + c];
        for (let d = 0; d < corners; d++) {
          curvature[row * size + index[from + d]] += scaled * value[from + d];
        }
      }
    }
    covariance = inverse(curvature, size);
    let largest = 0;
    for (let j = 0; j < size; j++) {
      let step = 0;
      for (let k = 0; k < size; k++) step += covariance[j * size + k] * gradient[k];
      largest = Math.max(largest, Math.abs(step));
      coefficients[j] += step;
    }
    if (largest < 1e-9) break;
    if (iteration === ITERATIONS || !Number.isFinite(largest)) {
      throw new RangeError(
        `Cannot ${act} as Newton's method must converge: current value is a step of ${largest}`,
      );
    }
  }
  return {
    logRatio(at) {
      const { count, index, value } = features(along, at);
      return Float64Array.from({ length: count }, (_, i) => {
        let sum = 0;
        for (let c = i * corners; c < (i + 1) * corners; c++) {
          sum += coefficients[index[c]] * value[c];
        }
        return sum;
      });
    },
    error(at) {
      const { count, index, value } = features(along, at);
      return Float64Array.from({ length: count }, (_, i) => {
        let sum = 0;
        for (let c = i * corners; c < (i + 1) * corners; c++) {
          for (let d = i * corners; d < (i + 1) * corners; d++) {
            sum += covariance[index[c] * size + index[d]] * value[c] * value[d];
          }
        }
        return Math.sqrt(sum);
      });
    },
  };
}

/** How well a score separates two samples. */
export interface Separation {
  /** Probability that the score of a point of the first sample exceeds that of one of the second. */
  readonly area: number;
  /** Two-sided p-value of 1/2, by the normal limit of the Mann-Whitney statistic. */
  readonly pValue: number;
}

/**
 * Area under the receiver operating characteristic of a score, and the significance of its difference
 * from 1/2. Equal scores count half; the variance is that without ties, which is an upper limit.
 *
 * @param first Scores of one sample, not empty.
 * @param second Scores of the other, not empty.
 * @returns Probabilities.
 * @throws {RangeError} If a sample is empty or a number is not finite.
 *
 * Source: Mann and Whitney, Ann. Math. Statist. 18 (1947) 50.
 *
 * @example Three of four pairs are in order
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { separation } from "./mod.ts";
 *
 * assertEquals(separation([2, 4], [1, 3]).area, 0.75);
 * ```
 */
export function separation(first: ArrayLike<number>, second: ArrayLike<number>): Separation {
  for (const sample of [first, second]) {
    checkInteger("separate samples", "size of a sample", sample.length, 1);
    checkFinite("separate samples", "sample", sample);
  }
  const x = Float64Array.from(first).sort();
  const y = Float64Array.from(second).sort();
  let below = 0, upTo = 0, pairs = 0;
  for (const value of x) {
    while (below < y.length && y[below] < value) below++;
    while (upTo < y.length && y[upTo] <= value) upTo++;
    pairs += (below + upTo) / 2;
  }
  const n = x.length, m = y.length;
  const area = pairs / n / m;
  const z = (area - 0.5) / Math.sqrt((n + m + 1) / (12 * n * m));
  return { area, pValue: Math.min(1, 2 * normalCdf(-Math.abs(z), 0, 1)) };
}
