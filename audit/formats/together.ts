/**
 * Streams of as many rows, read together.
 *
 * @module
 */
import { CHUNK, damaged, type Values } from "./source.ts";

/** A stream of rows. */
export interface Part {
  /** What it is, for sentences. */
  readonly what: string;
  /** Path of its file. */
  readonly path: string;
  /** Numbers of a row. */
  readonly width: number;
  /** Its rows, in stretches of any length. */
  values(): Iterable<Values> | AsyncIterable<Values>;
}

/** Any iterable as an asynchronous one, which can be left. */
async function* each<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** A stream from which rows are taken. */
class Rows {
  readonly #stream: AsyncGenerator<Values>;
  #rest: Values = new Float64Array();

  constructor(readonly part: Part) {
    this.#stream = each(part.values());
  }

  /** How many rows are available, after reading on if there are none; 0 at the end. */
  async ready(): Promise<number> {
    while (this.#rest.length < this.part.width) {
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
    return Math.floor(this.#rest.length / this.part.width);
  }

  /** Takes rows into the columns of others, from a column on. */
  take(rows: number, into: Float64Array, column: number, stride: number): void {
    const { width } = this.part;
    for (let row = 0, from = 0, to = column; row < rows; row++, to += stride) {
      for (let i = 0; i < width; i++) into[to + i] = this.#rest[from++];
    }
    this.#rest = this.#rest.subarray(rows * width);
  }

  async leave(): Promise<void> {
    await this.#stream.return(undefined);
  }
}

/**
 * Rows of which each has those of all parts, in order. No part is held. Every part is read to its end, where a file may
 * have a checksum.
 *
 * @returns `[rows, sum of widths]`, in stretches
 * @throws {SyntaxError} If a part has more rows than another.
 */
export async function* together(parts: readonly Part[]): AsyncGenerator<Values> {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const most = Math.max(1, Math.floor(CHUNK / width));
  const all = parts.map((part) => new Rows(part));
  try {
    for (;;) {
      const ready: number[] = [];
      for (const rows of all) ready.push(await rows.ready());
      const rows = Math.min(...ready, most);
      if (rows === 0) {
        const longer = ready.findIndex((rows) => rows > 0);
        if (longer < 0) return;
        const shorter = parts[ready.indexOf(0)];
        throw damaged(
          parts[longer].path,
          `${parts[longer].what} must have as many rows as ${shorter.what}`,
          "more",
        );
      }
      const values = new Float64Array(rows * width);
      let column = 0;
      for (const part of all) {
        part.take(rows, values, column, width);
        column += part.part.width;
      }
      yield values;
    }
  } finally {
    for (const rows of all) await rows.leave();
  }
}
