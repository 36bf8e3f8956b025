/**
 * A file that a reader chose in a page. Slices of it are read when they are needed, and never the whole file. For threads
 * alone: only these may wait for a slice.
 *
 * @module
 */
/// <reference lib="webworker" />
import { Bytes } from "../formats/bytes.ts";
import { damaged, quote, sentence } from "../formats/source.ts";

/** Bytes of a chosen file. */
export class ChosenFile extends Bytes {
  readonly #file: File;
  readonly #reader = new FileReaderSync();

  constructor(file: File) {
    super(file.name, file.size);
    this.#file = file;
  }

  override readInto(bytes: Uint8Array<ArrayBuffer>, offset: number): void {
    const end = offset + bytes.length;
    let slice: ArrayBuffer;
    try {
      slice = this.#reader.readAsArrayBuffer(this.#file.slice(offset, end));
    } catch (error) {
      // It was changed or moved since it was chosen.
      throw new Error(
        sentence(this.path, "it must be a readable file", quote((error as Error).name)),
        { cause: error },
      );
    }
    if (slice.byteLength !== bytes.length) {
      throw damaged(
        this.path,
        `its bytes ${offset} to ${end} must be there`,
        `an end at ${offset + slice.byteLength}`,
      );
    }
    bytes.set(new Uint8Array(slice));
  }

  override close(): void {}
}
