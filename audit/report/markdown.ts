/**
 * An audit as Markdown, for a pull request or the summary of a job: `summary.md`.
 *
 * @module
 */
import { measured, significant } from "../../render/format.ts";
import { capital } from "../../render/sentence.ts";
import type { AuditResults } from "../schema.ts";
import { standingCounts, standings } from "../verdicts/standing.ts";
import { headline } from "./summary.ts";

/**
 * A text that Markdown shows as it is, in one line: with a backslash before all that CommonMark and GitHub take for
 * markup, and a comment after what GitHub takes for a person, an issue or an emoji even then. Characters that steer the
 * direction of writing are left out.
 *
 * @example A table, a person and a link
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { escapeMarkdown } from "./markdown.ts";
 *
 * assertEquals(escapeMarkdown("a|b\n*c*"), "a\\|b \\*c\\*");
 * assertEquals(escapeMarkdown("@me"), "\\@<!-- -->me");
 * assertEquals(escapeMarkdown("https://a.b"), "https\\://a.b");
 * ```
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .replaceAll(/[\\`*_[\]<>|~&$@]|:(?=\/\/)|(?<=www)\./gi, "\\$&")
    // What would begin a list or underline a heading.
    .replace(/^[-+=]|(?<=^\d+)[.)](?=\s|$)/, "\\$&")
    .replaceAll(/[@#]|:(?=[\w+-]+:)/g, "$&<!-- -->");
}

/** A table; cells are Markdown. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** An audit as Markdown: the numbers of verdicts by standing, each verdict with its next step, numbers and limits. */
export function markdownSummary(results: AuditResults): string {
  const { title, verdicts, quantities, limits } = results;
  const counts = standingCounts(verdicts).map(({ text }) => text).join(" · ");
  const parts = [
    `# ${escapeMarkdown(title)}`,
    `${escapeMarkdown(capital(headline(results)))}.`,
    `**${counts}**`,
    markdownTable(
      ["verdict", "what the audit says", "next step"],
      verdicts.map(({ standing, sentence, next = "" }) => {
        const { sign, word } = standings[standing];
        return [`${sign} ${word}`, escapeMarkdown(sentence), escapeMarkdown(next)];
      }),
    ),
    "## Numbers",
    markdownTable(
      ["what", "value", "if calibrated"],
      quantities.flatMap(({ meaning, value, error, calibrated }) =>
        value === null ? [] : [[
          escapeMarkdown(capital(meaning)),
          escapeMarkdown(measured({ value, error })),
          calibrated === null
            ? ""
            : `${significant(calibrated.lower, 2)} to ${significant(calibrated.upper, 2)}`,
        ]]
      ),
    ),
    ...(limits.length === 0 ? [] : [
      "## What these data cannot say",
      limits.map((sentence) => `* ${escapeMarkdown(sentence)}`).join("\n"),
    ]),
  ];
  return parts.join("\n\n") + "\n";
}
