/**
 * An audit in a terminal.
 *
 * @module
 */
import { grouped } from "../render/sentence.ts";
import type { AuditResults } from "./schema.ts";

const marks = {
  holds: "holds   ",
  fails: "FAILS   ",
  cautious: "cautious",
  open: "open    ",
} as const;

/** A text in lines of a width, the first after `first`, the others under it. */
function wrapped(text: string, first: string, width: number): string {
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
function headline({ setup, binnings }: AuditResults): string {
  const count = (n: number, what: string) => `${grouped(n)} ${what}${n === 1 ? "" : "s"}`;
  const { runs, draws, truthAs, truthEvents } = setup;
  return [
    `${count(runs, "run")} of ${count(draws, "draw")}`,
    `${binnings[binnings.length - 1].shape.join(" × ")} bins`,
    truthAs === null
      ? "no truth"
      : truthEvents === null
      ? "exact truth"
      : `truth of ${count(truthEvents, "event")}`,
  ].join(", ");
}

/** What an audit found, for a terminal of a width. */
export function summary(results: AuditResults, width = 100): string {
  const { title, verdicts, limits } = results;
  return [
    `${title}: ${headline(results)}`,
    ...verdicts.map(({ standing, sentence, next }) =>
      wrapped(
        next === undefined ? sentence : `${sentence} ${next}`,
        `  ${marks[standing]}  `,
        width,
      )
    ),
    ...(limits.length === 0 ? [] : ["What these data cannot say:"]),
    ...limits.map((sentence) => wrapped(sentence, "  -  ", width)),
  ].join("\n");
}
