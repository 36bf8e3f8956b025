/**
 * The files of an audit but its pages.
 *
 * @module
 */
import type { Json } from "../../runner/cell.ts";
import { checkJson } from "../../runner/key.ts";
import { formatJson, parseWith } from "../../runner/json.ts";
import { csvOf } from "./csv.ts";
import { hepdata } from "./hepdata.ts";
import { markdownSummary } from "./markdown.ts";
import { type AuditResults, auditResults, auditSchema, publishedSchema } from "../schema.ts";
import { allTables } from "./all_tables.ts";

/** The text of `results.json`. */
export function resultsText(results: AuditResults): string {
  const checked = auditResults.parse(results) as unknown as Json;
  checkJson("write results.json", "results", checked);
  return formatJson(checked);
}

/** The text of the published schema. */
export function schemaText(): string {
  return formatJson(publishedSchema() as Json);
}

/**
 * All files of an audit but its pages, by path.
 *
 * @param shown The results as people read them; default as they are.
 */
export function auditFiles(results: AuditResults, shown = results): Map<string, string> {
  const tables = allTables(results);
  const { runs, draws, nTrain } = results.setup;
  const submission = hepdata(results.title, [
    { name: "generator", value: results.generator },
    { name: "runs", value: runs },
    { name: "draws", value: draws },
    ...(nTrain === null ? [] : [{ name: "training events", value: nTrain }]),
  ], tables);
  return new Map([
    ["results.json", resultsText(results)],
    ["results.schema.json", schemaText()],
    ["summary.md", markdownSummary(shown)],
    ...tables.map((table): [string, string] => [`tables/${table.id}.csv`, csvOf(table)]),
    ...[...submission].map(([name, text]): [string, string] => [`hepdata/${name}`, text]),
  ]);
}

/**
 * Reads the results of an audit.
 *
 * @throws {SyntaxError} If they are damaged, or in another form.
 */
export function parseAudit(path: string, text: string): AuditResults {
  return parseWith(auditResults, auditSchema, path, text);
}
