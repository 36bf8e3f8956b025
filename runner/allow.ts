/**
 * Flags of child processes.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Takes our configuration, which Deno does not look for by itself where we are a package that npm has installed. */
export const configured = `--config=${fileURLToPath(new URL("../deno.json", import.meta.url))}`;

/** Takes packages as they are locked for commands. By default none are, so that `deno task` fetches none. */
export const locked = `--lock=${fileURLToPath(new URL("../deno.lock", import.meta.url))}`;

/** A path with its links resolved; the path itself if that fails. */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/**
 * A permission flag of Deno for paths and for what their links lead to: some calls need the one, some the other.
 * Commas within paths are escaped.
 */
export function allow(flag: "read" | "write" | "run", paths: readonly string[]): string {
  const all = flag === "run" ? paths : paths.flatMap((path) => [path, realPath(path)]);
  return `--allow-${flag}=${[...new Set(all)].map((path) => path.replaceAll(",", ",,")).join(",")}`;
}
