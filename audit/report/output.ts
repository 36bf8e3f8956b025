/**
 * The files of an audit, and how they take the place of older ones.
 *
 * @module
 */
import { join } from "node:path";
import type { Json } from "../../runner/cell.ts";
import { exists, removeFolder } from "../../runner/files.ts";
import { checkJson } from "../../runner/key.ts";
import { formatJson, parseWith } from "../../runner/results.ts";
import { csvOf } from "./csv.ts";
import { quote } from "../formats/source.ts";
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

/** What tells a report: its file, how the schema there begins, and what it is in words. */
export interface ReportKind {
  readonly file: string;
  readonly schema: string;
  readonly words: string;
}

/** The report of an audit. */
export const auditReport: ReportKind = {
  file: "results.json",
  schema: "ampliflow/audit/",
  words: "audit",
};

/**
 * Refuses to replace what is no earlier report of the same kind.
 *
 * @throws {RangeError} If there is something else.
 */
export function checkReplaceable(out: string, kind = auditReport): void {
  if (!exists(out)) return;
  const refuse = (found: string) =>
    new RangeError(
      `Cannot write the ${kind.words} into ${
        quote(out, 300)
      } as it must be empty, or an earlier ${kind.words}: current value is ${found}`,
    );
  if (!Deno.statSync(out).isDirectory) throw refuse("a file");
  const [first] = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
  if (first === undefined) return;
  try {
    const { schema } = JSON.parse(Deno.readTextFileSync(join(out, kind.file)));
    if (schema.startsWith(kind.schema)) return;
  } catch { /* It is none. */ }
  throw refuse(`a folder with ${quote(first)}`);
}

/**
 * Puts a finished folder in the place of the old one. Of several at once the last one stays, and each is
 * whole.
 *
 * @param old Where the old one is until the new one is there; never a part of it.
 * @throws {Error} If it cannot; the old one is left.
 */
export function swap(stage: string, out: string, old: string): void {
  const refuse = (error: unknown) =>
    new Error(
      `Cannot write the audit into ${
        quote(out, 300)
      } as its folder must be writable: current value is ${
        quote((error as Error).message.split(":")[0])
      }`,
      { cause: error },
    );
  for (;;) {
    let before = true;
    try {
      Deno.renameSync(out, old);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw refuse(error);
      before = false;
    }
    try {
      Deno.renameSync(stage, out);
    } catch (error) {
      if (exists(out)) {
        // Another audit was there first, and its report is what has to be replaced now.
        removeFolder(old);
        continue;
      }
      if (before) Deno.renameSync(old, out);
      throw refuse(error);
    }
    if (before) {
      Deno.renameSync(old, stage);
      removeFolder(stage);
    }
    return;
  }
}
