/**
 * Where in the space of features two samples differ.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { Stream } from "../random.ts";
import { eventCount, joined, pool, type WeightedPoints } from "./points.ts";
import { normalisedDifference } from "./statistic.ts";

/** Options of {@linkcode whereTheyDiffer}. */
export interface DifferenceOptions {
  /** Cells at most, a power of 2, default 32. */
  readonly cells?: number;
}

/** Shares of two samples in a cell of the space of features. */
export interface CellDifference {
  /** Lower ends, `[features]`; an event on it is outside, unless no cell lies below. */
  readonly from: number[];
  /** Upper ends, `[features]`; an event on it is inside. */
  readonly to: number[];
  /** Share of the first sample, by weight. */
  readonly first: number;
  /** Share of the second sample, by weight. */
  readonly second: number;
  /** Difference of the shares over its standard error where both samples have one distribution. */
  readonly z: number;
}

/** Fewer events of the half that sets the cells do not split a cell. */
const SPLIT = 40;

/** A cell and the events of both halves in it. */
interface Cell {
  readonly from: number[];
  readonly to: number[];
  readonly setting: readonly number[];
  readonly counted: readonly number[];
}

/**
 * Cells of equal pooled mass with the shares of both samples, the most significant difference first.
 *
 * A fixed pseudo-random half of the events sets the cells: each is split at the pooled median of the
 * feature whose two sides the samples share most differently, weights counted by their absolute value.
 * The other half gives shares and differences, which the choice of the cells therefore does not bias:
 *
 *     z = (a - b) / sqrt(h (1 - h) (1/n + 1/m)),   h = (a + b) / 2
 *
 * for the shares a and b and the effective events n and m of the samples, (sum w)^2 / sum w^2. Equal values
 * stay on one side, so that repeated values make masses unequal; cells of few events stay whole.
 *
 * @returns Cells that fill the range of the events, in the unit of the features.
 * @throws {TypeError} If the samples differ in their number of features or a length does not fit.
 * @throws {RangeError} If a sample has fewer than 2 events, a number is not finite, the sum of the
 * weights of a sample or of its half is not above 0, or the number of cells is not a power of 2.
 *
 * @example A sample that lacks events above 3/4
 * ```ts
 * import { assertEquals, assertLess } from "@std/assert";
 * import { whereTheyDiffer } from "./mod.ts";
 *
 * const even = Float64Array.from({ length: 4000 }, (_, i) => (i + 0.5) / 4000);
 * const [most] = whereTheyDiffer(
 *   { values: even.map((x) => x * 3 / 4), features: 1 },
 *   { values: even, features: 1 },
 *   { cells: 8 },
 * );
 * assertEquals(most.first, 0);
 * assertLess(most.z, -10);
 * ```
 */
export function whereTheyDiffer(
  first: WeightedPoints,
  second: WeightedPoints,
  { cells = 32 }: DifferenceOptions = {},
): CellDifference[] {
  const act = "compare samples";
  checkInteger(act, "number of cells", cells, 1);
  if ((cells & (cells - 1)) !== 0) {
    throw new RangeError(
      `Cannot ${act} as the number of cells must be a power of 2: current value is ${cells}`,
    );
  }
  const { weights, features } = pool(first, second), n = eventCount(first);
  const values = joined(first.values, second.values);
  const labels = new Uint8Array(weights.length).fill(1, 0, n);
  const steps = normalisedDifference(weights, labels);

  const whole = wholeRange(values, features, n);
  let leaves = [whole];
  for (let count = 1; count < cells; count *= 2) {
    leaves = leaves.flatMap((cell) => split(cell, values, features, steps));
  }

  const all = tally(whole.counted, weights, labels);
  for (const { sum } of all) checkPositive(act, "sum of weights of half a sample", sum);
  const perEvent = all.reduce((variance, { sum, squares }) => variance + squares / (sum * sum), 0);
  return leaves.map(({ from, to, counted }) => {
    const [b, a] = tally(counted, weights, labels).map(({ sum }, label) => sum / all[label].sum);
    const h = (a + b) / 2, variance = h * (1 - h) * perEvent;
    // No variance is left where there is one cell, or where negative weights cancel all others.
    return { from, to, first: a, second: b, z: variance > 0 ? (a - b) / Math.sqrt(variance) : 0 };
  }).sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
}

/** The range of all events; a random half of each sample sets cells, the other is counted. */
function wholeRange(values: Float64Array, features: number, n: number): Cell {
  const from = [...values.subarray(0, features)], to = [...from];
  values.forEach((value, at) => {
    const feature = at % features;
    from[feature] = Math.min(from[feature], value);
    to[feature] = Math.max(to[feature], value);
  });
  const stream = Stream.fromSeed(0).split("halves"), m = values.length / features - n;
  const orders = [
    [...stream.split(0).permutation(n)],
    [...stream.split(1).permutation(m)].map((event) => n + event),
  ];
  return {
    from,
    to,
    setting: orders.flatMap((order) => order.slice(0, order.length >> 1)),
    counted: orders.flatMap((order) => order.slice(order.length >> 1)),
  };
}

/** Sums of weights and of their squares in the second and in the first sample. */
function tally(events: readonly number[], weights: Float64Array, labels: Uint8Array) {
  const out = [{ sum: 0, squares: 0 }, { sum: 0, squares: 0 }];
  for (const event of events) {
    out[labels[event]].sum += weights[event];
    out[labels[event]].squares += weights[event] * weights[event];
  }
  return out;
}

/**
 * The two halves of a cell, or the cell itself where its events are few or all equal.
 *
 * @param steps Normalised weights, negative for the second sample, `[events]`.
 */
function split(cell: Cell, values: Float64Array, features: number, steps: Float64Array): Cell[] {
  if (cell.setting.length < SPLIT) return [cell];
  let best = -1, along = -1, at = NaN;
  for (let feature = 0; feature < features; feature++) {
    const valueOf = (event: number) => values[event * features + feature];
    const middle = median(cell.setting, valueOf, steps);
    if (middle === null) continue;
    const contrast = Math.abs(
      cell.setting.reduce(
        (sum, event) => valueOf(event) > middle ? sum + steps[event] : sum - steps[event],
        0,
      ),
    );
    if (contrast > best) [best, along, at] = [contrast, feature, middle];
  }
  if (along < 0) return [cell];
  const below = (event: number) => values[event * features + along] <= at;
  const above = (event: number) => !below(event);
  return [
    {
      from: cell.from,
      to: cell.to.with(along, at),
      setting: cell.setting.filter(below),
      counted: cell.counted.filter(below),
    },
    {
      from: cell.from.with(along, at),
      to: cell.to,
      setting: cell.setting.filter(above),
      counted: cell.counted.filter(above),
    },
  ];
}

/** Largest value up to the median by mass that has events above it; null where all are equal. */
function median(
  events: readonly number[],
  valueOf: (event: number) => number,
  steps: Float64Array,
): number | null {
  const sorted = events.toSorted((a, b) => valueOf(a) - valueOf(b));
  const half = sorted.reduce((sum, event) => sum + Math.abs(steps[event]), 0) / 2;
  const largest = valueOf(sorted[sorted.length - 1]);
  let mass = 0, cut: number | null = null;
  for (const event of sorted) {
    if (valueOf(event) === largest || mass >= half && valueOf(event) !== cut) break;
    cut = valueOf(event);
    mass += Math.abs(steps[event]);
  }
  return cut;
}
