/**
 * The worked example as the site shows it: `_data/audit/results.json`, by `deno task audit:example`.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { fileURLToPath } from "node:url";
import type { Json } from "../runner/cell.ts";
import { canonicalJson, sha256 } from "../runner/key.ts";
import { writeResults } from "../runner/results.ts";
import { auditConfiguration } from "./audit.ts";
import { parseConfig } from "./config.ts";
import { onDisk } from "./input/files.ts";
import { filesOf, readConfig } from "./input/locate.ts";
import { type AuditResults, auditSchema } from "./schema.ts";

/** Path of the example's configuration. */
const examplePath = fileURLToPath(new URL("./example/audit.yaml", import.meta.url));

/** The results of the example, and the key of all that they depend on. */
export async function auditExample(): Promise<{ key: string; data: AuditResults }> {
  const { text, folder } = readConfig(examplePath);
  const config = parseConfig("audit/example/audit.yaml", text);
  const files = filesOf(config, folder).map((path) => sha256(Deno.readFileSync(path)));
  const key = sha256(canonicalJson({ schema: auditSchema, config: config as Json, files }));
  return { key, data: await auditConfiguration(config, onDisk(folder)) };
}

if (import.meta.main) {
  const { key, data } = await auditExample();
  console.log(
    `  ${
      writeResults("_data", {
        study: "audit",
        profile: "standard",
        key,
        data: data as unknown as Json,
      })
    }`,
  );
}
