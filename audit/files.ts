/**
 * The files that a configuration names.
 *
 * @module
 */
import { dirname, isAbsolute, join } from "node:path";
import type { AuditConfig } from "./config.ts";
import { quote } from "./formats/source.ts";

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

/** The files of a name with at most one `*` in its last segment. */
function expand(folder: string, pattern: string): string[] {
  const path = pathOf(folder, pattern);
  const place = dirname(path);
  const last = path.slice(path.lastIndexOf("/") + 1);
  if (!last.includes("*")) return [path];
  const [before, after, ...more] = last.split("*");
  const refuse = (rule: string, found: string) =>
    new RangeError(`Cannot find ${quote(pattern, 300)} as ${rule}: current value is ${found}`);
  if (more.length > 0) throw refuse("there may be one * in a name", `${more.length + 1}`);
  let names: string[];
  try {
    names = [...Deno.readDirSync(place)].map(({ name }) => name);
  } catch {
    throw refuse("its folder must be readable", quote(place, 300));
  }
  const found = names.filter((name) =>
    name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
  ).filter((name) => {
    try {
      return Deno.statSync(join(place, name)).isFile;
    } catch {
      // A link to nothing, or a name in another encoding than UTF-8: a draw would be left out.
      throw refuse("all that has such a name must be readable", quote(name));
    }
  });
  if (found.length === 0) throw refuse("a file must have such a name", "none");
  return found.sort(naturalOrder).map((name) => join(place, name));
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
