/**
 * Files on disk.
 *
 * @module
 */
import { Bytes } from "./bytes.ts";
import { damaged, quote } from "./source.ts";

/** Bytes at any place of a file on disk. */
export class RandomAccessFile extends Bytes {
  readonly #file: Deno.FsFile;
  #closed = false;

  private constructor(path: string, file: Deno.FsFile, length: number) {
    super(path, length);
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
      // A pipe would block until a process writes to it.
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
    // A permission for a link to it alone does not allow reading its state.
    return new RandomAccessFile(path, file, file.seekSync(0, Deno.SeekMode.End));
  }

  override readInto(bytes: Uint8Array<ArrayBuffer>, offset: number): void {
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

  override close(): void {
    if (!this.#closed) this.#file.close();
    this.#closed = true;
  }
}
