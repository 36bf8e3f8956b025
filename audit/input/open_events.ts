/**
 * Events from the arrays that a configuration names: features, and beside them weights and the column that tells draws
 * apart.
 *
 * @module
 */
import type { Column, EventsPlace } from "../config.ts";
import { valuesOf } from "../formats/formats.ts";
import { arraySource } from "../formats/memory.ts";
import {
  type ArraySource,
  type FoundArray,
  type Selection,
  sentence,
  size,
} from "../formats/source.ts";
import type { Layout } from "./histogram.ts";
import { sideBySide } from "./side_by_side.ts";

/** Axes of an array of events. */
export type Axis = "runs" | "draws" | "events" | "features";

/** Where events are, and how they are arranged. */
export interface ArrangedEvents extends EventsPlace {
  /** Column that identifies the draw within a run. */
  readonly draw?: Column;
  /** Axes of the array as it has them; by default events and features come last. */
  readonly order?: readonly Axis[];
}

/** A request to a file: an array, or columns of one. */
interface ArrayRequest extends Omit<Selection, "nonFinite"> {
  readonly file: string;
}

/** What opens arrays, and looks into files. */
export interface Files {
  open(request: ArrayRequest): Promise<ArraySource>;
  inspect(file: string): Promise<readonly FoundArray[]>;
}

/** Events with what is beside their features. */
export interface OpenEvents extends Layout {
  /** `[...leading, features + beside]` */
  readonly source: ArraySource;
}

/** Whether a column is known by its number. */
function isIndex(column: Column): boolean {
  return typeof column === "number" || (typeof column === "string" && /^\d+$/.test(column));
}

/** The array whose columns are features: the one that is named, or the only one that is nothing else. */
function baseOf(
  arrays: readonly FoundArray[],
  { dataset, columns }: EventsPlace,
  beside: readonly Column[],
): FoundArray | undefined {
  if (dataset !== undefined) return arrays.find(({ name }) => name === dataset);
  if (arrays.length === 1) return arrays[0];
  if (columns !== undefined) return undefined;
  const others = arrays.filter(({ name, unreadable }) =>
    unreadable === undefined && !beside.includes(name ?? "")
  );
  return others.length === 1 ? others[0] : undefined;
}

/** The arrays of events: consecutive columns of one array are one request. */
async function partsOf(files: Files, place: ArrangedEvents): Promise<ArrayRequest[]> {
  const { file, dataset, text, columns, condition, weights, draw } = place;
  const beside = [condition, weights, draw].filter((column) => column !== undefined);
  if (beside.length === 0 && !columns?.some((column) => typeof column === "object")) {
    return [{ file, dataset, text, columns: columns?.map(String) }];
  }
  const base = baseOf(await files.inspect(file), place, beside);
  const name = dataset ?? base?.name ?? undefined;
  // Without an array of its own, a column is an array of the file.
  const isOwn = (column: Column) =>
    typeof column !== "object" &&
    (base === undefined
      ? typeof column === "string"
      : base.columns?.includes(String(column)) || (isIndex(column) && base.shape.length > 1));
  const all = base?.columns ??
    Array.from({ length: base?.shape.at(-1) ?? 0 }, (_, index) => String(index));
  const features = columns?.map((column) => typeof column === "object" ? column : String(column)) ??
    (beside.some(isOwn)
      ? all.filter((column) => !beside.some((other) => String(other) === column))
      : undefined);
  const parts: ArrayRequest[] = features === undefined ? [{ file, dataset: name, text }] : [];
  let together: string[] | undefined;
  for (const column of [...features ?? [], ...beside]) {
    if (isOwn(column)) {
      if (together === undefined) {
        parts.push({ file, dataset: name, text, columns: together = [] });
      }
      together.push(String(column));
      continue;
    }
    together = undefined;
    parts.push(
      typeof column !== "object"
        ? { file, dataset: String(column) }
        : { ...column, columns: column.columns?.map(String) },
    );
  }
  return parts;
}

/** An array with its axes in another order, held as a whole. */
async function inOrder(source: ArraySource, order: readonly Axis[]): Promise<ArraySource> {
  const { path, shape } = source;
  // Weights and draws have no axis of features.
  const presentAxes = shape.length === order.length
    ? order
    : order.filter((axis) => axis !== "features");
  if (shape.length !== presentAxes.length) {
    throw new TypeError(
      sentence(
        path,
        `the array must have the axes [${order.join(", ")}]`,
        `[${shape.map((extent) => extent ?? "n").join(", ")}]`,
      ),
    );
  }
  const wanted = (["runs", "draws", "events", "features"] as const)
    .filter((axis) => presentAxes.includes(axis));
  if (wanted.join() === presentAxes.join()) return source;
  const { shape: extents, values } = await valuesOf(source);
  source.close();
  const strides = presentAxes.map((_, i) => size(extents.slice(i + 1)));
  const axes = wanted.map((axis) => presentAxes.indexOf(axis));
  const out = new Float64Array(values.length);
  let filled = 0;
  const walk = (depth: number, from: number) => {
    if (depth === axes.length) {
      out[filled++] = values[from];
      return;
    }
    const axis = axes[depth];
    for (let i = 0; i < extents[axis]; i++) walk(depth + 1, from + i * strides[axis]);
  };
  walk(0, 0);
  const { format } = source;
  return { ...arraySource(axes.map((axis) => extents[axis]), out, path), format };
}

/** An array without the axes of one entry that stand before those of events. */
function squeezed(source: ArraySource, leading: number): ArraySource {
  const { shape } = source;
  const most = Math.max(0, shape.length - leading - 1);
  const singles = shape.findIndex((extent, axis) => axis === most || extent !== 1);
  return singles <= 0 ? source : { ...source, shape: shape.slice(singles) };
}

/**
 * Opens events. A sample may stand in an array of one draw, `[1, n, features]`.
 *
 * @param leading Axes before the numbers of an event: 1 for events, 2 for draws of events, 3 with runs.
 * @throws {RangeError} If a file has not what is named, or an array in another order is too large to hold.
 * @throws {TypeError} If arrays beside each other have not as many events.
 * @throws {SyntaxError} If a file is damaged.
 */
export async function openEvents(
  files: Files,
  place: ArrangedEvents,
  leading: number,
): Promise<OpenEvents> {
  const { columns, weights, draw, order } = place;
  if (order !== undefined && columns !== undefined && order[order.length - 1] !== "features") {
    throw new RangeError(
      sentence(place.file, "columns are chosen along the last axis", `[${order.join(", ")}]`),
    );
  }
  const sources: ArraySource[] = [];
  for (const part of await partsOf(files, place)) {
    const source = await files.open(part);
    sources.push(order === undefined ? source : await inOrder(source, order));
  }
  const source = squeezed(
    sources.length === 1 ? sources[0] : sideBySide(sources, leading),
    leading,
  );
  const beside = (weights === undefined ? 0 : 1) + (draw === undefined ? 0 : 1);
  return {
    source,
    features: size(source.shape.slice(leading) as number[]) - beside,
    beside,
    weighted: weights !== undefined,
  };
}
