/**
 * An audit in a terminal.
 *
 * @module
 */
import { grouped } from "../../render/sentence.ts";
import { eventsInWords } from "../events_in_words.ts";
import type { AuditResults } from "../schema.ts";
import { inColour, type Standing, standingCounts, standings } from "../verdicts/standing.ts";

/** Signs and words of one width. */
const mark = (standing: Standing) => {
  const { sign, word } = standings[standing];
  return `${sign} ${word.padEnd(12)}`;
};

/** A text in lines of a width, the first after `first`, the others under it. */
export function wrapped(text: string, first: string, width: number): string {
  const lines = [first];
  const indent = " ".repeat(first.length);
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line.length + word.length + 1 > width && line.trim() !== "") lines.push(indent + word);
    else lines[lines.length - 1] += line.endsWith(" ") || line === indent ? word : ` ${word}`;
  }
  return lines.join("\n");
}

/** One line on what was audited. */
export function headline({ setup, binnings }: AuditResults): string {
  const count = (n: number, what: string) => `${grouped(n)} ${what}${n === 1 ? "" : "s"}`;
  const { runs, draws, truthAs, truthEvents } = setup;
  return [
    `${count(runs, "run")} of ${count(draws, "draw")}`,
    `${binnings[binnings.length - 1].shape.join(" × ")} bins`,
    truthAs === null
      ? "no truth"
      : truthEvents === null
      ? "exact truth"
      : `truth of ${eventsInWords(setup, "truth", truthEvents)}`,
  ].join(", ");
}

/** How an audit is shown in a terminal. */
export interface SummaryOptions {
  /** Columns. */
  readonly width?: number;
  /** Whether standings have colours, too. */
  readonly colours?: boolean;
}

/** What an audit found, for a terminal. */
export function summary(
  results: AuditResults,
  { width = 100, colours = false }: SummaryOptions = {},
): string {
  const { title, verdicts, limits } = results;
  const paint = (standing: Standing, text: string) => colours ? inColour(standing, text) : text;
  return [
    `${title}: ${headline(results)}`,
    `  ${standingCounts(verdicts).map(({ standing, text }) => paint(standing, text)).join("   ")}`,
    ...verdicts.flatMap(({ standing, sentence, next }) => {
      const first = `  ${mark(standing)}  `;
      return [
        paint(standing, first) + wrapped(sentence, first, width).slice(first.length),
        ...(next === undefined
          ? []
          : [wrapped(`Next step: ${next}`, " ".repeat(first.length), width)]),
      ];
    }),
    ...(limits.length === 0 ? [] : ["What these data cannot say:"]),
    ...limits.map((sentence) => wrapped(sentence, "  -  ", width)),
  ].join("\n");
}
