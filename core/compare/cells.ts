/**
 * Cells of about equal mass in any number of features.
 *
 * @module
 */
import { checkFinite, checkInteger } from "../check.ts";
import { type Sample, weightedSample } from "../binning/sample.ts";
import { eventCount, type WeightedPoints, weightsOf } from "./points.ts";

/** Cells that divide the whole space of the features. */
export interface Cells {
  /** Number of cells; at most 2^depth. */
  readonly cells: number;
  /** Ends of each cell, `[cells]`, infinite where no other cell lies beyond. */
  readonly ends: readonly CellEnds[];
  /**
   * The cells of events.
   *
   * @returns Index of each event's cell, `[events]`.
   * @throws {TypeError} If the events have another number of features.
   * @throws {RangeError} If a number is not finite.
   */
  find(points: WeightedPoints): Uint32Array;
  /**
   * Counts the events of a sample in the cells.
   *
   * @returns Masses, `[cells]`, and how they were counted; no event is beyond the cells.
   * @throws {TypeError} If the sample has another number of features.
   * @throws {RangeError} If a number is not finite, or the weights of a cell with events do not add up to more than 0.
   */
  count(points: WeightedPoints): Sample;
}

/** Ends of a cell along each feature. */
export interface CellEnds {
  /** Lower ends, `[features]`; an event on it is inside. */
  readonly from: readonly number[];
  /** Upper ends, `[features]`; an event on it is outside. */
  readonly to: readonly number[];
}

/** A cell's index, or a boundary between the cells below and those from `edge` on. */
type Tree = number | {
  readonly feature: number;
  readonly edge: number;
  readonly below: Tree;
  readonly above: Tree;
};

/**
 * Cells by median splits of one feature after another, as those of a k-d tree. A boundary is a value that an
 * event has, the one next to the median of the weights; values that coincide stay together. A feature that is constant
 * in a cell is passed over, and a cell whose events all coincide is not split. If there are more features than splits
 * on the way to a cell, the cells of a level take turns with the features, so that all take part.
 *
 * The masses of other samples in the cells are those of fixed cells: a comparison in them is not biased by their
 * choice if it leaves these points out.
 *
 * @param points Events that choose the cells, and are to be left out of comparisons.
 * @param depth Number of splits on the way to a cell, 0 or more.
 * @throws {RangeError} If the depth is not a whole number, there is no event or a number is not finite.
 *
 * Source: Bentley, Communications of the ACM 18 (1975) 509.
 *
 * @example Halves of two features
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cellsOf } from "./mod.ts";
 *
 * const corners = { values: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1), features: 2 };
 * assertEquals(cellsOf(corners, 2).cells, 4);
 * const { masses } = cellsOf(corners, 1).count({ values: Float64Array.of(0.9, 5), features: 2 });
 * assertEquals([...masses], [1, 0]);
 * ```
 */
export function cellsOf(points: WeightedPoints, depth: number): Cells {
  const act = "divide a space into cells", { values, features } = points;
  checkInteger(act, "number of splits", depth, 0);
  checkInteger(act, "number of features", features, 1);
  checkInteger(act, "number of events", eventCount(points), 1);
  checkFinite(act, "sample", values);
  const weights = weightsOf(points);
  const ends: CellEnds[] = [];
  const divide = (events: Uint32Array, level: number, place: number, cell: CellEnds): Tree => {
    const first = features > depth ? (1 << level) - 1 + place : level;
    for (let turn = 0; level < depth && turn < features; turn++) {
      const feature = (first + turn) % features;
      const value = (event: number) => values[event * features + feature];
      const halves = halve(events, value, weights);
      if (halves === undefined) continue;
      const edge = value(halves.above[0]);
      const below = { from: cell.from, to: cell.to.with(feature, edge) };
      const above = { from: cell.from.with(feature, edge), to: cell.to };
      return {
        feature,
        edge,
        below: divide(halves.below, level + 1, 2 * place, below),
        above: divide(halves.above, level + 1, 2 * place + 1, above),
      };
    }
    return ends.push(cell) - 1;
  };
  const everything = Uint32Array.from({ length: eventCount(points) }, (_, i) => i);
  const unbounded = (end: number) => Array<number>(features).fill(end);
  const tree = divide(everything, 0, 0, { from: unbounded(-Infinity), to: unbounded(Infinity) });
  const find = (sample: WeightedPoints) => {
    const act = "count events in cells";
    if (sample.features !== features) {
      throw new TypeError(
        `Cannot ${act} as they must have ${features} features: current value is ${sample.features}`,
      );
    }
    checkFinite(act, "sample", sample.values);
    return Uint32Array.from({ length: eventCount(sample) }, (_, event) => {
      let cell = tree;
      while (typeof cell !== "number") {
        cell = sample.values[event * features + cell.feature] < cell.edge ? cell.below : cell.above;
      }
      return cell;
    });
  };
  return {
    cells: ends.length,
    ends,
    find,
    count(sample) {
      const cellOfEvent = find(sample);
      // Nothing is beyond the cells.
      const sums = new Float64Array(ends.length + 1), squares = new Float64Array(ends.length + 1);
      for (const [event, weight] of weightsOf(sample).entries()) {
        sums[cellOfEvent[event]] += weight;
        squares[cellOfEvent[event]] += weight * weight;
      }
      return weightedSample(sums, squares, "events in cells");
    },
  };
}

/** Events in the order of their values, parted between two different values; `undefined` if all coincide. */
function halve(
  events: Uint32Array,
  value: (event: number) => number,
  weights: Float64Array,
): { below: Uint32Array; above: Uint32Array } | undefined {
  const sorted = events.toSorted((a, b) => value(a) - value(b));
  const whole = sorted.reduce((sum, event) => sum + weights[event], 0);
  let below = 0, split = 0, nearest = Infinity;
  for (let i = 1; i < sorted.length; i++) {
    below += weights[sorted[i - 1]];
    const away = Math.abs(2 * below - whole);
    if (away < nearest && value(sorted[i - 1]) < value(sorted[i])) {
      nearest = away;
      split = i;
    }
  }
  return split === 0
    ? undefined
    : { below: sorted.subarray(0, split), above: sorted.subarray(split) };
}
