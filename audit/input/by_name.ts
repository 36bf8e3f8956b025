/**
 * The files of an audit that are known by their names alone, as they are in no folder of a disk: those that were chosen
 * in a page, and those in memory.
 *
 * @module
 */
import { type Bytes, HeldBytes } from "../formats/bytes.ts";
import { type Apart, type ApartFormat, inspectBytes, openBytes } from "../formats/formats.ts";
import { list, nameOf, quote, sentence } from "../formats/source.ts";
import { groupOf } from "../look/groups.ts";
import { type Folder, meets, naturalOrder } from "./folder.ts";

/**
 * A folder of files without subfolders: of a path only the name counts. A pattern stands for the names that match it,
 * and a name with `#` for those that have numbers in these places.
 *
 * @param named The name of each, and what opens it.
 * @param what What such a file is called.
 * @param apart Reads files whose libraries may go astray.
 * @throws {RangeError} If two of them have one name.
 */
export function byName(
  named: readonly (readonly [name: string, open: () => Bytes])[],
  what: string,
  apart: Apart,
): Folder {
  const files = new Map(named);
  if (files.size < named.length) {
    const [twice] = named.find(([name, open]) => files.get(name) !== open)!;
    throw new RangeError(
      `Cannot audit these files as each must have a name of its own: current value is ${
        quote(twice, 300)
      } twice`,
    );
  }
  const opened = (path: string) => {
    const open = files.get(path);
    if (open !== undefined) return open();
    throw new Error(sentence(path, "it must be a readable file", "no file at this path"));
  };
  return {
    path: nameOf,
    files(path) {
      const name = nameOf(path);
      if (files.has(name)) return [name];
      const names = [...files.keys()]
        .filter((other) => groupOf(other) === name || meets(other, name))
        .sort(naturalOrder);
      if (names.length > 0) return names;
      throw new RangeError(
        `Cannot find ${quote(name, 300)} as it must be ${what}: current value is ${
          list([...files.keys()])
        }`,
      );
    },
    async inspect(path) {
      return await inspectBytes(opened(path), apart);
    },
    open: (path, selection) => openBytes(opened(path), apart, selection),
  };
}

/** Refuses a file that is read apart. */
function refuse({ title }: ApartFormat, path: string): never {
  throw new Error(
    sentence(path, "only the command reads its format, in a process of its own", title),
  );
}

/**
 * The folder of files in memory.
 *
 * @param files Bytes by name.
 * @throws {RangeError} If two of them have one name.
 */
export function inMemory(files: ReadonlyMap<string, Uint8Array>): Folder {
  return byName(
    [...files].map(([path, bytes]) => {
      const name = nameOf(path);
      return [name, () => new HeldBytes(name, bytes)];
    }),
    "a file in memory",
    { inspect: refuse, open: refuse },
  );
}
