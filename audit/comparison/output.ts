/**
 * The files of a comparison.
 *
 * @module
 */
import type { Json } from "../../runner/cell.ts";
import { checkJson } from "../../runner/key.ts";
import { formatJson, parseWith } from "../../runner/json.ts";
import type { ReportKind } from "../report/replace.ts";
import {
  type Comparison,
  comparisonResults,
  comparisonSchema,
  publishedComparisonSchema,
} from "./schema.ts";
import { comparisonMarkdown, differencesCsv, generatorsCsv } from "./texts.ts";

/** The report of a comparison. */
export const comparisonReport: ReportKind = {
  file: "comparison.json",
  schema: "ampliflow/audit-comparison/",
  words: "comparison",
};

/** The text of `comparison.json`. */
export function comparisonText(comparison: Comparison): string {
  const checked = comparisonResults.parse(comparison) as unknown as Json;
  checkJson("write comparison.json", "comparison", checked);
  return formatJson(checked);
}

/** The text of the published schema. */
export function comparisonSchemaText(): string {
  return formatJson(publishedComparisonSchema() as Json);
}

/**
 * All files of a comparison but its page, by path.
 *
 * @param shown The comparison as people read it; default as it is.
 */
export function comparisonFiles(comparison: Comparison, shown = comparison): Map<string, string> {
  return new Map([
    ["comparison.json", comparisonText(comparison)],
    ["comparison.schema.json", comparisonSchemaText()],
    ["comparison.csv", generatorsCsv(comparison)],
    ["differences.csv", differencesCsv(comparison)],
    ["summary.md", comparisonMarkdown(shown)],
  ]);
}

/**
 * Reads a comparison.
 *
 * @throws {SyntaxError} If it is damaged, or in another form.
 */
export function parseComparison(path: string, text: string): Comparison {
  return parseWith(comparisonResults, comparisonSchema, path, text);
}
