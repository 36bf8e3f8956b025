/**
 * Where the files of an audit are.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { realPath } from "../../runner/allow.ts";
import { readWhole } from "../../runner/files.ts";
import { type AuditConfig, configText } from "../config.ts";
import { meant, onDisk, pathOf } from "./files.ts";
import { checkDrawFile, drawFiles } from "./folder.ts";
import { readsApart } from "../formats/mod.ts";
import { quote } from "../formats/source.ts";

/**
 * The text of a configuration and the folder from which its paths go: the one in which it is named. Links of
 * folders are followed, so that what lies above is found; where the configuration is a link itself, its paths go
 * from the folder of the link, as one configuration may be linked beside the files of several generators.
 *
 * @throws {RangeError} If there is no such file.
 * @throws {SyntaxError} If it is not text in UTF-8.
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
  return { text: configText(path, bytes), folder: realPath(dirname(resolve(path))) };
}

/**
 * The files that a configuration names outside its list of draws, wherever they stand: samples, edges, and arrays of
 * columns, weights and squares.
 */
function named({ draws, truth, holdout, training, binning }: AuditConfig): string[] {
  const within = (value: unknown): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([name, inner]) =>
        name === "file" && typeof inner === "string" ? [inner] : within(inner)
      );
  return [...new Set([draws, truth, holdout, training, binning].flatMap(within))];
}

/** Every file that a configuration names; of several that are named together, their folder. */
export function filesOf(config: AuditConfig, folder: string): string[] {
  const { files } = config.draws;
  const draws = files === undefined ? [] : [files].flat(3) as string[];
  return [
    ...named(config).map((file) => pathOf(folder, file)),
    ...draws.map((files) => meant(folder, files).path),
  ].map((path) => resolve(path));
}

/**
 * Whether a file that a configuration names is read by a process of its own.
 *
 * @throws {RangeError} If a pattern meets nothing, or the one file of the draws is a folder.
 * @throws {Error} If a file cannot be read.
 */
export function needsReader(config: AuditConfig, folder: string): boolean {
  const { file, files } = config.draws;
  if (file !== undefined) checkDrawFile(onDisk(folder), file);
  const draws = files === undefined ? [] : drawFiles(onDisk(folder), files).flat();
  return [...named(config).map((file) => pathOf(folder, file)), ...draws].some(readsApart);
}
