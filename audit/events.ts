/**
 * Events, block by block.
 *
 * @module
 */
import type { ArraySource } from "./formats/mod.ts";
import { sentence } from "./formats/source.ts";

/** Events in a block. */
const BLOCK = 1 << 14;

/**
 * The number of events of a source where it is known before reading.
 *
 * @throws {TypeError} If an event has not as many numbers as there are axes.
 */
function eventCount({ path, shape }: ArraySource, axes: number): number | null {
  if (shape.length === 1 ? axes !== 1 : shape.length !== 2 || shape[1] !== axes) {
    throw new TypeError(
      sentence(
        path,
        `events of ${axes} ${axes === 1 ? "number" : "numbers"} must have the shape [n, ${axes}]`,
        `[${shape.map((extent) => extent ?? "n").join(", ")}]`,
      ),
    );
  }
  return shape[0];
}

/**
 * Events in blocks.
 *
 * @param source `[n, axes]`, or `[n]` for one axis
 * @returns `values` is `[rows, axes]` and then whatever was there; it is written anew for the next block.
 * @throws {TypeError} If an event has not as many numbers as there are axes.
 * @throws {SyntaxError} If the file is damaged, or a value is not finite.
 */
export async function* eventBlocks(
  source: ArraySource,
  axes: number,
): AsyncGenerator<{ values: Float64Array; rows: number }> {
  eventCount(source, axes);
  const values = new Float64Array(BLOCK * axes);
  let filled = 0;
  for await (const chunk of source.chunks()) {
    for (let start = 0; start < chunk.length;) {
      const part = chunk.subarray(start, start + values.length - filled);
      values.set(part, filled);
      filled += part.length;
      start += part.length;
      if (filled < values.length) continue;
      yield { values, rows: BLOCK };
      filled = 0;
    }
  }
  if (filled > 0) yield { values, rows: filled / axes };
}
