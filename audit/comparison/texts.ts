/**
 * A comparison as text: CSV, Markdown, and for a terminal.
 *
 * @module
 */
import { csv, type Value } from "../../render/csv.ts";
import { measured, pValue } from "../../render/format.ts";
import { capital, grouped } from "../../render/sentence.ts";
import { escapeMarkdown, markdownTable } from "../report/markdown.ts";
import { wrapped } from "../report/summary.ts";
import type { ComparedMeasure, Comparison, GeneratorDifference } from "./schema.ts";

/** One line on what was compared. */
export function comparisonHeadline({ of: kind, setup }: Comparison): string {
  const { truth, shape, events } = setup;
  return [
    kind === "sample" ? `${grouped(events!)} events of each` : `${shape.join(" × ")} bins`,
    truth.events === null
      ? "exact truth"
      : `the same truth of ${grouped(Math.round(truth.events))} events`,
  ].join(", ");
}

/** How often an order is wrong, in a sentence. */
export function alarmSentence({ setup: { falseAlarms }, differences }: Comparison): string {
  return `An order is stated where it is significant among all ${
    grouped(differences.length)
  } differences together: if all generators are equally good, any order is stated in at most ${
    Number((100 * falseAlarms).toPrecision(3))
  } % of comparisons.`;
}

/** A value with its error, and the rank behind it. */
export function valueText({ value, error, rank }: ComparedMeasure["values"][number]): string {
  if (value === null) return "–";
  return `${measured({ value, error })}${rank === null ? "" : ` (${rank})`}`;
}

/** The order of two generators, in words. */
export function orderText({ first, second, order, error }: GeneratorDifference): string {
  if (order === null) return error === null ? "no error known" : "not significant";
  return {
    before: `${first} before ${second}`,
    after: `${second} before ${first}`,
    larger: `${first} is larger`,
    smaller: `${first} is smaller`,
  }[order];
}

/** Generators that come after the first one, in sentences. */
export function behindFirst(
  { generators: [{ name }], measures, differences }: Comparison,
): string[] {
  return differences.filter(({ first, order }) => first === name && order === "before")
    .map((difference) =>
      `${difference.second} after ${name}: ${
        measures.find(({ name }) => name === difference.measure)!.title
      } differs by ${differenceText(difference)}`
    );
}

/** A difference with its error. */
export function differenceText({ value, error }: GeneratorDifference): string {
  return measured({ value, error });
}

/** `comparison.csv`: a row for each generator, to be kept as a leaderboard. */
export function generatorsCsv({ generators, measures, setup }: Comparison): string {
  return csv({
    columns: [
      "generator",
      ...measures.flatMap(({ name, better }) => [
        name,
        `${name} error`,
        ...(better === "neither" ? [] : [`${name} rank`]),
      ]),
      "runs",
      "draws",
      "training events",
      "truth digest",
    ],
    rows: generators.map(({ name, runs, draws, nTrain }, i) => [
      name,
      ...measures.flatMap(({ better, values }): Value[] => {
        const { value, error, rank } = values[i];
        return [value, error, ...(better === "neither" ? [] : [rank])];
      }),
      runs,
      draws,
      nTrain,
      setup.truth.digest,
    ]),
  });
}

/** `differences.csv`: a row for each pair and measure. */
export function differencesCsv({ differences }: Comparison): string {
  return csv({
    columns: ["measure", "first", "second", "difference", "error", "p-value", "order"],
    rows: differences.map(({ measure, first, second, value, error, pValue, order }) => [
      measure,
      first,
      second,
      value,
      error,
      pValue,
      order ?? "none",
    ]),
  });
}

/** What a better value is, in a word. */
export const betterText: Readonly<Record<ComparedMeasure["better"], string>> = {
  lower: "less is better",
  higher: "more is better",
  neither: "neither is better",
};

/** `summary.md`: the table, the orders and the limits. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { title, generators, measures, findings, limits, differences } = comparison;
  const titleOf = (name: string) => measures.find((measure) => measure.name === name)!.title;
  const parts = [
    `# ${escapeMarkdown(title)}`,
    `${
      escapeMarkdown(capital(comparisonHeadline(comparison)))
    }. Values with standard errors, and ranks in brackets: one more than the generators that come before. ${
      alarmSentence(comparison)
    }`,
    markdownTable(
      ["generator", ...measures.map(({ title, better }) => `${title}, ${betterText[better]}`)],
      generators.map(({ name }, i) => [
        escapeMarkdown(name),
        ...measures.map(({ values }) => escapeMarkdown(valueText(values[i]))),
      ]),
    ),
    findings.map((sentence) => `* ${escapeMarkdown(sentence)}`).join("\n"),
    "## Differences",
    "The first minus the second. The noise that the shared truth adds to both cancels in the errors.",
    markdownTable(
      ["measure", "first", "second", "difference", "p-value", "order"],
      differences.map((difference) => [
        titleOf(difference.measure),
        escapeMarkdown(difference.first),
        escapeMarkdown(difference.second),
        escapeMarkdown(differenceText(difference)),
        difference.error === null ? "–" : pValue(difference.pValue, 1e-6),
        escapeMarkdown(orderText(difference)),
      ]),
    ),
    "## What these data cannot say",
    limits.map((sentence) => `* ${escapeMarkdown(sentence)}`).join("\n"),
  ];
  return parts.join("\n\n") + "\n";
}

/** What a comparison found, for a terminal. */
export function comparisonSummary(
  comparison: Comparison,
  { width = 100 }: { readonly width?: number } = {},
): string {
  const { title, generators, measures, findings, limits } = comparison;
  const rows = [
    ["", ...measures.map(({ title }) => title)],
    ...generators.map(({ name }, i) => [
      name,
      ...measures.map(({ values }) => valueText(values[i])),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()}`;
  // A table that is too wide is printed measure by measure.
  const table = widths.reduce((sum, columnWidth) => sum + columnWidth + 2, 0) <= width
    ? rows.map(line)
    : measures.map(({ title, values }) =>
      wrapped(
        generators.map(({ name }, i) => `${name} ${valueText(values[i])}`).join("; "),
        `  ${title}: `,
        width,
      )
    );
  return [
    `${title}: ${comparisonHeadline(comparison)}`,
    "Values with standard errors, ranks in brackets:",
    ...table,
    ...findings.map((sentence) => wrapped(sentence, "  -  ", width)),
    "What these data cannot say:",
    ...limits.map((sentence) => wrapped(sentence, "  -  ", width)),
  ].join("\n");
}
