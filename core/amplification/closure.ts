/**
 * Closure: whether a sample of as many true events as the posterior claims to be worth is as close to the
 * truth as the posterior is.
 *
 * @module
 */
import { checkInteger, checkLength, checkPositive } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawMoments } from "../calibration/moments.ts";
import { type Truth, truthPerBin } from "../calibration/truth.ts";
import { log } from "../elementary.ts";
import type { Stream } from "../random.ts";
import { meanOverRuns, type RunsEstimate } from "../estimate.ts";
import { equivalentEvents } from "./estimators.ts";
import { multinomial } from "../multinomial.ts";

/**
 * Jensen-Shannon divergence D = 1/2 sum [p ln(2 p / (p + q)) + q ln(2 q / (p + q))].
 *
 * @param p Probabilities, `[bins]`.
 * @param q Probabilities, `[bins]`.
 * @returns Nats, 0 to ln 2.
 * @throws {TypeError} If the lengths differ.
 *
 * @example Distributions with nothing in common
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { jensenShannon } from "./mod.ts";
 *
 * assertAlmostEquals(jensenShannon([1, 0], [0, 1]), Math.LN2, 1e-15);
 * ```
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  checkLength("compare distributions", "second one", q, p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const a = p[i], b = q[i], both = a + b;
    if (a > 0) sum += a * log(2 * a / both);
    if (b > 0) sum += b * log(2 * b / both);
  }
  // Rounding may leave a trifle below 0.
  return Math.max(0, sum / 2);
}

/**
 * Jensen-Shannon divergence of the mean mass over draws from the truth.
 *
 * @returns Nats, `[runs]`.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If a true mass is not finite or not above zero.
 *
 * @example Draws that average to the truth
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { jensenShannonOfMean } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.4));
 * assertAlmostEquals(jensenShannonOfMean(draws, 0.5)[0], 0, 1e-15);
 * ```
 */
export function jensenShannonOfMean(masses: Masses, truth: Truth): number[] {
  const truths = truthPerBin(masses, truth);
  const bins = truths.length;
  const { mean } = drawMoments(masses);
  return Array.from(
    { length: masses.runs },
    (_, run) => jensenShannon(truths, mean.subarray(run * bins, (run + 1) * bins)),
  );
}

/**
 * Jensen-Shannon divergence of each draw from the truth.
 *
 * @returns Nats, `[runs, draws]`.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If a true mass is not finite or not above zero.
 *
 * @example Two draws equally far from the truth
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { jensenShannonOfDraws } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.4));
 * const [first, second] = jensenShannonOfDraws(draws, 0.5);
 * assertAlmostEquals(first, second, 1e-15);
 * ```
 */
export function jensenShannonOfDraws(masses: Masses, truth: Truth): Float64Array {
  const truths = truthPerBin(masses, truth);
  const bins = truths.length;
  return Float64Array.from(
    { length: masses.runs * masses.draws },
    (_, i) => jensenShannon(truths, masses.values.subarray(i * bins, (i + 1) * bins)),
  );
}

/**
 * Expected divergence of a sample of true events: (K - 1) / (8 N), the leading order for many events a
 * bin. For 2 N times the Kullback-Leibler divergence is chi-square with K - 1 degrees of freedom, and the
 * Jensen-Shannon divergence is a quarter of it.
 *
 * @param bins Number of bins K.
 * @param events Number of events N.
 * @returns Nats.
 * @throws {RangeError} If a number breaks its rule.
 *
 * @example A thousand events in nine bins
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { expectedJensenShannon } from "./mod.ts";
 *
 * assertAlmostEquals(expectedJensenShannon(9, 1000), 1e-3, 1e-15);
 * ```
 */
export function expectedJensenShannon(bins: number, events: number): number {
  checkInteger("expect a divergence", "number of bins", bins, 1);
  checkPositive("expect a divergence", "number of events", events);
  return (bins - 1) / (8 * events);
}

/**
 * Number of true events whose sample is as far from the truth: N = (K - 1) / (8 D), the inverse of
 * {@linkcode expectedJensenShannon}.
 *
 * @param bins Number of bins K.
 * @param divergence Divergence D, nats.
 * @returns Events.
 * @throws {RangeError} If the divergence is not above zero or there is one bin only.
 *
 * @example A thousand events in nine bins
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { eventsOfJensenShannon } from "./mod.ts";
 *
 * assertAlmostEquals(eventsOfJensenShannon(9, 1e-3), 1000, 1e-9);
 * ```
 */
