/**
 * Counts of events in bins, from a stream.
 *
 * @module
 */
import type { ArraySource } from "../formats/source.ts";
import { size } from "../formats/source.ts";
import type { Missing } from "../config.ts";
import { type Block, eventBlocks } from "./events.ts";

/** The most bins that are counted: 256 MB of counts. */
const MAX_BINS = 1 << 25;

/** Counts of events in bins. */
export interface Histogram {
  /** `[...shape]`, row-major, counts; sums of weights if the events have weights. */
  readonly counts: Float64Array;
  /** Sums of squares of the weights likewise; absent without weights. */
  readonly squares?: Float64Array;
  /** Sum of the weights of events that are in no bin, and of their squares. */
  readonly beyond: { readonly weights: number; readonly squares: number };
  /** Bins along each axis. */
  readonly shape: number[];
  /** Events beyond the outermost edges of an axis. */
  readonly outside: number;
  /** Events, those outside too. */
  readonly events: number;
  /** Events that were left out, as one of their numbers is missing. */
  readonly missing: number;
  /** Events of a negative weight. */
  readonly negative: number;
}

/** Options of {@linkcode histogram}. */
export interface HistogramOptions {
  /**
   * What becomes of an event beyond the outermost edges: it is left out, or it belongs to the outermost
   * bin, so that none is lost, as with the quantile bins of the studies.
   */
  readonly beyond?: "left out" | "outermost";
  /** Whether an event's last number is its weight; default false. */
  readonly weighted?: boolean;
  /** Values that mark missing numbers; events with one of them are left out. */
  readonly missing?: Missing;
}

/** Counts of one sample while its events are read. */
export class Tally {
  events = 0;
  outside = 0;
  missing = 0;
  /** Events of a negative weight. */
  negative = 0;
  readonly beyond = { weights: 0, squares: 0 };

  constructor(
    /** `[bins]`, counts or sums of weights */
    readonly counts: Float64Array,
    /** `[bins]`, sums of squares of weights */
    readonly squares?: Float64Array,
  ) {}
}

