/**
 * Arrays of as many events, side by side.
 *
 * @module
 */
import { type ArraySource, CHUNK, damaged, sentence, size, type Values } from "./formats/source.ts";

/** A stream of which rows are taken. */
class Rows {
  readonly #stream: AsyncIterator<Values>;
  #rest: Values = new Float64Array();

  constructor(source: ArraySource, readonly width: number) {
    this.#stream = source.chunks()[Symbol.asyncIterator]();
  }

  /** How many rows are there at least, when more are read if there is none; 0 at the end. */
  async ready(): Promise<number> {
    while (this.#rest.length < this.width) {
      const { done, value } = await this.#stream.next();
      if (done) return 0;
      if (this.#rest.length === 0) this.#rest = value;
      else {
        const joined = new Float64Array(this.#rest.length + value.length);
        joined.set(this.#rest);
        joined.set(value, this.#rest.length);
        this.#rest = joined;
      }
    }
    return Math.floor(this.#rest.length / this.width);
  }

  /** Takes rows into the columns of others, from a column on. */
  take(rows: number, into: Float64Array, column: number, stride: number): void {
    const { width } = this;
    for (let row = 0, from = 0, to = column; row < rows; row++, to += stride) {
      for (let i = 0; i < width; i++) into[to + i] = this.#rest[from++];
    }
    this.#rest = this.#rest.subarray(rows * width);
  }

  async leave(): Promise<void> {
    await this.#stream.return?.();
  }
}

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
 * import { arraySource, valuesOf } from "./formats/mod.ts";
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
  const widths = sources.map(({ shape }) => size(shape.slice(leading) as number[]));
  const width = widths.reduce((sum, width) => sum + width, 0);
  const shape = [...shared(sources, leading), width];
  async function* chunks(): AsyncGenerator<Values> {
    const parts = sources.map((source, i) => new Rows(source, widths[i]));
    try {
      for (;;) {
        const ready = await Promise.all(parts.map((part) => part.ready()));
        const rows = Math.min(...ready, Math.max(1, Math.floor(CHUNK / width)));
        if (rows === 0) {
          const longer = ready.findIndex((rows) => rows > 0);
          if (longer < 0) return;
          throw damaged(sources[longer].path, `it must have as many events as ${path}`, "more");
        }
        const values = new Float64Array(rows * width);
        let column = 0;
        for (const part of parts) {
          part.take(rows, values, column, width);
          column += part.width;
        }
        yield values;
      }
    } finally {
      for (const part of parts) await part.leave();
    }
  }
  return {
    path,
    format,
    shape,
    chunks,
    close: () => sources.forEach((source) => source.close()),
  };
}
