/**
 * Samples of events in bins, with weights or without, and the noise of counting them.
 *
 * The weights of n events of a bin add up to s with the variance v, the sum of their squares. So do Poisson counts of
 * s^2 / v effective events that carry v / s each (Bohm and Zech, arXiv:1309.1287). Where weights have both signs, v / s
 * scatters with s: ranks of such a truth among calibrated draws are uniform to a tenth from some hundred effective
 * events a bin.
 *
 * @module
 */
import { checkFinite, checkLength } from "../check.ts";
import { multinomial } from "../multinomial.ts";
import type { Stream } from "../random.ts";

/** How a sample was counted. */
export interface Counting {
  /** All events, those beyond the bins too; of weighted ones the effective number, (sum w)^2 / sum w^2. */
  readonly events: number;
  /**
   * Mass of one effective event in each bin and, last, beyond the bins, `[bins + 1]`: sum w^2 over sum w there, over
   * the sum of all weights. Omit it for events of equal weights, of which each carries 1 / events.
   */
  readonly eventMasses?: Float64Array;
}

/** Masses of bins that were counted. */
export interface Sample {
  /** Share of the sum of all weights in each bin, `[bins]`. */
  readonly masses: Float64Array;
  /** How they were counted. */
  readonly counting: Counting;
}

/**
 * A sample of weighted events. Weights that are all equal give the counts of events over their number.
 *
 * Also what several samples of one law have in common: of the means of their masses and of their squares over their
 * squared sums.
 *
 * @param sums Sum of the weights in each bin and, last, beyond the bins, `[bins + 1]`.
 * @param squares Sum of the squared weights likewise.
 * @param what What the events are, for sentences.
 * @throws {TypeError} If the arrays differ in length.
 * @throws {RangeError} If a number is not finite, there is no event, or the weights of a bin with events, or of those
 * beyond the bins, do not add up to more than 0.
 *
 * @example Four events, one of them of the weight -1
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { weightedSample } from "./sample.ts";
 *
 * const { masses, counting } = weightedSample(Float64Array.of(2, 2, 0), Float64Array.of(4, 4, 0));
 * assertEquals([...masses], [0.5, 0.5]);
 * assertEquals(counting.events, 2);
 * assertThrows(
 *   () => weightedSample(Float64Array.of(2, -1, 0), Float64Array.of(4, 1, 0)),
 *   RangeError,
 *   "or its bins be wider: current value is -1 in bin 1",
 * );
 * ```
 */
export function weightedSample(
  sums: Float64Array,
  squares: Float64Array,
  what = "weighted events",
): Sample {
  const act = `measure ${what}`;
  checkLength(act, "array of sums of squared weights", squares, sums.length);
  checkFinite(act, "array of sums of weights", sums);
  checkFinite(act, "array of sums of squared weights", squares);
  const beyond = sums.length - 1;
  const where = (bin: number) => bin === beyond ? "beyond the bins" : `in bin ${bin}`;
  for (const [bin, square] of squares.entries()) {
    if (square === 0 ? sums[bin] !== 0 : square < 0) {
      throw new RangeError(
        `Cannot ${act} as the sum of their squared weights must be above 0 where there are events: current value is ${square} ${
          where(bin)
        }`,
      );
    }
    if (square > 0 && !(sums[bin] > 0)) {
      throw new RangeError(
        `Cannot ${act} as the weights of each bin must add up to more than 0, or its bins be wider: current value is ${
          sums[bin]
        } ${where(bin)}`,
      );
    }
  }
  const total = add(sums);
  if (!(total > 0)) {
    throw new RangeError(`Cannot ${act} as there must be events: current value is 0`);
  }
  // Of one effective event.
  const weight = add(squares) / total;
  const counts = sums.map((sum) => Math.round(sum / weight));
  const equal = counts.every((count, bin) =>
    Math.abs(sums[bin] - count * weight) <= ROUNDING * sums[bin] &&
    Math.abs(squares[bin] - sums[bin] * weight) <= ROUNDING * squares[bin]
  );
  if (equal) {
    const events = add(counts);
    return { masses: counts.subarray(0, beyond).map((n) => n / events), counting: { events } };
  }
  return {
    masses: sums.subarray(0, beyond).map((sum) => sum / total),
    counting: {
      events: total / weight,
      eventMasses: sums.map((sum, bin) => (sum > 0 ? squares[bin] / sum : weight) / total),
    },
  };
}

/** Relative errors of the sums of many weights. */
const ROUNDING = 1e-9;