/** Finds bins along an axis. */
interface Finder {
  readonly edges: Float64Array;
  /** First finite inner edge, and cells for each unit from there on. */
  readonly start: number;
  readonly scale: number;
  /** Of each cell: the first and the last bin that its values may be in. */
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** Cells of the lookup grid for each bin. */
const cellsPerBin = 8;

/** The bin in `[low, high]` that holds a value: the last whose lower edge is not above it. */
function search(edges: Float64Array, value: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function finder(edges: Float64Array): Finder {
  const bins = edges.length - 1;
  const inner = edges.subarray(1, bins);
  const start = inner[0] ?? 0;
  const width = (inner.at(-1) ?? 0) - start;
  const cells = Math.min(cellsPerBin * bins, 1 << 20);
  const scale = Number.isFinite(cells / width) ? cells / width : 0;
  const first = new Int32Array(cells), last = new Int32Array(cells).fill(bins - 1);
  // A cell wider on both sides than what rounding could put into it; the comparison with edges decides.
  for (let cell = 0; scale > 0 && cell < cells; cell++) {
    if (cell > 0) first[cell] = search(edges, start + (cell - 1) / scale, 0, bins - 1);
    if (cell < cells - 1) last[cell] = search(edges, start + (cell + 2) / scale, 0, bins - 1);
  }
  return { edges, start, scale, first, last };
}

/**
 * Checks edges of bins.
 *
 * @throws {TypeError} If an axis has fewer than two.
 * @throws {RangeError} If they do not rise, or there are too many bins.
 */
export function checkEdges(edges: readonly Float64Array[]): void {
  if (edges.length === 0) {
    throw new TypeError("Cannot bin events as there must be an axis: current value is none");
  }
  edges.forEach((list, axis) => {
    if (list.length < 2) {
      throw new TypeError(
        `Cannot bin events as axis ${axis} must have at least 2 edges: current value is ${list.length}`,
      );
    }
    // A comparison with NaN is false.
    const bad = list.findIndex((edge, i) => !(i === 0 ? edge === edge : edge > list[i - 1]));
    if (bad >= 0) {
      throw new RangeError(
        `Cannot bin events as the edges of axis ${axis} must rise: current value is ${list[bad]}${
          bad === 0 ? "" : ` after ${list[bad - 1]}`
        }`,
      );
    }
  });
  const bins = size(edges.map((list) => list.length - 1));
  if (bins > MAX_BINS) {
    throw new RangeError(
      `Cannot bin events as there must be at most ${MAX_BINS} bins: current value is ${bins}`,
    );
  }
}

/**
 * Counts events in bins. An event on an edge belongs to the bin above, on the outermost one to the last
 * bin, as with `numpy.histogramdd`.
 *
 * @param source Events, `[n, axes]`, or `[n]` for one axis; with a last number more if they have weights.
 * @param edges Edges along each axis, rising; the outermost may be infinite.
 * @returns `counts` sums to `events - outside`, or to `events` where those beyond belong to the outermost
 * bin.
 * @throws {TypeError} If there are not as many axes as numbers in an event, or an axis has no bin.
 * @throws {RangeError} If edges do not rise, or there are more than $2^{25}$ bins.
 * @throws {SyntaxError} If the file is damaged, or a value is not finite.
 *
 * @example Two of three events within
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arraySource } from "../formats/mod.ts";
 * import { histogram } from "./histogram.ts";
 *
 * const events = arraySource([3, 2], Float64Array.of(0.1, 0.9, 0.6, 0.2, 1.5, 0.5));
 * const { counts, outside } = await histogram(events, [
 *   Float64Array.of(0, 0.5, 1),
 *   Float64Array.of(0, 0.5, 1),
 * ]);
 * assertEquals(counts, Float64Array.of(0, 1, 1, 0));
 * assertEquals(outside, 1);
 * ```
 */
export async function histogram(
  source: ArraySource,
  edges: readonly Float64Array[],
  { beyond, weighted = false, missing }: HistogramOptions = {},
): Promise<Histogram> {
  const view = { features: edges.map((_, axis) => axis), edges };
  const layout = { features: edges.length, beside: weighted ? 1 : 0, weighted };
  const [tally] = await tallied(source, [view], { ...layout, beyond, missing });
  return { ...tally, shape: shapeOf(view) };
}

/** What events are counted in: bins along some of their features. */
export interface View {
  /** Indices of the features. */
  readonly features: readonly number[];
  /** Edges along each of them. */
  readonly edges: readonly Float64Array[];
  /** Only events whose number at an index is from one value to below another, or to that one, too. */
  readonly within?: {
    readonly index: number;
    readonly from: number;
    readonly to: number;
    readonly last: boolean;
  };
}

/** Bins along each axis of a view. */
export function shapeOf({ edges }: View): number[] {
  return edges.map((list) => list.length - 1);
}

/** The numbers of an event: its features, and beside them first the weight, if it has one. */
export interface Layout {
  readonly features: number;
  readonly beside: number;
  readonly weighted: boolean;
}

/**
 * Counts the events of one sample in several views at once.
 *
 * @returns A tally for each view.
 */
export async function tallied(
  source: ArraySource,
  views: readonly View[],
  { features, beside, missing, ...options }: Layout & HistogramOptions,
): Promise<Tally[]> {
  const tallies = views.map((view) => tallyOf(view, options.weighted));
  const counts = views.map((view) => counter(view, { features, beside, ...options }));
  for await (const block of eventBlocks(source, features, { beside, missing })) {
    counts.forEach((count, view) => count(block, () => tallies[view]));
  }
  return tallies;
}

/** A tally of nothing yet. */
export function tallyOf(view: View, weighted: boolean): Tally {
  const bins = () => new Float64Array(size(shapeOf(view)));
  return new Tally(bins(), weighted ? bins() : undefined);
}

/** Counts a block of events, each into the tally of its sample. */
export type Count = (block: Block, tallyOf: (row: number) => Tally) => void;

/**
 * What counts blocks of events in the bins of a view.
 *
 * @throws {TypeError} If an axis has no bin.
 * @throws {RangeError} If edges do not rise, or there are more than $2^{25}$ bins.
 */
export function counter(
  { features: indices, edges, within }: View,
  { features, beyond = "left out", weighted }: Layout & Pick<HistogramOptions, "beyond">,
): Count {
  checkEdges(edges);
  const finders = edges.map(finder);
  const keep = beyond === "outermost";
  let bins = new Int32Array();
  return ({ values, rows, width, missing }, tallyOf) => {
    if (bins.length < rows) bins = new Int32Array(rows);
    bins.fill(0, 0, rows);
    finders.forEach((axis, i) => place(values, indices[i], width, rows, axis, bins));
    for (let row = 0; row < rows; row++) {
      if (within !== undefined) {
        const { index, from, to, last } = within;
        const value = values[row * width + index];
        if (!(value >= from && (last ? value <= to : value < to))) continue;
      }
      const tally = tallyOf(row);
      if (missing?.[row] === 1) {
        tally.missing++;
        continue;
      }
      const inside = bins[row] >= 0;
      tally.events++;
      if (!inside) tally.outside++;
      const bin = inside ? bins[row] : ~bins[row];
      const weight = weighted ? values[row * width + features] : 1;
      if (weight < 0) tally.negative++;
      if (inside || keep) {
        tally.counts[bin] += weight;
        if (weighted) tally.squares![bin] += weight * weight;
      } else {
        tally.beyond.weights += weight;
        tally.beyond.squares += weight * weight;
      }
    }
  };
}

/**
 * Takes the index of each event's bin on by one axis; the index of an event beyond the edges of any axis
 * is stored as its complement, below zero.
 */
function place(
  values: Float64Array,
  offset: number,
  stride: number,
  rows: number,
  { edges, start, scale, first, last }: Finder,
  bins: Int32Array,
): void {
  const count = edges.length - 1, cells = first.length;
  const lowest = edges[0], highest = edges[count];
  for (let row = 0, i = offset; row < rows; row++, i += stride) {
    const value = values[i];
    const at = (value - start) * scale;
    const cell = at > 0 ? at < cells ? at | 0 : cells - 1 : 0;
    let low = first[cell], high = last[cell];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle] <= value) low = middle;
      else high = middle - 1;
    }
    const before = bins[row];
    const bin = (before < 0 ? ~before : before) * count + low;
    bins[row] = before < 0 || value < lowest || value > highest ? ~bin : bin;
  }
}
