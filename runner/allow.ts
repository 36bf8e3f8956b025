/**
 * Permissions for processes that are started.
 *
 * @module
 */

/** A flag of Deno with paths, in which a comma separates. */
export function allow(flag: "read" | "write" | "run", paths: readonly string[]): string {
  return `--allow-${flag}=${paths.map((path) => path.replaceAll(",", ",,")).join(",")}`;
}
