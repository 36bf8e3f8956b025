/**
 * Tables of FlatBuffers, as the metadata of Arrow are ({@link https://flatbuffers.dev/internals/}).
 *
 * ```
 * table     int32, bytes back to its list of places; then the values of its fields
 * places    uint16 each: bytes of the list, bytes of the table, then where each field stands; 0 where it has none
 * others    uint32, bytes forward to a table, a vector or a text; these begin with their number of items
 * ```
 *
 * Reading beyond the bytes throws a `RangeError`, for any content.
 *
 * @module
 */

/** A table. */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;
  readonly #places: number;

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    this.#places = at - view.getInt32(at, true);
  }

  /** The table that the bytes are of. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Where the value of a field stands; 0 where it has none. */
  #place(field: number): number {
    const entry = 4 + 2 * field;
    if (entry >= this.#view.getUint16(this.#places, true)) return 0;
    const offset = this.#view.getUint16(this.#places + entry, true);
    return offset === 0 ? 0 : this.#at + offset;
  }

  /** A whole number of up to 32 bits, 0 where there is none. */
  int(field: number, bytes: 1 | 2 | 4): number {
    const at = this.#place(field);
    if (at === 0) return 0;
    return bytes === 1
      ? this.#view.getInt8(at)
      : bytes === 2
      ? this.#view.getInt16(at, true)
      : this.#view.getInt32(at, true);
  }

  /** A whole number of 64 bits, 0 where there is none. */
  long(field: number): number {
    const at = this.#place(field);
    return at === 0 ? 0 : longAt(this.#view, at);
  }

  /** A table within this one; undefined where there is none. */
  table(field: number): FlatTable | undefined {
    const at = this.#place(field);
    return at === 0 ? undefined : new FlatTable(this.#view, at + this.#view.getUint32(at, true));
  }

  /** A text; undefined where there is none. */
  text(field: number): string | undefined {
    const { start, count } = this.#vector(field, 1);
    if (start === 0) return undefined;
    const { buffer, byteOffset } = this.#view;
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + start, count));
  }

  /** Tables of a vector. */
  tables(field: number): FlatTable[] {
    const { start, count } = this.#vector(field, 4);
    return Array.from({ length: count }, (_, i) => {
      const at = start + 4 * i;
      return new FlatTable(this.#view, at + this.#view.getUint32(at, true));
    });
  }

  /** Items of a vector, each of so many whole numbers of 64 bits. */
  longs(field: number, width: number): number[][] {
    const { start, count } = this.#vector(field, 8 * width);
    return Array.from(
      { length: count },
      (_, i) =>
        Array.from({ length: width }, (_, j) => longAt(this.#view, start + 8 * (width * i + j))),
    );
  }

  #vector(field: number, width: number): { start: number; count: number } {
    const at = this.#place(field);
    if (at === 0) return { start: 0, count: 0 };
    const place = at + this.#view.getUint32(at, true);
    const start = place + 4, count = this.#view.getUint32(place, true);
    if (start + count * width > this.#view.byteLength) {
      throw new RangeError("a vector beyond the bytes");
    }
    return { start, count };
  }
}

function longAt(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value)) throw new RangeError("a number beyond 2^53");
  return value;
}
