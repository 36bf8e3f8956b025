/**
 * Permutation tests of the hypothesis that two samples have one distribution.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { quantile } from "../quantile.ts";
import type { Stream } from "../random.ts";
import { eventCount, pick, pool, type WeightedPoints } from "./points.ts";
import type { TwoSampleStatistic } from "./statistic.ts";
import { statistics } from "./statistics.ts";

/** Blocks of events of both samples together, where blocks change places: so many that hardly any power is lost. */
const BLOCKS = 1000;

/** Options of {@linkcode twoSampleTests}. */
export interface TwoSampleOptions {
  /** Randomness of thinning and permutations. */
  readonly stream: Stream;
  /** Random permutations of labels, default 999. */
  readonly permutations?: number;
  /**
   * Events of each sample that every statistic takes, default its own number: 3,000 where it is a sum
   * over pairs, else 10,000. Larger samples are thinned at random. By default the kernel distance of samples of more than
   * 100,000 events takes all of them, but for what is left of equal blocks.
   */
  readonly most?: number;
  /** Statistics, default all. */
  readonly statistics?: readonly TwoSampleStatistic[];
  /** Called after each evaluation of a statistic. */
  readonly report?: (done: number, total: number) => void;
}

/** A statistic of two samples and its null distribution. */
export interface TwoSampleResult {
  /** Name of the statistic. */
  readonly name: string;
  /** Its value for the samples. */
  readonly value: number;
  /** Probability of a value as large or larger where both samples have one distribution. */
  readonly pValue: number;
  /** 95 % of permutations lie below. */
  readonly upper: number;
  /** Events that entered. */
  readonly used: { readonly first: number; readonly second: number };
}

/**
 * All {@linkcode statistics} of two samples and their permutation p-values
 *
 *     p = (b + 1) / (B + 1)
 *
 * where b of B random permutations of the labels give a value as large as the samples or larger. Events
 * keep their weights. Statistics that take equally many events see the same permutations. Where a statistic takes all events of
 * large samples, each sample is divided at random into blocks of one size, and labels of blocks are permuted; p-values are
 * as exact, because blocks have one distribution where events do.
 *
 * The p-values are exact, for any number of events and permutations, if events and their weights have
 * one joint distribution in both samples. Weights of different distributions, such as those of a weighted
 * sample and of one without, have one variance in the samples and another in their permutations, unless
 * both samples are of one size. Samples with weights are therefore thinned to one size; their p-values
 * then hold in the limit of many events.
 *
 * Features are put on the scale of their pooled means and standard deviations first.
 *
 * @returns One result for each statistic; pure numbers.
 * @throws {TypeError} If the samples differ in their number of features or a length does not fit.
 * @throws {RangeError} If a sample has fewer than 2 events, a number is not finite, the sum of a sample's
 * weights is not above 0, or an option breaks its rule.
 *
 * Source: Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9 (2010) 39 (p-values); Chung and Romano, Ann.
 * Statist. 41 (2013) 484 (distributions that differ otherwise).
 *
 * @example A shifted sample
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { twoSampleTests } from "./mod.ts";
 * import { Stream } from "../random.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const values = stream.split("first").normals(new Float64Array(400));
 * const shifted = stream.split("second").normals(new Float64Array(400)).map((x) => x + 1);
 * const [energy] = twoSampleTests(
 *   { values, features: 2 },
 *   { values: shifted, features: 2 },
 *   { stream, permutations: 99 },
 * );
 * assertEquals(energy.pValue, 0.01);
 * assert(energy.value > energy.upper);
 * ```
 */
export function twoSampleTests(
  first: WeightedPoints,
  second: WeightedPoints,
  { stream, permutations = 999, most, statistics: all = Object.values(statistics), report }:
    TwoSampleOptions,
): TwoSampleResult[] {
  const act = "compare samples";
  checkInteger(act, "number of permutations", permutations, 1);
  if (most !== undefined) checkInteger(act, "number of events of each sample", most, 2);
  const pooled = pool(first, second);
  const sizes = [eventCount(first), eventCount(second)];
  const smaller = hasWeights(first) || hasWeights(second) ? Math.min(...sizes) : Infinity;
  const orders = sizes.map((size, i) => stream.split("thin", i).permutation(size));

  const evaluations = all.length * (permutations + 1);
  let done = 0;
  return all.map((statistic) => {
    const large = most === undefined &&
        Math.min(...sizes) > (statistic.large?.above ?? Infinity)
      ? statistic.large
      : undefined;
    const whole = sizes.map((size) =>
      Math.min(size, smaller, large === undefined ? most ?? statistic.most : Infinity)
    );
    // What changes places: an event, or a block of as many in either sample.
    const size = large === undefined ? 1 : Math.ceil((whole[0] + whole[1]) / BLOCKS);
    const [n, m] = whole.map((events) => Math.floor(events / size));
    const kept = new Uint32Array((n + m) * size);
    kept.set(orders[0].subarray(0, n * size));
    kept.set(orders[1].subarray(0, m * size).map((event) => sizes[0] + event), n * size);
    // In a random order, so that a statistic may make use of their order.
    const order = stream.split("order").permutation(n + m);
    const places = Uint32Array.from(
      kept,
      (_, i) => kept[order[Math.floor(i / size)] * size + i % size],
    );
    const ordered = pick(pooled, places);
    const measure = large === undefined ? statistic.prepare(ordered) : large.prepare(ordered, size);
    const evaluate = (places: Uint32Array) => {
      const labels = new Uint8Array(places.length);
      for (let i = 0; i < places.length; i++) labels[i] = places[i] < n ? 1 : 0;
      const value = measure(labels);
      report?.(++done, evaluations);
      return value;
    };
    const value = evaluate(order);
    const permuted = Float64Array.from(
      { length: permutations },
      (_, b) => evaluate(stream.split("permutation", b).permutation(n + m)),
    );
    const beyond = permuted.filter((other) => other >= value).length;
    return {
      name: statistic.name,
      value,
      pValue: (beyond + 1) / (permutations + 1),
      upper: quantile(permuted.sort(), 0.95),
      used: { first: n * size, second: m * size },
    };
  });
}

/** Whether weights differ between events. */
function hasWeights({ weights }: WeightedPoints): boolean {
  return weights !== undefined && weights.some((weight) => weight !== weights[0]);
}
