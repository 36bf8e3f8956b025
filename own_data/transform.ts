/**
 * Features as flows are fitted to them: a curve takes bounds and tails away, then mean 0 and standard deviation 1.
 *
 * @module
 */
import { exp, log, log1p } from "../core/elementary.ts";

/** A monotonic map of a feature to all real numbers. */
export type Curve =
  | { readonly kind: "linear" }
  /** ln (x - lower), of features with a lower end. */
  | { readonly kind: "above"; readonly lower: number }
  /** -ln (upper - x), of features with an upper end. */
  | { readonly kind: "below"; readonly upper: number }
  /** ln ((x - lower) / (upper - x)), of features with both. */
  | { readonly kind: "between"; readonly lower: number; readonly upper: number }
  /** arsinh ((x - centre) / scale), of features with two long tails. */
  | { readonly kind: "tails"; readonly centre: number; readonly scale: number };

/** The transform of a feature: (curve (x) - mean) / deviation. */
export interface Transform {
  readonly curve: Curve;
  readonly mean: number;
  readonly deviation: number;
}

/** What an end or a pair of tails must gain to be worth it, nats per event. */
export const leastGain = 0.05;

/** How many of those a curve has. */
const bends: Readonly<Record<Curve["kind"], number>> = {
  linear: 0,
  above: 1,
  below: 1,
  between: 2,
  tails: 1,
};

/** The value of a curve. */
function valueOf(curve: Curve, x: number): number {
  switch (curve.kind) {
    case "linear":
      return x;
    case "above":
      return log(x - curve.lower);
    case "below":
      return -log(curve.upper - x);
    case "between":
      return log(x - curve.lower) - log(curve.upper - x);
    case "tails": {
      const u = (x - curve.centre) / curve.scale, size = Math.abs(u);
      return Math.sign(u) * log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
    }
  }
}

/** Logarithm of the slope of a curve, which is positive. */
function logSlopeOf(curve: Curve, x: number): number {
  switch (curve.kind) {
    case "linear":
      return 0;
    case "above":
      return -log(x - curve.lower);
    case "below":
      return -log(curve.upper - x);
    case "between":
      return log(curve.upper - curve.lower) - log(x - curve.lower) - log(curve.upper - x);
    case "tails": {
      const u = (x - curve.centre) / curve.scale;
      return -log(curve.scale) - log1p(u * u) / 2;
    }
  }
}

/** Largest value of a bent curve; the exponential of more would not fit single precision. */
const steepest = 80;

/** The feature at a value of a curve. */
function inverseOf(curve: Curve, value: number): number {
  const y = curve.kind === "linear" ? value : Math.max(-steepest, Math.min(steepest, value));
  switch (curve.kind) {
    case "linear":
      return y;
    case "above":
      return curve.lower + exp(y);
    case "below":
      return curve.upper - exp(-y);
    case "between": {
      const { lower, upper } = curve;
      return y < 0
        ? lower + (upper - lower) * (exp(y) / (1 + exp(y)))
        : upper - (upper - lower) * (exp(-y) / (1 + exp(-y)));
    }
    case "tails":
      return curve.centre + curve.scale * (exp(y) - exp(-y)) / 2;
  }
}

/** Mean and standard deviation. */
function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/**
 * The transform of a feature. Of the curves it has the one by which a normal distribution fits the training events
 * best, as in the choice of a power by Box and Cox (J. R. Stat. Soc. B 26 (1964) 211), where each end and each pair of
 * tails must gain {@linkcode leastGain}. Ends are those of all events, held-out ones too, so that every event has a
 * density; they lie outside by the interquartile range over the number of training events.
 *
 * @param training Values of training events, `[n]`, finite and not all equal.
 * @param lowest The least of all events.
 * @param highest The largest of all events.
 *
 * @example A falling spectrum becomes its logarithm
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { transformOf } from "./transform.ts";
 *
 * const falling = Float64Array.from({ length: 1000 }, (_, i) => -100 * Math.log((i + 0.5) / 1000));
 * assertEquals(transformOf(falling, Math.min(...falling), Math.max(...falling)).curve.kind, "above");
 * ```
 */
