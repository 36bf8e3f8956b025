/**
 * Where the files of an audit are.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { readWhole } from "../runner/files.ts";
import type { AuditConfig } from "./config.ts";
import { pathOf } from "./files.ts";
import { quote } from "./formats/source.ts";

/**
 * The text of a configuration and the folder from which its paths go.
 *
 * @throws {RangeError} If there is no such file.
 */
export function readConfig(path: string): { text: string; folder: string } {
  const bytes = readWhole(path);
  if (bytes === undefined) {
    throw new RangeError(
      `Cannot audit a generator as there must be a configuration, which audit init writes: current value is no file ${
        quote(path, 300)
      }`,
    );
  }
  return { text: new TextDecoder().decode(bytes), folder: dirname(resolve(path)) };
}

/** Every file that a configuration names; of a pattern, its folder. */
export function filesOf(config: AuditConfig, folder: string): string[] {
  const { draws, truth, holdout, training, binning } = config;
  const sources = [draws, truth, holdout, training, ...(binning?.edges ?? [])];
  const named = sources.flatMap((source) =>
    source !== undefined && "file" in source && typeof source.file === "string" ? [source.file] : []
  );
  const files = draws.files === undefined ? [] : [draws.files].flat(3) as string[];
  return [...named, ...files].map((file) => {
    const path = resolve(pathOf(folder, file));
    return path.slice(path.lastIndexOf("/")).includes("*") ? dirname(path) : path;
  });
}
