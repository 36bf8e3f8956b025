/**
 * Files that a reader chose in a page as the folder of an audit. Slices of them are read when they are needed, and
 * never the whole file. For threads alone: only these may wait for a slice.
 *
 * @module
 */
/// <reference lib="webworker" />
import { Bytes } from "../formats/bytes.ts";
import { type Apart, type ApartFormat, inspectBytes, openBytes } from "../formats/formats.ts";
import { damaged, list, nameOf, quote, sentence } from "../formats/source.ts";
import { type Folder, meets, naturalOrder } from "../input/folder.ts";
import { groupOf } from "../look/groups.ts";

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
    let found: ArrayBuffer;
    try {
      found = this.#reader.readAsArrayBuffer(this.#file.slice(offset, end));
    } catch (error) {
      // It was changed or moved since it was chosen.
      throw new Error(
        sentence(this.path, "it must be a readable file", quote((error as Error).name)),
        { cause: error },
      );
    }
    if (found.byteLength !== bytes.length) {
      throw damaged(
        this.path,
        `its bytes ${offset} to ${end} must be there`,
        `an end at ${offset + found.byteLength}`,
      );
    }
    bytes.set(new Uint8Array(found));
  }

  override close(): void {}
}

function refuseApart({ title }: ApartFormat, path: string): never {
  throw new Error(
    sentence(path, "a page cannot read its format, which the command reads", title),
  );
}

/** No processes are to be had. */
const none: Apart = { inspect: refuseApart, open: refuseApart };

/**
 * The folder of chosen files, which have no other folders: of a path only the name counts. A pattern stands for what it
 * meets, and a name with `#` for those that have numbers in these places.
 *
 * @throws {RangeError} If two of them have one name.
 */
export function chosen(files: readonly File[]): Folder {
  const byName = new Map(files.map((file) => [file.name, file]));
  if (byName.size < files.length) {
    const twice = files.find((file) => byName.get(file.name) !== file)!;
    throw new RangeError(
      `Cannot audit these files as each must have a name of its own: current value is ${
        quote(twice.name, 300)
      } twice`,
    );
  }
  const opened = (path: string) => {
    const file = byName.get(path);
    if (file !== undefined) return new ChosenFile(file);
    throw new Error(sentence(path, "it must be a readable file", "no file at this path"));
  };
  return {
    path: nameOf,
    files(named) {
      const name = nameOf(named);
      if (byName.has(name)) return [name];
      const found = [...byName.keys()]
        .filter((other) => groupOf(other) === name || meets(other, name))
        .sort(naturalOrder);
      if (found.length > 0) return found;
      throw new RangeError(
        `Cannot find ${quote(name, 300)} as it must be a chosen file: current value is ${
          list([...byName.keys()])
        }`,
      );
    },
    async inspect(path) {
      return await inspectBytes(opened(path), none);
    },
    open: (path, selection) => openBytes(opened(path), none, selection),
  };
}
