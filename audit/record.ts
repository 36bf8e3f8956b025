/**
 * The worked examples as the site shows them: `_data/audit/results.json` and `_data/comparison/results.json`, by
 * `deno task audit:example`.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { fileURLToPath } from "node:url";
import type { Json } from "../runner/cell.ts";
import { canonicalJson, sha256 } from "../runner/key.ts";
import { writeResults } from "../runner/results.ts";
import { auditConfiguration } from "./audit.ts";
import { compareConfigurations } from "./comparison/read.ts";
import { type Comparison, comparisonSchema } from "./comparison/schema.ts";
import { type AuditConfig, parseConfig } from "./config.ts";
import { makeSixDimensions } from "./example/six_dimensions/make.ts";
import { onDisk } from "./input/files.ts";
import { filesOf, readConfig } from "./input/locate.ts";
import { type AuditResults, auditSchema } from "./schema.ts";

/** Results, and the key of all that they depend on. */
interface Recorded<Data> {
  readonly key: string;
  readonly data: Data;
}

/** Path of a file from the top of the repository. */
const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** The key of one or several configurations and of the files that they name. */
function keyOf(schema: string, config: AuditConfig | AuditConfig[], folder: string): string {
  const files = [config].flat().flatMap((config) => filesOf(config, folder))
    .map((path) => sha256(Deno.readFileSync(path)));
  return sha256(canonicalJson({ schema, config: config as Json, files }));
}

/** The audit of the example. */
export async function auditExample(): Promise<Recorded<AuditResults>> {
  const file = "audit/example/audit.yaml";
  const { text, folder } = readConfig(pathOf(file));
  const config = parseConfig(file, text);
  return {
    key: keyOf(auditSchema, config, folder),
    data: await auditConfiguration(config, onDisk(folder)),
  };
}

/** Folder of the example of a comparison, and its configurations. */
const compared = "audit/example/six_dimensions";
const configurations = ["misplaced_recoil", "coarse_jets"].map((name) =>
  `${compared}/${name}.yaml`
);

/**
 * The comparison of the example in six dimensions, whose data are made first.
 *
 * @param folder Folder of the data, default that of the example.
 */
export async function comparisonExample(
  folder = pathOf(compared),
): Promise<Recorded<Comparison>> {
  makeSixDimensions(folder);
  const configs = configurations.map((file) => parseConfig(file, readConfig(pathOf(file)).text));
  return {
    key: keyOf(comparisonSchema, configs, folder),
    data: await compareConfigurations(
      configurations.map((source) => ({ path: pathOf(source), source, data: folder })),
      { title: "Two generators of a W boson with two jets" },
    ),
  };
}

if (import.meta.main) {
  for (
    const [study, { key, data }] of [
      ["audit", await auditExample()],
      ["comparison", await comparisonExample()],
    ] as const
  ) {
    const path = writeResults("_data", {
      study,
      profile: "standard",
      key,
      data: data as unknown as Json,
    });
    console.log(`  ${path}`);
  }
}
