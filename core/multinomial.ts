/**
 * Counts of a random sample, without drawing its events.
 *
 * @module
 */
import { checkFinite, checkInteger } from "./check.ts";
import type { Stream } from "./random.ts";

/**
 * Number of successes in n trials of probability p, in about log2(n) steps: the median of n uniform
 * numbers is a Beta number, and each step keeps the side on which p lies (Relles, JASA 67, 1972).
 *
 * @param n Number of trials.
 * @param p Probability of a success, from 0 to 1.
 * @returns Number of successes, from 0 to n.
 * @throws {RangeError} If n is not a whole number of at least 0, or p is not from 0 to 1.
 *
 * @example A sure success
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Stream } from "./random.ts";
 * import { binomial } from "./multinomial.ts";
 *
 * assertEquals(binomial(1000, 1, Stream.fromSeed(1)), 1000);
 * ```
 */
export function binomial(n: number, p: number, stream: Stream): number {
  const act = "draw a binomial number";
  checkInteger(act, "number of trials", n, 0);
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(
      `Cannot ${act} as the probability must be from 0 to 1: current value is ${p}`,
    );
  }
  let successes = 0;
  while (n > 16) {
    if (p <= 0) return successes;
    if (p >= 1) return successes + n;
    const below = 1 + Math.floor(n / 2);
    const above = n + 1 - below;
    const g = stream.gamma(below);
    const median = g / (g + stream.gamma(above));
    if (median <= p) {
      successes += below;
      n = above - 1;
      p = (p - median) / (1 - median);
    } else {
      n = below - 1;
      p /= median;
    }
  }
  for (; n > 0; n--) if (stream.uniform() < p) successes++;
  return successes;
}

/**
 * Counts of `events` independent events in bins, by repeated halving of the range of bins.
 *
 * @param probabilities `[bins]`, not negative; scaled to a sum of 1.
 * @returns `[bins]`, counts with sum `events`
 * @throws {RangeError} If a probability is negative or not finite, all are zero, or `events` is not a
 * whole number of at least 0.
 *
 * @example A million events
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Stream } from "./random.ts";
 * import { multinomial } from "./multinomial.ts";
 *
 * const counts = multinomial(Float64Array.of(0.5, 0.3, 0.2), 1e6, Stream.fromSeed(1));
 * assertEquals(counts[0] + counts[1] + counts[2], 1e6);
 * ```
 */
export function multinomial(
  probabilities: Float64Array,
  events: number,
  stream: Stream,
): Float64Array {
  const act = "draw counts";
  checkFinite(act, "array of probabilities", probabilities);
  checkInteger(act, "number of events", events, 0);
  const bins = probabilities.length;
  const cumulative = new Float64Array(bins + 1);
  for (let bin = 0; bin < bins; bin++) {
    if (probabilities[bin] < 0) {
      throw new RangeError(
        `Cannot ${act} as no probability may be negative: current value is ${
          probabilities[bin]
        } at bin ${bin}`,
      );
    }
    cumulative[bin + 1] = cumulative[bin] + probabilities[bin];
  }
  if (cumulative[bins] === 0) {
    throw new RangeError(`Cannot ${act} as some probability must be above 0: current value is 0`);
  }
  const counts = new Float64Array(bins);
  const share = (from: number, to: number, n: number) => {
    if (n === 0) return;
    if (to - from === 1) {
      counts[from] = n;
      return;
    }
    const middle = (from + to) >> 1;
    const whole = cumulative[to] - cumulative[from];
    const left = binomial(n, (cumulative[middle] - cumulative[from]) / whole, stream);
    share(from, middle, left);
    share(middle, to, n - left);
  };
  share(0, bins, events);
  return counts;
}
