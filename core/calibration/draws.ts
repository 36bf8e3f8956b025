/**
 * The draws of one bin after the other, gathered in blocks of bins because they lie a whole grid apart.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";

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
  const rows = Array.from({ length: BLOCK }, () => new Float64Array(draws));
  for (let run = 0; run < runs; run++) {
    for (let start = 0; start < bins; start += BLOCK) {
      const width = Math.min(BLOCK, bins - start);
      for (let draw = 0; draw < draws; draw++) {
        const from = (run * draws + draw) * bins + start;
        for (let i = 0; i < width; i++) rows[i][draw] = values[from + i];
      }
      for (let i = 0; i < width; i++) visit(run, start + i, rows[i]);
    }
  }
}

/** Sorts a short array of numbers in place, ascending. */
export function sortShort(values: Float64Array): Float64Array {
  if (values.length > 128) return values.sort();
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    let j = i - 1;
    for (; j >= 0 && values[j] > value; j--) values[j + 1] = values[j];
    values[j + 1] = value;
  }
  return values;
}

/** Number of values of an ascending array that are below a value. */
export function countBelow(sorted: Float64Array, value: number): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
