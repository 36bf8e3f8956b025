/**
 * A file that is read at any place.
 *
 * @module
 */
import { damaged, quote } from "./source.ts";

/** Bytes at any place of a file. */
export class RandomAccessFile {
  readonly #file: Deno.FsFile;
  #closed = false;

  private constructor(
    /** Path. */
    readonly path: string,
    file: Deno.FsFile,
    /** Length in bytes. */
    readonly length: number,
  ) {
    this.#file = file;
  }

  /** @throws {Error} If there is no readable regular file at the path. */
  static open(path: string): RandomAccessFile {
    const refuse = (value: string, cause?: unknown) =>
      new Error(
        `Cannot read ${quote(path, 300)} as it must be a readable file: current value is ${value}`,
        { cause },
      );
    let file: Deno.FsFile;
    try {
      // A pipe would block until somebody writes.
      if (!Deno.statSync(path).isFile) throw refuse("not a regular file");
      file = Deno.openSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw refuse("no file at this path", error);
      if (error instanceof Deno.errors.NotCapable) {
        throw refuse("a path outside those allowed", error);
      }
      if (error instanceof Deno.errors.PermissionDenied) throw refuse("a file of others", error);
      if (error instanceof Error && error.message.startsWith("Cannot read")) throw error;
      throw refuse(quote(String(error).split("\n")[0]), error);
    }
    // Permissions may be for a link to it alone, which do not allow to ask for its state.
    return new RandomAccessFile(path, file, file.seekSync(0, Deno.SeekMode.End));
  }

  /**
   * Fills a buffer from a place on.
   *
   * @throws {SyntaxError} If the file ends before.
   */
  readInto(bytes: Uint8Array, offset: number): void {
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    for (let filled = 0; filled < bytes.length;) {
      const count = this.#file.readSync(bytes.subarray(filled));
      if (count === null) {
        throw damaged(
          this.path,
          `its bytes ${offset} to ${offset + bytes.length} must be there`,
          `an end at ${offset + filled}`,
        );
      }
      filled += count;
    }
  }

  /** `length` bytes from a place on. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (offset < 0 || length < 0 || offset + length > this.length) {
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

  /** The bytes of a range, in order. */
  *stream(start = 0, end = this.length, step = 1 << 20): Generator<Uint8Array<ArrayBuffer>> {
    for (let offset = start; offset < end; offset += step) {
      yield this.read(offset, Math.min(step, end - offset));
    }
  }

  close(): void {
    if (!this.#closed) this.#file.close();
    this.#closed = true;
  }
}
