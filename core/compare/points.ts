/**
 * Events of several features, and the scale that two samples share.
 *
 * @module
 */
import { checkFinite, checkInteger, checkLength, checkPositive } from "../check.ts";

/** Events of several features, with weights or without. */
export interface WeightedPoints {
  /** `[events, features]` */
  readonly values: Float64Array;
  /** Number of features. */
  readonly features: number;
  /** `[events]`, negative ones among them if need be; omit them if all are 1. */
  readonly weights?: Float64Array;
}

/** Number of events. */
export const eventCount = ({ values, features }: WeightedPoints): number =>
  values.length / features;

/** Weights of all events, `[events]`. */
export function weightsOf(points: WeightedPoints): Float64Array {
  return points.weights ?? new Float64Array(eventCount(points)).fill(1);
}

/** Sum of numbers in their order. */
export const total = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0);

/**
 * Two samples as one: events of the first, then those of the second. Weights have mean 1 in each sample.
 * Every feature is put on the scale of its pooled mean and standard deviation, each event counted by the
 * absolute value of its weight, so that no feature's unit matters; a constant feature becomes 0.
 *
 * @throws {TypeError} If the samples differ in their number of features or a length does not fit.
 * @throws {RangeError} If a sample has fewer than 2 events, a number is not finite, or the sum of a
 * sample's weights is not above 0.
 */
export function pool(first: WeightedPoints, second: WeightedPoints): Required<WeightedPoints> {
  const act = "compare samples", { features } = first;
  checkInteger(act, "number of features", features, 1);
  if (second.features !== features) {
    throw new TypeError(
      `Cannot ${act} as both must have ${features} features: current value is ${second.features}`,
    );
  }
  const weights = [first, second].flatMap((sample) => {
    checkInteger(act, "number of events of a sample", eventCount(sample), 2);
    checkFinite(act, "sample", sample.values);
    const weights = weightsOf(sample);
    checkLength(act, "weights", weights, eventCount(sample));
    checkFinite(act, "weights", weights);
    const sum = total(weights);
    checkPositive(act, "sum of weights", sum);
    return [weights.map((weight) => weight * weights.length / sum)];
  });
  return scaled({
    values: joined(first.values, second.values),
    features,
    weights: joined(weights[0], weights[1]),
  });
}

/** One array after the other. */
export function joined(first: Float64Array, second: Float64Array): Float64Array {
  const out = new Float64Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}

/** Mean and standard deviation of each feature, each event counted by the absolute value of its weight. */
export interface Scale {
  readonly mean: number;
  /** 0 for a constant feature. */
  readonly deviation: number;
}

/** The scale of each feature of a sample, `[features]`. */
export function scaleOf({ values, features, weights }: Required<WeightedPoints>): Scale[] {
  const sizes = weights.map(Math.abs), sum = total(sizes);
  return Array.from({ length: features }, (_, feature) => {
    let mean = 0, square = 0;
    sizes.forEach((size, i) => mean += size * values[i * features + feature]);
    mean /= sum;
    sizes.forEach((size, i) => {
      const away = values[i * features + feature] - mean;
      square += size * away * away;
    });
    const deviation = Math.sqrt(square / sum);
    // What is left of a constant feature is the rounding of its mean.
    return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0 };
  });
}

/** Features less their means over their standard deviations. */
function scaled(points: Required<WeightedPoints>): Required<WeightedPoints> {
  const { values, features, weights } = points;
  const out = new Float64Array(values.length);
  for (const [feature, { mean, deviation }] of scaleOf(points).entries()) {
    if (deviation === 0) continue;
    for (let at = feature; at < values.length; at += features) {
      out[at] = (values[at] - mean) / deviation;
    }
  }
  return { values: out, features, weights };
}

/** Events of given indices, in their order. */
export function pick({ values, features, weights }: Required<WeightedPoints>, at: Uint32Array) {
  const picked = new Float64Array(at.length * features), theirs = new Float64Array(at.length);
  for (let i = 0, to = 0; i < at.length; i++) {
    const from = at[i] * features;
    for (let a = 0; a < features; a++) picked[to++] = values[from + a];
    theirs[i] = weights[at[i]];
  }
  return { values: picked, features, weights: theirs };
}
