/**
 * The files that a configuration names.
 *
 * @module
 */
import { basename, dirname, isAbsolute, join } from "node:path";
import type { AuditConfig } from "../config.ts";
import { list, quote } from "../formats/source.ts";

/**
 * The order of names in which people count: digits as whole numbers, the rest by UTF-16 code units. Unlike
 * `Intl.Collator`, it is the same in every engine.
 *
 * @example Two before ten
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { naturalOrder } from "./files.ts";
 *
 * const names = ["run10.npy", "run2_10.npy", "run2_9.npy", "run02_9.npy"];
 * assertEquals(names.sort(naturalOrder), ["run02_9.npy", "run2_9.npy", "run2_10.npy", "run10.npy"]);
 * ```
 */
export function naturalOrder(a: string, b: string): number {
  const [ours, theirs] = [a, b].map((name) => name.split(/(\d+)/));
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    // Every second part is a number.
    const [one, other] = i % 2 === 1 ? [BigInt(ours[i]), BigInt(theirs[i])] : [ours[i], theirs[i]];
    if (one !== other) return one < other ? -1 : 1;
  }
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Path of a file of a configuration. */
export function pathOf(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

/** What is meant by a name of files. */
interface Meant {
  /** A file, or the folder of several. */
  readonly path: string;
  /** Of several: what their names meet. */
  readonly pattern?: string;
}

/**
 * What is meant by a name of files: the file or the files of the folder that are there, and else those whose names
 * meet a pattern in the last part of the path.
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

/**
 * Whether a name meets a pattern, as in a shell: `*` stands for any letters, `?` for one; names that begin with a
 * dot are hidden from patterns that do not.
 */
function meets(name: string, pattern: string): boolean {
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  const letters = [...name], marks = [...pattern];
  let mark = 0, star = -1, tried = 0;
  for (let i = 0; i < letters.length;) {
    if (marks[mark] === "*") {
      star = mark++;
      tried = i;
    } else if (marks[mark] === "?" || marks[mark] === letters[i]) {
      i++;
      mark++;
    } else if (star >= 0) {
      // The last star stands for a letter more.
      mark = star + 1;
      i = ++tried;
    } else return false;
  }
  return marks.slice(mark).every((rest) => rest === "*");
}

/** The files that are meant, in natural order. */
function expand(folder: string, files: string): string[] {
  const { path: place, pattern } = meant(folder, files);
  if (pattern === undefined) return [place];
  const refuse = (rule: string, found: string) =>
    new RangeError(`Cannot find ${quote(files, 300)} as ${rule}: current value is ${found}`);
  let names: string[];
  try {
    names = [...Deno.readDirSync(place)].map(({ name }) => name);
  } catch {
    throw refuse("its folder must be readable", quote(place, 300));
  }
  const found = names.filter((name) => meets(name, pattern));
  const regular = found.filter((name) => {
    try {
      return Deno.statSync(join(place, name)).isFile;
    } catch {
      // A link to nothing, or a name in another encoding than UTF-8: a draw would be left out.
      throw refuse("all that has such a name must be readable", quote(name));
    }
  });
  if (regular.length > 0) return regular.sort(naturalOrder).map((name) => join(place, name));
  throw refuse(
    "there must be a file of such a name",
    found.length === 0 ? "none" : `folders alone, ${list(found.sort(naturalOrder))}`,
  );
}

/**
 * The files of the draws, `[runs][draws]`.
 *
 * @param folder Folder of the configuration.
 * @throws {RangeError} If a pattern meets nothing, or runs have not as many draws.
 */
export function drawFiles(
  folder: string,
  files: NonNullable<AuditConfig["draws"]["files"]>,
): string[][] {
  const nested = Array.isArray(files) && files.some((item) => Array.isArray(item));
  const lists = (nested ? files as (string | string[])[] : [[files].flat(2)]).map((run) =>
    [run].flat().flatMap((pattern) => expand(folder, pattern))
  );
  const uneven = lists.find((run) => run.length !== lists[0].length);
  if (uneven !== undefined) {
    throw new RangeError(
      `Cannot audit a generator as every run must have ${
        lists[0].length
      } draws: current value is ${uneven.length}`,
    );
  }
  return lists;
}
