/**
 * Computes the results of an audit from a configuration.
 *
 * @module
 */
import type { AuditConfig } from "./config.ts";
import type { Folder } from "./input/folder.ts";
import { prepare } from "./input/read.ts";
import type { Progress } from "./input/reader.ts";
import { auditPrepared } from "./results.ts";
import type { AuditResults } from "./schema.ts";

/**
 * Reads what a configuration names and audits it.
 *
 * @param folder Where the files are.
 * @throws {Error} What {@linkcode prepare} throws.
 */
export async function auditConfiguration(
  config: AuditConfig,
  folder: Folder,
  report: Progress = () => {},
): Promise<AuditResults> {
  const prepared = await prepare(config, folder, report);
  report(0, 1, "measuring");
  return auditPrepared(config, prepared, report);
}