function add(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * Effective events of each bin, `[bins]`: (sum w)^2 / sum w^2.
 *
 * @example A bin of events of the weights 1 and 3
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { effectiveEvents, weightedSample } from "./sample.ts";
 *
 * const [first] = effectiveEvents(weightedSample(Float64Array.of(4, 1, 0), Float64Array.of(10, 1, 0)));
 * assertAlmostEquals(first, 1.6, 1e-12);
 * ```
 */
export function effectiveEvents(
  { masses, counting: { events, eventMasses } }: Sample,
): Float64Array {
  return masses.map((mass, bin) =>
    eventMasses === undefined ? mass * events : mass / eventMasses[bin]
  );
}

/**
 * Variance by counting of the share of a sample in one bin: p (1 - p) / N. Of weighted events it is
 * v (1 - 2 p) + p^2 V, with v the sum of squares there and V of all, over the squared sum of weights.
 *
 * @param mass Mass p of the bin, 0 to 1.
 * @returns Squared probability
 *
 * @example A quarter of 300 events
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { massVariance } from "./sample.ts";
 *
 * assertAlmostEquals(massVariance(0.25, 0, { events: 300 }), 0.25 ** 2 / 100, 1e-12);
 * ```
 */
export function massVariance(
  mass: number,
  bin: number,
  { events, eventMasses }: Counting,
): number {
  const variance = eventMasses === undefined
    ? mass * (1 - mass) / events
    : mass * eventMasses[bin] * (1 - 2 * mass) + mass * mass / events;
  return Math.max(0, variance);
}

/**
 * How a sample is counted in wider bins: sums of squares add up.
 *
 * @param merge Adds up values of bins, `[bins]`, to those of the wider bins.
 *
 * @example Two bins become one
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { mergedCounting, weightedSample } from "./sample.ts";
 *
 * const sample = weightedSample(Float64Array.of(4, 1, 5), Float64Array.of(10, 1, 5));
 * const merged = mergedCounting(sample, ([a, b]) => Float64Array.of(a + b));
 * assertAlmostEquals(merged.eventMasses![0], 11 / 5 / 10, 1e-12);
 * ```
 */
export function mergedCounting(
  { masses, counting: { events, eventMasses } }: Sample,
  merge: (values: Float64Array) => Float64Array,
): Counting {
  if (eventMasses === undefined) return { events };
  const wide = merge(masses);
  const squares = merge(masses.map((mass, bin) => mass * eventMasses[bin]));
  const merged = new Float64Array(wide.length + 1).fill(eventMasses[masses.length]);
  for (const [bin, mass] of wide.entries()) {
    merged[bin] = mass > 0 ? squares[bin] / mass : 1 / events;
  }
  return { events, eventMasses: merged };
}

/** Effective events of a simulated sample. */
export interface EffectiveCounts {
  /** Effective events in each bin and, last, beyond the bins, `[bins + 1]`. */
  readonly counts: Float64Array;
  /** How many of them make up the whole mass 1, `[bins + 1]`: masses are their quotients. */
  readonly perMass: Float64Array;
}

/**
 * Counts a sample of given masses as another sample was counted: effective events of weight e are multinomial, with
 * probabilities in proportion to mass / e, and so many as are expected.
 *
 * @param masses Mass of each bin and, last, beyond the bins, `[bins + 1]`, not negative.
 * @throws {RangeError} If all masses are 0, or the number of events is not a whole number of at least 0.
 *
 * @example A tenth of a thousand events
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { countedAs } from "./sample.ts";
 *
 * const { counts, perMass } = countedAs({ events: 1000 }, Float64Array.of(0.1, 0.9), Stream.fromSeed(1));
 * assertAlmostEquals(counts[0] / perMass[0], 0.1, 5 * Math.sqrt(0.1 / 1000));
 * ```
 */
export function countedAs(
  { events, eventMasses }: Counting,
  masses: Float64Array,
  stream: Stream,
): EffectiveCounts {
  if (eventMasses === undefined) {
    return {
      counts: multinomial(masses, events, stream),
      perMass: new Float64Array(masses.length).fill(events),
    };
  }
  const expected = masses.map((mass, bin) => mass / eventMasses[bin]);
  const counts = multinomial(expected, Math.max(1, Math.round(add(expected))), stream);
  const total = counts.reduce((sum, count, bin) => sum + count * eventMasses[bin], 0);
  return { counts, perMass: eventMasses.map((mass) => total / mass) };
}
