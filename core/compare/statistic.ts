/**
 * What a statistic of two samples is.
 *
 * @module
 */
import type { WeightedPoints } from "./points.ts";

/** A statistic of two samples: larger where they differ more. */
export interface TwoSampleStatistic {
  /** Name of the statistic, such as "energy distance". */
  readonly name: string;
  /** Default number of events of each sample in a test, set by its cost. */
  readonly most: number;
  /**
   * Prepares the pooled points once, in a way that no label enters.
   *
   * @returns The statistic of labels `[events]`, 1 for events of the first sample and 0 for those of the
   * second. Weights are normalised within each sample.
   */
  prepare(pooled: WeightedPoints): (first: Uint8Array) => number;
  /** The same for large samples, whose events all take part. */
  readonly large?: LargeStatistic;
}

/** A statistic whose labels are those of blocks of events. */
export interface LargeStatistic {
  /** Tests take it where each sample has more events than these. */
  readonly above: number;
  /**
   * Prepares the pooled points once, in a way that no label enters.
   *
   * @param size Events of a block; events of a block follow each other and are of one sample.
   * @returns The statistic of labels `[blocks]`, 1 for blocks of the first sample and 0 for those of the second.
   */
  prepare(pooled: WeightedPoints, size: number): (first: Uint8Array) => number;
}

/** Weights normalised to sum 1 in the first sample and to -1 in the second, `[events]`. */
export function normalisedDifference(weights: Float64Array, first: Uint8Array): Float64Array {
  let sumOfFirst = 0, sumOfSecond = 0;
  for (let i = 0; i < weights.length; i++) {
    if (first[i] === 1) sumOfFirst += weights[i];
    else sumOfSecond += weights[i];
  }
  const out = new Float64Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    out[i] = first[i] === 1 ? weights[i] / sumOfFirst : -weights[i] / sumOfSecond;
  }
  return out;
}
