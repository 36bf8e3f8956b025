/**
 * Edges of bins that hold equal parts of a sample, from a stream.
 *
 * @module
 */
import { checkInteger } from "../../core/check.ts";
import { type Block, eventBlocks, type EventOptions } from "./events.ts";
import type { ArraySource } from "../formats/source.ts";
import { sentence } from "../formats/source.ts";

/** Values that are held at once: 64 MB. */
const MAX_HELD = 1 << 23;

/** The leading bits of a double sort values into $2^{20}$ boxes; each has this many doubles. */
const BOXES = 1 << 20, BOX = 2 ** 44;

/** Parts into which a reading divides a stretch that has too many values to hold. */
const PARTS = 1 << 12;

/** Options of {@linkcode quantileEdgesOf}. */
export interface QuantileOptions extends Pick<EventOptions, "beside" | "missing"> {
  /** Indices of the features, one for each number of bins; default the first ones. */
  readonly features?: readonly number[];
  /** Features of an event; default as many as there are numbers of bins. */
  readonly count?: number;
  /** Whether fewer events than bins give a bin each; default they are refused. */
  readonly fewer?: boolean;
  /** The most values that are held at once. */
  readonly maxHeld?: number;
}

/** Calls a function with each value of a feature in a block. */
function eachValue(
  { values, rows, width, missing }: Block,
  feature: number,
  use: (value: number) => void,
): void {
  for (let row = 0, i = feature; row < rows; row++, i += width) {
    if (missing?.[row] !== 1) use(values[i]);
  }
}

/** Consecutive doubles, and the order statistics that are wanted among them. */
interface Stretch {
  readonly axis: number;
  readonly box: number;
  /** The first of its doubles, counted from that of the box, and how many there are. */
  readonly start: number;
  readonly width: number;
  /** Values of the sample in it. */
  readonly count: number;
  /** The wanted ranks among these values, and the places of the answers. */
  readonly ranks: readonly { readonly rank: number; readonly edge: number }[];
}

