/**
 * Files that a reader chose in a page as the folder of an audit. Slices of them are read when they are needed, and
 * never the whole file. For threads alone: only these may wait for a slice.
 *
 * @module
 */
/// <reference lib="webworker" />
import { Bytes } from "../formats/bytes.ts";
import { damaged, quote, sentence } from "../formats/source.ts";
import { byName } from "../input/by_name.ts";
import type { Folder } from "../input/folder.ts";

/** Bytes of a chosen file. */
class ChosenFile extends Bytes {
  readonly #file: File;
  readonly #reader = new FileReaderSync();

  constructor(file: File) {
    super(file.name, file.size);
    this.#file = file;
  }

  override readInto(bytes: Uint8Array<ArrayBuffer>, offset: number): void {
    const end = offset + bytes.length;
    let buffer: ArrayBuffer;
    try {
      buffer = this.#reader.readAsArrayBuffer(this.#file.slice(offset, end));
    } catch (error) {
      // It was changed or moved since it was chosen.
      throw new Error(
        sentence(this.path, "it must be a readable file", quote((error as Error).name)),
        { cause: error },
      );
    }
    if (buffer.byteLength !== bytes.length) {
      throw damaged(
        this.path,
        `its bytes ${offset} to ${end} must be there`,
        `an end at ${offset + buffer.byteLength}`,
      );
    }
    bytes.set(new Uint8Array(buffer));
  }

  override close(): void {}
}

/**
 * The folder of chosen files.
 *
 * @throws {RangeError} If two of them have one name.
 */
export function chosen(files: readonly File[]): Folder {
  return byName(
    files.map((file) => [file.name, () => new ChosenFile(file)]),
    "a chosen file",
    "a page cannot read its format, which the command reads",
  );
}
