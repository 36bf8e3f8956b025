/**
 * The draws of one bin after the other, gathered in blocks of bins because they lie a whole grid apart.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";
import { type Counts, countsUpTo } from "../counts.ts";

const BLOCK = 64;

/**
 * Visits the draws of each bin of each run, run by run and bin by bin.
 *
 * @param visit Called with the run, the bin and that bin's masses, `[draws]`; the array is reused.
 */
export function eachBin(
  masses: Masses,
  visit: (run: number, bin: number, draws: Float64Array) => void,
): void {
  const { runs, draws, values } = masses;
  const bins = binCount(masses);
  const block = new Float64Array(Math.min(BLOCK, bins) * draws);
  const rows = Array.from(
    { length: block.length / draws },
    (_, i) => block.subarray(i * draws, (i + 1) * draws),
  );
  for (let run = 0; run < runs; run++) {
    for (let start = 0; start < bins; start += BLOCK) {
      const width = Math.min(BLOCK, bins - start);
      for (let draw = 0; draw < draws; draw++) {
        const from = (run * draws + draw) * bins + start;
        for (let i = 0; i < width; i++) block[i * draws + draw] = values[from + i];
      }
      for (let i = 0; i < width; i++) visit(run, start + i, rows[i]);
    }
  }
}

/** Longest arrays for which {@linkcode ShortSort} is the fastest. */
const LONGEST = 1000;

/**
 * Sorts arrays of one length, in a number of steps that grows as the length if the values are spread
 * about evenly: they are counted in as many equal intervals as there are values, placed interval by
 * interval, and put in order by insertion.
 */
export class ShortSort {
  /** The interval of each value. */
  readonly #intervals: Uint32Array;
  /** End of each interval among the placed values. */
  readonly #ends: Uint32Array;
  readonly #sorted: Float64Array;
  readonly #order: Counts;

  constructor(length: number) {
    this.#intervals = new Uint32Array(length);
    this.#ends = new Uint32Array(length);
    this.#sorted = new Float64Array(length);
    this.#order = countsUpTo(length, length);
  }

  /** Sorts finite numbers in place, ascending. */
  sort(values: Float64Array): Float64Array {
    const { length } = values;
    if (length > LONGEST) return values.sort();
    const order = this.order(values), sorted = this.#sorted;
    for (let i = 0; i < length; i++) sorted[i] = values[order[i]];
    values.set(sorted);
    return values;
  }

  /**
   * The places of finite numbers in ascending order; equal numbers keep their order.
   *
   * @returns `[length]`; the array is reused.
   */
  order(values: Float64Array): Counts {
    const order = this.#order;
    if (values.length > LONGEST) {
      for (let i = 0; i < order.length; i++) order[i] = i;
      return order.sort((a, b) => values[a] - values[b] || a - b);
    }
    this.#spread(values, order);
    for (let i = 1; i < order.length; i++) {
      const place = order[i], value = values[place];
      let j = i - 1;
      for (; j >= 0 && values[order[j]] > value; j--) order[j + 1] = order[j];
      order[j + 1] = place;
    }
    return order;
  }

  /** Places of the values, interval by interval. */
  #spread(values: Float64Array, order: Counts): void {
    const { length } = values, intervals = this.#intervals, ends = this.#ends.fill(0);
    let lowest = values[0], highest = values[0];
    for (let i = 1; i < length; i++) {
      if (values[i] < lowest) lowest = values[i];
      else if (values[i] > highest) highest = values[i];
    }
    // Of equal numbers the scale is infinite, and the whole part of NaN is the first interval.
    const scale = (length - 1) / (highest - lowest);
    for (let i = 0; i < length; i++) {
      intervals[i] = (values[i] - lowest) * scale;
      ends[intervals[i]]++;
    }
    for (let interval = 1; interval < length; interval++) ends[interval] += ends[interval - 1];
    for (let i = length - 1; i >= 0; i--) order[--ends[intervals[i]]] = i;
  }
}

/** Number of values of an ascending part of an array, by default all of it, that are below a value. */
export function countBelow(
  sorted: Float64Array,
  value: number,
  from = 0,
  to = sorted.length,
): number {
  let low = from, high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low - from;
}
