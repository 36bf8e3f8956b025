/**
 * Where the files of an audit are, on a disk or among those that were chosen in a page.
 *
 * @module
 */
import type { AuditConfig } from "../config.ts";
import type { Contents } from "../formats/formats.ts";
import { type ArraySource, type Selection, sentence } from "../formats/source.ts";

/** A place with files. */
export interface Folder {
  /** The path by which a file of the configuration is opened and named in sentences; such a path is returned as it is. */
  path(file: string): string;
  /**
   * Paths of the files that a name stands for, in natural order.
   *
   * @throws {RangeError} If it stands for none.
   */
  files(name: string): string[];
  /**
   * What a file holds, without reading its values.
   *
   * @throws {SyntaxError} If the file is in none of the formats, or damaged.
   * @throws {Error} If it cannot be read.
   */
  inspect(path: string): Promise<Contents>;
  /**
   * Opens an array in a file.
   *
   * @param selection Which of its arrays and columns; needed where the file has several.
   * @throws {SyntaxError} If the file is in none of the formats, or damaged.
   * @throws {RangeError} If it has not what is selected.
   * @throws {Error} If it cannot be read.
   */
  open(path: string, selection: Selection): Promise<ArraySource>;
}

/**
 * Natural order of names: digits as whole numbers, the rest by UTF-16 code units. Unlike
 * `Intl.Collator`, it is the same in every engine.
 *
 * @example Two before ten
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { naturalOrder } from "./folder.ts";
 *
 * const names = ["run10.npy", "run2_10.npy", "run2_9.npy", "run02_9.npy"];
 * assertEquals(names.sort(naturalOrder), ["run02_9.npy", "run2_9.npy", "run2_10.npy", "run10.npy"]);
 * ```
 */
export function naturalOrder(a: string, b: string): number {
  const [ours, theirs] = [a, b].map((name) => name.split(/(\d+)/));
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    // Every second part is a number.
    const [left, right] = i % 2 === 1 ? [BigInt(ours[i]), BigInt(theirs[i])] : [ours[i], theirs[i]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * Whether a name matches a pattern, as in a shell: `*` stands for any letters, `?` for one; names that begin with a
 * dot are hidden from patterns that do not.
 */
export function meets(name: string, pattern: string): boolean {
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

/** The files that a name stands for; none where it stands for nothing, which is said when it is opened. */
function meantBy(folder: Folder, name: string): string[] {
  try {
    return folder.files(name);
  } catch {
    return [];
  }
}

/**
 * Checks that what is named as the one file of the draws does not stand for others.
 *
 * @throws {RangeError} If it is a folder, or a pattern that files meet.
 */
export function checkDrawFile(folder: Folder, file: string): void {
  const path = folder.path(file);
  const meant = meantBy(folder, file);
  if (meant.every((found) => found === path)) return;
  throw new RangeError(
    sentence(
      path,
      "draws in a folder, or of a pattern, must be named by files, not by file",
      `${meant.length} by file`,
    ),
  );
}

/**
 * The files of the draws, `[runs][draws]`.
 *
 * @throws {RangeError} If a pattern meets nothing, or runs have not as many draws.
 */
export function drawFiles(
  folder: Folder,
  files: NonNullable<AuditConfig["draws"]["files"]>,
): string[][] {
  const nested = Array.isArray(files) && files.some((item) => Array.isArray(item));
  const lists = (nested ? files as (string | string[])[] : [[files].flat(2)]).map((run) =>
    [run].flat().flatMap((name) => folder.files(name))
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
