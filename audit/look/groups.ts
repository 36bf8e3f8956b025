/**
 * Files of one group, a file for each draw: their names differ in their numbers alone.
 *
 * @module
 */

/**
 * What the names of a group have in common.
 *
 * @example Numbers are left open
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { groupOf } from "./groups.ts";
 *
 * assertEquals(groupOf("run2/draw_10.npy"), "run2/draw_#.npy");
 * ```
 */
export function groupOf(path: string): string {
  const name = path.lastIndexOf("/") + 1;
  return path.slice(0, name) + path.slice(name).replace(/\d+/g, "#");
}