export function eventsOfJensenShannon(bins: number, divergence: number): number {
  checkInteger("turn a divergence into events", "number of bins", bins, 2);
  checkPositive("turn a divergence into events", "divergence", divergence);
  return (bins - 1) / (8 * divergence);
}

/**
 * Jensen-Shannon divergence of one random sample of true events from the truth.
 *
 * @param truth True masses, `[bins]`.
 * @param events Number of events of the sample, 1 or more.
 * @returns Nats.
 * @throws {RangeError} If a true mass is negative or not finite, all are zero, or the number of events is
 * not a whole number of at least 1.
 *
 * @example One event is far from a flat truth
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { jensenShannon, sampledJensenShannon } from "./mod.ts";
 *
 * const sampled = sampledJensenShannon(Float64Array.of(0.5, 0.5), 1, Stream.fromSeed(1));
 * assertAlmostEquals(sampled, jensenShannon([0.5, 0.5], [1, 0]), 1e-15);
 * ```
 */
export function sampledJensenShannon(truth: Float64Array, events: number, stream: Stream): number {
  checkInteger("sample a divergence", "number of events", events, 1);
  const counts = multinomial(truth, events, stream);
  return jensenShannon(truth, counts.map((count) => count / events));
}

/**
 * Estimator of the number of true events that a posterior is worth: `"std"`, as in the amplification
 * figure; `"naive"`, the sum of the counts' standard deviations, as in the stored closure figure of
 * arXiv:2408.00838 (`amplification_naive = True`). Both are rounded down.
 */
export type ClosureSizing = "std" | "naive";

/** Options of {@linkcode closure}. */
export interface ClosureOptions {
  /** Default "std". */
  readonly sizing?: ClosureSizing;
  /** Points generated with each draw; required by "naive". */
  readonly pointsPerDraw?: number;
  /** Source of one sample of true events for each run; without it no sample is drawn. */
  readonly stream?: Stream;
}

/** Posterior and true sample side by side. */
export interface Closure {
  /** True events that each posterior is worth, `[runs]`. */
  readonly events: number[];
  /** Divergence of the mean mass from the truth, nats. */
  readonly generated: RunsEstimate;
  /** Expected divergence of samples of `events` true events, nats. */
  readonly expected: RunsEstimate;
  /** Divergence of one drawn sample for each run, nats; null without a stream. */
  readonly sampled: RunsEstimate | null;
  /** True events with the posterior's divergence: (K - 1) / (8 D). */
  readonly achieved: RunsEstimate;
}

/**
 * Compares the divergence of the posterior mean with that of the true sample it claims to be worth.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @returns Events and divergences in nats, with values of each run.
 * @throws {TypeError} If "naive" has no points per draw, or the truth does not have one number a bin.
 * @throws {RangeError} If there is one bin only, a posterior is worth less than one event, or the draws
 * of a bin do not differ.
 *
 * Source: arXiv:2408.00838, public code.
 *
 * @example Ten percent errors on two bins
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { closure } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.46, 0.54, 0.56, 0.44));
 * const { events, expected } = closure(draws, 0.5);
 * assertEquals(events, [200]);
 * assertEquals(expected.value, 1 / (8 * 200));
 * ```
 */
export function closure(masses: Masses, truth: Truth, options: ClosureOptions = {}): Closure {
  const { sizing = "std", pointsPerDraw, stream } = options;
  const truths = truthPerBin(masses, truth);
  const bins = binCount(masses);
  const events = equivalentEvents(masses, { estimator: sizing, pointsPerDraw }).map(Math.floor);
  const generated = jensenShannonOfMean(masses, truths);
  return {
    events,
    generated: meanOverRuns(generated),
    expected: meanOverRuns(events.map((n) => expectedJensenShannon(bins, n))),
    sampled: stream === undefined ? null : meanOverRuns(
      events.map((n, run) => sampledJensenShannon(truths, n, stream.split("run", run))),
    ),
    achieved: meanOverRuns(generated.map((d) => eventsOfJensenShannon(bins, d))),
  };
}