export function transformOf(training: Float64Array, lowest: number, highest: number): Transform {
  const sorted = training.toSorted(), n = sorted.length;
  const quartile = (share: number) => sorted[Math.floor(share * (n - 1))];
  const width = quartile(0.75) - quartile(0.25) || highest - lowest;
  const lower = lowest - width / n, upper = highest + width / n;
  const curves: readonly Curve[] = [
    { kind: "linear" },
    { kind: "above", lower },
    { kind: "below", upper },
    { kind: "between", lower, upper },
    { kind: "tails", centre: quartile(0.5), scale: width / 2 },
  ];
  const fitted = curves.map((curve) => {
    const moments = momentsOf(training.map((x) => valueOf(curve, x)));
    const slope = training.reduce((sum, x) => sum + logSlopeOf(curve, x), 0) / n;
    const gain = slope - log(moments.deviation) - leastGain * bends[curve.kind];
    return { curve, ...moments, gain };
  });
  const { curve, mean, deviation } = fitted.reduce((a, b) => b.gain > a.gain ? b : a);
  return { curve, mean, deviation };
}

/**
 * The transforms of all features.
 *
 * @param training `[n, features]`
 * @param heldOut `[m, features]`; only its ends matter.
 */
export function transformsOf(
  training: Float64Array,
  heldOut: Float64Array,
  features: number,
): Transform[] {
  const column = (values: Float64Array, feature: number) =>
    Float64Array.from(
      { length: values.length / features },
      (_, i) => values[i * features + feature],
    );
  return Array.from({ length: features }, (_, feature) => {
    const values = column(training, feature);
    let lowest = Infinity, highest = -Infinity;
    for (const x of [...values, ...column(heldOut, feature)]) {
      lowest = Math.min(lowest, x);
      highest = Math.max(highest, x);
    }
    return transformOf(values, lowest, highest);
  });
}

/** Events as the flow has them, `[n, features]`. */
export function toFlow(transforms: readonly Transform[], events: Float64Array): Float32Array {
  return Float32Array.from(events, (x, i) => {
    const { curve, mean, deviation } = transforms[i % transforms.length];
    return (valueOf(curve, x) - mean) / deviation;
  });
}

/** Points of a flow as events, `[n, features]`. */
export function fromFlow(transforms: readonly Transform[], points: Float32Array): Float32Array {
  return points.map((z, i) => {
    const { curve, mean, deviation } = transforms[i % transforms.length];
    return inverseOf(curve, mean + deviation * z);
  });
}

/**
 * What turns the log density of a flow into that of events: the logarithm of |d point / d event|.
 *
 * @returns Nats, `[n]`, for features in their units.
 */
export function logVolume(transforms: readonly Transform[], events: Float64Array): Float64Array {
  const features = transforms.length;
  const out = new Float64Array(events.length / features);
  events.forEach((x, i) => {
    const { curve, deviation } = transforms[i % features];
    out[Math.floor(i / features)] += logSlopeOf(curve, x) - log(deviation);
  });
  return out;
}

/** A transform in words, before mean and deviation. */
export function curveInWords({ curve }: Transform, number: (x: number) => string): string {
  const from = (place: number) => place < 0 ? `x + ${number(-place)}` : `x − ${number(place)}`;
  switch (curve.kind) {
    case "linear":
      return "as it is";
    case "above":
      return `ln (${from(curve.lower)})`;
    case "below":
      return `−ln (${number(curve.upper)} − x)`;
    case "between":
      return `ln ((${from(curve.lower)}) / (${number(curve.upper)} − x))`;
    case "tails":
      return `arsinh ((${from(curve.centre)}) / ${number(curve.scale)})`;
  }
}
