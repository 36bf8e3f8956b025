/**
 * Computes the results of a comparison from configurations.
 *
 * @module
 */
import { parseConfig } from "../config.ts";
import { onDisk } from "../input/files.ts";
import { readConfig } from "../input/locate.ts";
import { prepare } from "../input/read.ts";
import { compareGenerators, type CompareOptions, type Configured } from "./compare.ts";
import { quote } from "../formats/source.ts";
import { namesOf } from "./names.ts";
import type { Comparison } from "./schema.ts";

/** A configuration, and what its generator is called where it has no name. */
export interface Source {
  /** Path of the configuration. */
  readonly path: string;
  /** The configuration or the file, as it was named. */
  readonly source: string;
  /** Folder of the files that it names, default its own. */
  readonly data?: string;
}

/**
 * Reads what configurations name and compares their generators.
 *
 * @throws {Error} What `prepare` and {@linkcode compareGenerators} throw.
 */
export async function compareConfigurations(
  sources: readonly Source[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const read = sources.map(({ path, source, data }) => {
    const { text, folder } = readConfig(path);
    return { source, folder: data ?? folder, config: parseConfig(path, text) };
  });
  const names = namesOf(read);
  const contenders: Configured[] = [];
  for (const [i, { source, folder, config }] of read.entries()) {
    const name = names[i];
    try {
      const prepared = await prepare(
        config,
        onDisk(folder),
        (done, total, what) => options.report?.(done, total, `${name}: ${what}`),
      );
      contenders.push({ name, source, config, prepared });
    } catch (error) {
      // An error of one of several generators names the generator.
      if (error instanceof Error && !error.message.includes(source)) {
        error.message += `, in ${quote(source, 300)}`;
      }
      throw error;
    }
  }
  return compareGenerators(contenders, options);
}
