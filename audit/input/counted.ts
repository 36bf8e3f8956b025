/**
 * Samples that were counted in bins: their masses, and how they were counted.
 *
 * @module
 */
import { type Counting, type Sample, weightedSample } from "../../core/binning/mod.ts";
import { sentence } from "../formats/source.ts";
import type { Histogram } from "./histogram.ts";
import { checkCounts } from "./masses.ts";

/** Sums of a sample: of its events, or of their weights where there are sums of squares. */
type Sums = Pick<Histogram, "counts" | "squares" | "beyond">;

/**
 * A sample from its sums.
 *
 * @param what Which sample of which file, for sentences.
 * @throws {RangeError} If there is no event, or weights add up to 0 or less, in all or in a bin that has events.
 */
export function countedSample(what: string, { counts, squares, beyond }: Sums): Sample {
  if (squares !== undefined) {
    return weightedSample(
      Float64Array.of(...counts, beyond.weights),
      Float64Array.of(...squares, beyond.squares),
      what,
    );
  }
  const events = counts.reduce((sum, count) => sum + count, beyond.weights);
  return { masses: counts.map((count) => count / events), counting: { events } };
}

/** Options of {@linkcode countsOfSample}. */
export interface CountsOptions {
  /** `[bins]`, sums of squares of weights; without them counts are whole numbers of events. */
  readonly squares?: Float64Array;
  /** Sum of all events or weights, those beyond the bins too; by default of those of the bins. */
  readonly total?: number;
}

/**
 * A sample from the counts of its bins.
 *
 * @param what Which sample, for sentences.
 * @throws {RangeError} If there is no event, more in the bins than in all, a count is not a whole number although there
 * are no squares, or a square is negative.
 */
export function countsOfSample(
  path: string,
  what: string,
  counts: Float64Array,
  { squares, total }: CountsOptions = {},
): Sample {
  if (squares === undefined) checkCounts(path, counts);
  const inside = counts.reduce((sum, count) => sum + count, 0);
  const weights = Math.max(0, (total ?? inside) - inside);
  if (total !== undefined && total < inside) {
    throw new RangeError(
      sentence(path, `${what} must have at most ${total} events, as is said of it`, inside),
    );
  }
  if (inside === 0) throw new RangeError(sentence(path, `${what} must have events`, "none"));
  // Weights beyond the bins are taken to be as in them.
  const share = (squares ?? counts).reduce((sum, square) => sum + square, 0) / inside;
  return countedSample(`${what} of ${JSON.stringify(path)}`, {
    counts,
    squares,
    beyond: { weights, squares: weights * share },
  });
}

/**
 * The counting of many samples that scatter as these do on average: a counting variance is in proportion to 1 over the
 * number of events.
 *
 * @param values `[samples, bins]`, masses
 */
export function meanCounting(counted: readonly Counting[], values: Float64Array): Counting {
  const events = counted.length / counted.reduce((sum, { events }) => sum + 1 / events, 0);
  if (counted.every(({ eventMasses }) => eventMasses === undefined)) return { events };
  const bins = values.length / counted.length;
  const sums = new Float64Array(bins + 1), squares = new Float64Array(bins + 1);
  counted.forEach(({ events, eventMasses }, i) => {
    const add = (mass: number, bin: number) => {
      sums[bin] += mass / counted.length;
      squares[bin] += mass * (eventMasses?.[bin] ?? 1 / events) / counted.length;
    };
    const masses = values.subarray(i * bins, (i + 1) * bins);
    masses.forEach(add);
    const beyond = 1 - masses.reduce((sum, mass) => sum + mass, 0);
    // Sums of masses are rounded.
    if (beyond > 1e-12) add(beyond, bins);
  });
  return weightedSample(sums, squares).counting;
}
