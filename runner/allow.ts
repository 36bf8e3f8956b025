/**
 * Permissions of child processes.
 *
 * @module
 */

/** A permission flag of Deno for paths; commas within paths are escaped. */
export function allow(flag: "read" | "write" | "run", paths: readonly string[]): string {
  return `--allow-${flag}=${paths.map((path) => path.replaceAll(",", ",,")).join(",")}`;
}