/** Distributes order statistics over parts, given how many values each has. */
function divide(
  counts: Float64Array,
  ranks: Stretch["ranks"],
): { part: number; count: number; ranks: Stretch["ranks"] }[] {
  const parts = new Map<number, { part: number; count: number; ranks: Stretch["ranks"][0][] }>();
  let part = 0, before = 0;
  for (const { rank, edge } of ranks) {
    while (before + counts[part] <= rank) before += counts[part++];
    if (!parts.has(part)) parts.set(part, { part, count: counts[part], ranks: [] });
    parts.get(part)!.ranks.push({ rank: rank - before, edge });
  }
  return [...parts.values()];
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** A double's place among all, from the lowest: its upper 32 bits, unsigned. Leaves the lower in `lower`. */
function upper(value: number): number {
  // Zero has two signs and one value.
  double[0] = value + 0;
  const mask = words[1] >>> 31 === 0 ? 0 : 0xffffffff;
  lower = (words[0] ^ mask) >>> 0;
  return (words[1] ^ (mask | 0x80000000)) >>> 0;
}
let lower = 0;

/** The double at a place among those of a box. */
function valueAt(box: number, place: number): number {
  const high = ((box << 12) | Math.floor(place / 2 ** 32)) >>> 0;
  const mask = high >>> 31 === 1 ? 0 : 0xffffffff;
  words[0] = (place % 2 ** 32) ^ mask;
  words[1] = high ^ (mask | 0x80000000);
  return double[0];
}

/**
 * Edges along each axis between which lie equal parts of a sample, exactly: the $i$-th of $N$ bins begins
 * at the order statistic $\lfloor i\,n/N \rfloor$ of $n$ values, so that, a value on an edge belonging to
 * the bin above, the bins' counts differ by at most one. The outermost edges are the least and the greatest
 * value. The sample is read several times and never held: three times are enough for a smooth density,
 * six for any.
 *
 * @param source Events, `[n, axes]`, or `[n]` for one axis
 * @param nBins Bins along each axis.
 * @returns `[axes][bins + 1]`, rising; fewer where a value repeats so often that edges would meet
 * @throws {TypeError} If an event has not as many numbers as there are axes.
 * @throws {RangeError} If there are fewer events than bins along an axis, unless fewer bins will do, or all have the same
 * value.
 *
 * @example The median divides
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arraySource } from "../formats/mod.ts";
 * import { quantileEdgesOf } from "./quantiles.ts";
 *
 * const sample = arraySource([4], Float64Array.of(3, 1, 4, 2));
 * assertEquals(await quantileEdgesOf(sample, [2]), [Float64Array.of(1, 3, 4)]);
 * ```
 */
export async function quantileEdgesOf(
  source: ArraySource,
  nBins: readonly number[],
  options: QuantileOptions = {},
): Promise<Float64Array[]> {
  const { maxHeld = MAX_HELD, features = nBins.map((_, axis) => axis) } = options;
  const { count = nBins.length, beside, missing, fewer = false } = options;
  const events = () => eventBlocks(source, count, { beside, missing });

  for (const bins of nBins) checkInteger("build quantile bins", "number of bins", bins, 1);
  const boxes = nBins.map(() => new Float64Array(BOXES));
  let total = 0;
  for await (const block of events()) {
    boxes.forEach((counts, axis) =>
      eachValue(block, features[axis], (value) => {
        counts[upper(value) >>> 12]++;
        if (axis === 0) total++;
      })
    );
  }
  const most = Math.max(...nBins);
  if (total < most && !(fewer && total > 0)) {
    throw new RangeError(
      sentence(source.path, `${most} quantile bins need as many events`, `${total} events`),
    );
  }
  const along = nBins.map((bins) => Math.min(bins, total));
  const edges = along.map((bins) => new Float64Array(bins + 1));
  let open: Stretch[] = along.flatMap((bins, axis) =>
    divide(
      boxes[axis],
      Array.from({ length: bins + 1 }, (_, edge) => ({
        edge,
        rank: edge === bins ? total - 1 : Number(BigInt(edge) * BigInt(total) / BigInt(bins)),
      })),
    ).map(({ part, count, ranks }) => ({ axis, box: part, start: 0, width: BOX, count, ranks }))
  );
  boxes.length = 0;
  while (open.length > 0) open = await refine(events(), features, open, edges, maxHeld);

  return edges.map((list, axis) => distinct(source.path, features[axis], list));
}

/**
 * Edges without repetition: bins that a repeated value leaves empty are merged with the one that holds it. If the
 * greatest value fills a bin, it keeps that bin, as wide as the one before.
 */
function distinct(path: string, axis: number, edges: Float64Array): Float64Array {
  const last = edges.length - 1;
  const rising = edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
  if (rising.length === edges.length) return edges;
  if (rising.length === 1) {
    throw new RangeError(
      sentence(path, `feature ${axis} must have more than one value`, `${edges[0]} alone`),
    );
  }
  const [before, greatest] = rising.slice(-2);
  return edges[last] === edges[last - 1]
    ? Float64Array.of(...rising, 2 * greatest - before)
    : rising;
}

/** Reads the sample once: answers what it can, and returns what is left. */
async function refine(
  events: AsyncIterable<Block>,
  features: readonly number[],
  open: readonly Stretch[],
  edges: readonly Float64Array[],
  maxHeld: number,
): Promise<Stretch[]> {
  const left: Stretch[] = [];
  const work: (Stretch & { readonly into: Float64Array; readonly part: number; filled: number })[] =
    [];
  let held = 0;
  for (const stretch of open) {
    if (stretch.width === 1) {
      const value = valueAt(stretch.box, stretch.start);
      for (const { edge } of stretch.ranks) edges[stretch.axis][edge] = value;
    } else if (stretch.count > maxHeld) {
      const part = Math.max(1, stretch.width / PARTS);
      const into = new Float64Array(stretch.width / part);
      work.push({ ...stretch, into, part, filled: 0 });
    } else if (held + stretch.count > maxHeld) left.push(stretch);
    else {
      held += stretch.count;
      work.push({ ...stretch, into: new Float64Array(stretch.count), part: 0, filled: 0 });
    }
  }
  if (work.length === 0) return left;

  // Of each axis and box: the stretches in it.
  const tables = edges.map(() => new Int32Array(BOXES));
  const groups: (typeof work)[] = [[]];
  for (const item of work) {
    const table = tables[item.axis];
    if (table[item.box] === 0) table[item.box] = groups.push([]) - 1;
    groups[table[item.box]].push(item);
  }
  for await (const block of events) {
    tables.forEach((table, axis) =>
      eachValue(block, features[axis], (value) => {
        const high = upper(value);
        const group = table[high >>> 12];
        if (group === 0) return;
        const place = (high & 0xfff) * 2 ** 32 + lower;
        for (const item of groups[group]) {
          if (place < item.start || place >= item.start + item.width) continue;
          if (item.part === 0) item.into[item.filled++] = value;
          else item.into[Math.floor((place - item.start) / item.part)]++;
        }
      })
    );
  }
  for (const { into, part, axis, box, start, ranks } of work) {
    if (part === 0) {
      into.sort();
      for (const { rank, edge } of ranks) edges[axis][edge] = into[rank] + 0;
    } else {
      for (const inner of divide(into, ranks)) {
        const { count, ranks } = inner;
        left.push({ axis, box, start: start + inner.part * part, width: part, count, ranks });
      }
    }
  }
  return left;
}
