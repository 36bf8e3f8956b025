/**
 * Differential amplification: a test along the likelihood ratio, without bins.
 *
 * @module
 */
import { checkFinite, checkInteger, checkPositive } from "../check.ts";
import { exp } from "../elementary.ts";

/**
 * Largest distance between the empirical distributions of two samples (Kolmogorov-Smirnov).
 *
 * @param a Numbers, not empty.
 * @param b Numbers, not empty.
 * @returns A probability.
 * @throws {RangeError} If a sample is empty or a number is not finite.
 *
 * @example Samples side by side
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { kolmogorovSmirnov } from "./mod.ts";
 *
 * assertEquals(kolmogorovSmirnov([1, 2], [3, 4]), 1);
 * assertEquals(kolmogorovSmirnov([1, 3], [2, 4]), 0.5);
 * ```
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (const sample of [a, b]) {
    checkInteger("compare samples", "size of a sample", sample.length, 1);
    checkFinite("compare samples", "sample", sample);
  }
  const x = Float64Array.from(a).sort();
  const y = Float64Array.from(b).sort();
  let i = 0, j = 0, most = 0;
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === at) i++;
    while (j < y.length && y[j] === at) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}

/**
 * Probability that the Kolmogorov distribution exceeds a value: 2 sum_k (-1)^(k-1) exp(-2 k^2 x^2), or,
 * below 1, by the equal series that converges there.
 *
 * @returns A probability; 1 unless x is above 0.
 *
 * @example The usual five percent
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { kolmogorovSurvival } from "./mod.ts";
 *
 * assertAlmostEquals(kolmogorovSurvival(1.3581), 0.05, 1e-5);
 * ```
 */
export function kolmogorovSurvival(x: number): number {
  if (!(x > 0)) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k < 20; k += 2) sum += exp(-k * k * Math.PI * Math.PI / (8 * x * x));
    return 1 - Math.sqrt(2 * Math.PI) / x * sum;
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * exp(-2 * k * k * x * x);
  return sum;
}

/**
 * The value that the Kolmogorov distribution exceeds with a probability, by bisection.
 *
 * @param exceeded Probability between 0 and 1.
 * @returns A pure number, from 0 to 10.
 * @throws {RangeError} If the probability is not between 0 and 1.
 *
 * @example The usual five percent
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { kolmogorovQuantile } from "./mod.ts";
 *
 * assertAlmostEquals(kolmogorovQuantile(0.05), 1.3581, 1e-5);
 * ```
 */
export function kolmogorovQuantile(exceeded: number): number {
  if (!(exceeded > 0 && exceeded < 1)) {
    throw new RangeError(
      `Cannot invert the Kolmogorov distribution as the probability must be between 0 and 1: current value is ${exceeded}`,
    );
  }
  let low = 0, high = 10;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (kolmogorovSurvival(middle) > exceeded) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Number of events; null where the reference is too small to set a bound. */
export type Events = number | null;

/** How many true events a generated sample is worth where it differs most. */
export interface DifferentialAmplification {
  /** Kolmogorov-Smirnov distance of the generated from the reference sample. */
  readonly distance: number;
  /** p-value of the hypothesis that both samples have the same distribution. */
  readonly pValue: number;
  /**
   * Events of a true sample whose median distance from the reference equals `distance`; null where the
   * reference is so small that even infinitely many true events would be further away.
   */
  readonly events: Events;
  /** Lower end of the confidence interval of `events`; null where unbounded. */
  readonly lower: Events;
  /** Upper end of the same. */
  readonly upper: Events;
  /** `events` over the training events. */
  readonly amplification: Events;
  /** Lower end of its confidence interval; null where unbounded. */
  readonly amplificationLower: Events;
  /** Upper end of the same. */
  readonly amplificationUpper: Events;
}

/** Options of {@linkcode differentialAmplification}. */
export interface DifferentialOptions {
  /** Confidence of the interval, default 0.6827. */
  readonly confidence?: number;
}

/**
 * Differential amplification, in the manner of arXiv:2509.08048: generated and reference points are
 * ordered by the likelihood ratio p_generated(x) / p_true(x), the most powerful statistic to separate
 * them, and compared by a Kolmogorov-Smirnov test. Along the likelihood ratio the distance of the
 * distributions is their total variation distance, so no local difference is averaged out.
 *
 * A true sample of n events and a reference of m events have a distance of lambda sqrt(1/n + 1/m),
 * where lambda follows the Kolmogorov distribution. A measured distance d corresponds to
 *
 *     n = 1 / ((d / lambda)^2 - 1/m)
 *
 * true events: the median of lambda gives the estimate, its quantiles the interval. The reference is a
 * large true sample where the truth is known, else a sample that the fit has not seen, whose size
 * limits what can be claimed. The ratio must not have been learned from the points given here.
 *
 * @param generated Likelihood ratio of the generated points, or any increasing function of it.
 * @param reference The same of the reference points.
 * @param nTrain Training events N.
 * @returns Distance and p-value as probabilities, numbers of events, and amplifications as pure numbers.
 * @throws {RangeError} If a sample is empty, a number is not finite, or an option breaks its rule.
 *
 * @example A sample that is clearly wrong is worth few events
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { differentialAmplification } from "./mod.ts";
 *
 * const reference = Array.from({ length: 1000 }, (_, i) => i / 1000);
 * const generated = reference.map((x) => x * x);
 * assertLess(differentialAmplification(generated, reference, 1000).events!, 20);
 * ```
 */
export function differentialAmplification(
  generated: ArrayLike<number>,
  reference: ArrayLike<number>,
  nTrain: number,
  options: DifferentialOptions = {},
): DifferentialAmplification {
  const { confidence = 0.6827 } = options;
  checkPositive("measure amplification", "number of training events", nTrain);
  const distance = kolmogorovSmirnov(generated, reference);
  const n = generated.length, m = reference.length;
  const size = Math.sqrt(n * m / (n + m));
  const events = (exceeded: number): Events => {
    const ratio = distance / kolmogorovQuantile(exceeded);
    const inverse = ratio * ratio - 1 / m;
    return inverse > 0 ? 1 / inverse : null;
  };
  const tail = (1 - confidence) / 2;
  const estimate = { events: events(0.5), lower: events(1 - tail), upper: events(tail) };
  const over = (count: Events) => count === null ? null : count / nTrain;
  return {
    distance,
    // Stephens' correction of the effective size, JRSS B 32 (1970) 115.
    pValue: kolmogorovSurvival((size + 0.12 + 0.11 / size) * distance),
    ...estimate,
    amplification: over(estimate.events),
    amplificationLower: over(estimate.lower),
    amplificationUpper: over(estimate.upper),
  };
}
