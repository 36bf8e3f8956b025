/**
 * The files of an audit on a disk.
 *
 * @module
 */
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { inspect, openArray } from "../formats/mod.ts";
import { list, quote } from "../formats/source.ts";
import { type Folder, meets, naturalOrder } from "./folder.ts";

/** Path of a file of a configuration. */
export function pathOf(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

/** The files that a name selects. */
interface Meant {
  /** A file, or the folder of several. */
  readonly path: string;
  /** For several: the pattern that their names match. */
  readonly pattern?: string;
}

/**
 * The files that a name selects: an existing file, the files of an existing folder, or else those whose names match
 * a pattern in the last part of the path.
 */
export function meant(folder: string, files: string): Meant {
  const path = pathOf(folder, files);
  let there: Deno.FileInfo | undefined;
  try {
    there = Deno.statSync(path);
  } catch { /* What is wrong with it is said when it is opened. */ }
  if (there?.isDirectory) return { path, pattern: "*" };
  const pattern = basename(path);
  return there === undefined && /[*?]/.test(pattern) ? { path: dirname(path), pattern } : { path };
}

/** The selected files, in natural order. */
function expand(folder: string, files: string): string[] {
  const { path: place, pattern } = meant(folder, files);
  if (pattern === undefined) return [place];
  const refuse = (rule: string, current: string) =>
    new RangeError(`Cannot find ${quote(files, 300)} as ${rule}: current value is ${current}`);
  let names: string[];
  try {
    names = [...Deno.readDirSync(place)].map(({ name }) => name);
  } catch {
    throw refuse("its folder must be readable", quote(place, 300));
  }
  const matching = names.filter((name) => meets(name, pattern));
  const regular = matching.filter((name) => {
    try {
      return Deno.statSync(join(place, name)).isFile;
    } catch {
      // A link to nothing, or a name in another encoding than UTF-8: a draw would be left out.
      throw refuse("all that has such a name must be readable", quote(name));
    }
  });
  if (regular.length > 0) return regular.sort(naturalOrder).map((name) => join(place, name));
  throw refuse(
    place === pathOf(folder, files)
      ? "there must be a file in the folder"
      : "there must be a file of such a name",
    matching.length === 0 ? "none" : `folders alone, ${list(matching.sort(naturalOrder))}`,
  );
}

/**
 * A folder of a disk.
 *
 * @param folder Its path; if that is empty, files keep the paths by which they are named.
 */
export function onDisk(folder: string): Folder {
  const whole = folder === "" ? "" : resolve(folder);
  return {
    path: (file) => pathOf(whole, file),
    files: (name) => expand(whole, name),
    inspect,
    open: openArray,
  };
}
