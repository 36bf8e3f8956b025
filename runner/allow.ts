/**
 * Flags of child processes.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Takes packages as they are locked for commands. By default none are, so that `deno task` fetches none. */
export const locked = `--lock=${fileURLToPath(new URL("../deno.lock", import.meta.url))}`;

/** A permission flag of Deno for paths; commas within paths are escaped. */
export function allow(flag: "read" | "write" | "run", paths: readonly string[]): string {
  return `--allow-${flag}=${paths.map((path) => path.replaceAll(",", ",,")).join(",")}`;
}
