/**
 * All tables of an audit.
 *
 * @module
 */
import type { AuditResults } from "../schema.ts";
import { sampleTables } from "./sample_tables.ts";
import { type DataTable, tablesOf } from "./tables.ts";

/** The tables of draws, and those of one generated sample. */
export function allTables(results: AuditResults): DataTable[] {
  const { samples, spectra } = results;
  return [
    ...tablesOf(results),
    ...(samples ? sampleTables(samples, spectra.map(({ axis }) => axis.name)) : []),
  ];
}
