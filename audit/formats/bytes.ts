/**
 * What a parser needs of a file.
 *
 * @module
 */
import { damaged } from "./source.ts";

/** Bytes that follow each other; what is packed unpacks meanwhile. */
export type Stretches = Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>;

/** Bytes at any place of a file, on a disk or in memory. */
export abstract class Bytes implements Disposable {
  constructor(
    /** Path, or what the bytes are. */
    readonly path: string,
    /** Length in bytes. */
    readonly length: number,
  ) {}

  /**
   * Fills a buffer from a place on.
   *
   * @throws {SyntaxError} If the file ends before.
   */
  abstract readInto(bytes: Uint8Array<ArrayBuffer>, offset: number): void;

  /** Frees the file; may be called again. */
  abstract close(): void;

  /**
   * The same bytes where they can be read at any place.
   *
   * @throws {RangeError} If they would have to be held, and are too many.
   */
  whole(): Promise<Bytes> {
    return Promise.resolve(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * `length` bytes from a place on.
   *
   * @throws {SyntaxError} If the file ends before.
   */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.length)) {
      throw damaged(
        this.path,
        `its bytes ${offset} to ${offset + length} must be there`,
        `an end at ${this.length}`,
      );
    }
    const bytes = new Uint8Array(length);
    this.readInto(bytes, offset);
    return bytes;
  }

  /** The bytes of a range, in order, in stretches of `step` bytes and a shorter last one. */
  stream(start = 0, end = this.length, step = 1 << 20): Stretches {
    const read = (offset: number) => this.read(offset, Math.min(step, end - offset));
    return (function* () {
      for (let offset = start; offset < end; offset += step) yield read(offset);
    })();
  }
}

/** Bytes in memory. */
export class HeldBytes extends Bytes {
  constructor(path: string, readonly bytes: Uint8Array) {
    super(path, bytes.length);
  }

  override readInto(bytes: Uint8Array<ArrayBuffer>, offset: number): void {
    bytes.set(this.bytes.subarray(offset, offset + bytes.length));
  }

  override close(): void {}
}
