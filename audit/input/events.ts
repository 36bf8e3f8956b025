/**
 * Events, block by block.
 *
 * @module
 */
import type { Missing } from "../config.ts";
import type { ArraySource } from "../formats/source.ts";
import { sentence, size } from "../formats/source.ts";

/** Events in a block. */
const BLOCK = 1 << 14;

/** Consecutive events. */
export interface Block {
  /** `[rows, width]`, followed by unused values; overwritten by the next block. */
  readonly values: Float64Array;
  readonly rows: number;
  /** Numbers of an event. */
  readonly width: number;
  /** Index of the first event among all. */
  readonly start: number;
  /** Of each event 1 if one of its numbers is missing; absent where none may be. */
  readonly missing?: Uint8Array;
}

/** Options of {@linkcode eventBlocks}. */
export interface EventOptions {
  /** Axes before the numbers of an event, default 1: `[events]`. */
  readonly leading?: number;
  /** Numbers of an event beside its features, such as its weight; default 0. */
  readonly beside?: number;
  /** Values that mark missing numbers; by default there are none. */
  readonly missing?: Missing;
}

/** Whether a number marks a missing value. */
function missingOf(values: Missing): (value: number) => boolean {
  const numbers = new Set(values.filter((value) => typeof value === "number"));
  const [nan, infinity] = ["nan", "infinity"].map((name) => values.includes(name as "nan"));
  return (value) =>
    numbers.has(value) || (nan && value !== value) ||
    (infinity && (value === Infinity || value === -Infinity));
}

/**
 * The most likely shape of events, as sentences name it.
 *
 * @param leading Axes before the numbers of an event.
 */
function shapeOf(leading: number, width: number): string {
  const axes = leading === 1 ? ["n"] : ["runs", "draws", "events"].slice(3 - leading);
  return `[${axes.join(", ")}, ${width}]`;
}

/**
 * Whether an array may hold events.
 *
 * @param leading Axes before the numbers of an event.
 */
export function hasEvents(
  { shape }: Pick<ArraySource, "shape">,
  leading: number,
  width: number,
): boolean {
  const inner = shape.slice(leading) as number[];
  return shape.length <= leading + 1 && shape.length >= leading && size(inner) === width;
}

/**
 * Checks that an array holds events.
 *
 * @param otherwise What else may be meant, as a part of the rule.
 * @throws {TypeError} If an event has not as many numbers as wanted.
 */
export function checkEvents(
  { path, shape }: ArraySource,
  leading: number,
  width: number,
  otherwise = "",
): void {
  if (!hasEvents({ shape }, leading, width)) {
    throw new TypeError(
      sentence(
        path,
        `events of ${width} ${width === 1 ? "number" : "numbers"} must have the shape ${
          shapeOf(leading, width)
        }${otherwise}`,
        `[${shape.map((extent) => extent ?? "n").join(", ")}]`,
      ),
    );
  }
}

/**
 * Events in blocks.
 *
 * @param source `[...leading, features + beside]`, or `[...leading]` for one number
 * @throws {TypeError} If an event has not as many numbers.
 * @throws {SyntaxError} If the file is damaged, or a value is not finite although none may be missing.
 */
export async function* eventBlocks(
  source: ArraySource,
  features: number,
  { leading = 1, beside = 0, missing }: EventOptions = {},
): AsyncGenerator<Block> {
  const width = features + beside;
  checkEvents(source, leading, width);
  const values = new Float64Array(BLOCK * width);
  const isMissing = missing && missingOf(missing);
  const marks = isMissing && new Uint8Array(BLOCK);
  let filled = 0, start = 0;
  const block = (rows: number): Block => {
    if (marks === undefined) return { values, rows, width, start };
    for (let row = 0, i = 0; row < rows; row++) {
      marks[row] = 0;
      for (const end = i + width; i < end; i++) if (isMissing!(values[i])) marks[row] = 1;
    }
    return { values, rows, width, start, missing: marks };
  };
  for await (const chunk of source.chunks()) {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + values.length - filled);
      values.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < values.length) continue;
      yield block(BLOCK);
      start += BLOCK;
      filled = 0;
    }
  }
  if (filled > 0) yield block(filled / width);
}
