/**
 * Arrays of as many events, side by side.
 *
 * @module
 */
import { type ArraySource, sentence, size } from "../formats/source.ts";
import { together } from "../formats/together.ts";

/** The extents that all arrays share; one that a source cannot tell is taken from another. */
function shared(sources: readonly ArraySource[], leading: number): (number | null)[] {
  const [first] = sources;
  return Array.from({ length: leading }, (_, axis) => {
    const known = sources.find(({ shape }) => typeof shape[axis] === "number");
    const extent = known?.shape[axis] ?? null;
    const other = sources.find(({ shape }) =>
      shape.length < leading || (shape[axis] !== null && shape[axis] !== extent)
    );
    if (other !== undefined) {
      throw new TypeError(
        sentence(
          other.path,
          `it must have as many events as ${JSON.stringify(first.path)}, [${
            first.shape.slice(0, leading).map((extent) => extent ?? "n").join(", ")
          }]`,
          `[${other.shape.map((extent) => extent ?? "n").join(", ")}]`,
        ),
      );
    }
    return extent;
  });
}

/**
 * Arrays side by side: the numbers of an event are those of all of them, in order. They are read together, and never
 * held.
 *
 * @param sources `[...leading, width]` each, or `[...leading]` for one number.
 * @param leading Axes that they share.
 * @returns `[...leading, sum of widths]`
 * @throws {TypeError} If they have not as many events.
 *
 * @example Events with their weights
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arraySource, valuesOf } from "../formats/mod.ts";
 * import { sideBySide } from "./side_by_side.ts";
 *
 * const events = arraySource([2, 2], Float64Array.of(1, 2, 3, 4));
 * const weights = arraySource([2], Float64Array.of(0.5, -1));
 * const { shape, values } = await valuesOf(sideBySide([events, weights], 1));
 * assertEquals(shape, [2, 3]);
 * assertEquals(values, Float64Array.of(1, 2, 0.5, 3, 4, -1));
 * ```
 */
export function sideBySide(sources: readonly ArraySource[], leading: number): ArraySource {
  const [{ path, format }] = sources;
  const parts = sources.map((source) => ({
    what: JSON.stringify(source.path),
    path: source.path,
    width: size(source.shape.slice(leading) as number[]),
    values: () => source.chunks(),
  }));
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  return {
    path,
    format,
    shape: [...shared(sources, leading), width],
    chunks: () => together(parts),
    close: () => sources.forEach((source) => source.close()),
  };
}
