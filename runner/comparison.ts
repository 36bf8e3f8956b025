/**
 * Differences between two states of the committed results, as Markdown for a pull request.
 *
 * @module
 */
import type { NamedCells } from "./provenance.ts";
import { contentsOf, type Numbers } from "./contents.ts";
import type { Results } from "./results.ts";

/** A study's files at one revision. */
export interface StudyFiles {
  readonly results?: Results;
  readonly provenance?: NamedCells;
}

/** A quantity that moved, as text. */
export interface Row {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  /** Sort key, descending: difference over uncertainty, then relative difference. */
  readonly order: number;
  /** Whether all differences are at the level of rounding. */
  readonly rounding: boolean;
}

/** Largest relative difference that counts as rounding. */
const roundingLevel = 1e-6;

/** Largest number of rows in the table of a study. */
const limit = 40;

/** Largest number of texts listed for a study besides the sentences of its findings. */
const textLimit = 10;

function format(value: number | null | undefined, error?: number | null): string {
  if (value === undefined) return "-";
  if (value === null) return "not available";
  const number = Number(value.toPrecision(5)).toString();
  return error === undefined || error === null
    ? number
    : `${number} ± ${Number(error.toPrecision(2))}`;
}

function rowOf(name: string, before?: Numbers, after?: Numbers): Row | undefined {
  if (before === undefined || after === undefined) {
    const numbers = (before ?? after)!;
    const shown = numbers.values.length === 1
      ? format(numbers.values[0], numbers.errors?.[0])
      : `${numbers.values.length} numbers`;
    return {
      name,
      before: before ? shown : "-",
      after: after ? shown : "-",
      difference: before ? "removed" : "new",
      order: Infinity,
      rounding: false,
    };
  }
  if (before.values.length !== after.values.length) {
    return {
      name,
      before: `${before.values.length} numbers`,
      after: `${after.values.length} numbers`,
      difference: "other length",
      order: Infinity,
      rounding: false,
    };
  }
  let moved = 0, place = -1, order = -Infinity, difference = "", rounding = true;
  for (let i = 0; i < after.values.length; i++) {
    const [was, is] = [before.values[i], after.values[i]];
    const errors = [before.errors?.[i] ?? null, after.errors?.[i] ?? null];
    if (Object.is(was, is) && Object.is(errors[0], errors[1])) continue;
    moved++;
    rounding &&= close(was, is) && close(errors[0], errors[1]);
    let [size, words] = [Infinity, "now or no longer available"];
    if (was !== null && is !== null) {
      const change = is - was;
      const sigma = Math.max(errors[0] ?? 0, errors[1] ?? 0);
      if (change === 0) [size, words] = [0, "uncertainty alone"];
      else if (sigma > 0) [size, words] = [Math.abs(change) / sigma, `${signed(change / sigma)} σ`];
      else {
        const relative = change / Math.max(Math.abs(was), Math.abs(is));
        // Sorted below every difference that has an uncertainty.
        [size, words] = [Math.abs(relative) * 1e-9, `${signed(100 * relative)} %, no uncertainty`];
      }
    }
    if (size > order) [order, place, difference] = [size, i, words];
  }
  if (moved === 0) return undefined;
  const many = after.values.length > 1;
  return {
    name: many ? `${name}[${place}], the largest of ${moved} of ${after.values.length}` : name,
    before: format(before.values[place], before.errors?.[place]),
    after: format(after.values[place], after.errors?.[place]),
    difference,
    order,
    rounding,
  };
}

function close(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= roundingLevel * Math.max(Math.abs(a), Math.abs(b));
}

function signed(value: number): string {
  const text = Number(value.toPrecision(2)).toString();
  return value > 0 ? `+${text}` : text;
}

/** A text as a cell of a Markdown table. */
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function cellsSection(before?: NamedCells, after?: NamedCells): string[] {
  const keysOf = (provenance?: NamedCells) => new Set(provenance?.cells.map(({ key }) => key));
  const [was, is] = [keysOf(before), keysOf(after)];
  const list = (title: string, cells: NamedCells["cells"] = []) => {
    if (cells.length === 0) return [];
    const labels = cells.slice(0, 20).map(({ label, kind, version }) =>
      `${label} (${kind}, version ${version})`
    );
    const more = cells.length > 20 ? `; and ${cells.length - 20} more` : "";
    return [
      `${cells.length} ${cells.length === 1 ? "cell" : "cells"} ${title}: ${
        labels.join("; ")
      }${more}.`,
      "",
    ];
  };
  return [
    ...list("added", after?.cells.filter(({ key }) => !was.has(key))),
    ...list("removed", before?.cells.filter(({ key }) => !is.has(key))),
  ];
}

/** Differences between two states of a study's results. */
export interface Moves {
  /** Quantities that moved by more than rounding, in descending order of their difference. */
  readonly rows: readonly Row[];
  /** Number of quantities that moved by rounding alone. */
  readonly rounded: number;
  /** Texts that changed; `undefined` for a missing one. */
  readonly sentences: readonly {
    readonly name: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  }[];
}

/** Compares two states of a study's results. */
export function movesOf(before: Results, after: Results): Moves {
  const was = contentsOf(before.data);
  const is = contentsOf(after.data);
  const moved = [...new Set([...was.numbers.keys(), ...is.numbers.keys()])]
    .map((name) => rowOf(name, was.numbers.get(name), is.numbers.get(name)))
    .filter((row) => row !== undefined)
    .sort((a, b) => a.order === b.order ? 0 : b.order - a.order);
  const rows = moved.filter((row) => !row.rounding);
  const sentences = [...new Set([...was.texts.keys(), ...is.texts.keys()])]
    .map((name) => ({ name, before: was.texts.get(name), after: is.texts.get(name) }))
    .filter(({ before, after }) => before !== after);
  return { rows, rounded: moved.length - rows.length, sentences };
}

/** Whether a text is the sentence of a finding. */
export const isSentence = ({ name }: { name: string }) => /\bsentence$/.test(name);

/** Lists all findings, and of other texts a limited number of those that changed. */
function textsSection(texts: Moves["sentences"]): string[] {
  const others = texts.filter((text) => !isSentence(text));
  const changed = others.filter(({ before, after }) => before !== undefined && after !== undefined);
  const listed = [...texts.filter(isSentence), ...changed.slice(0, textLimit)];
  const lines = listed.flatMap(({ name, before, after }) => [
    `- \`${name}\``,
    `  - before: ${before ?? "-"}`,
    `  - after: ${after ?? "-"}`,
  ]);
  if (lines.length > 0) lines.push("");
  const unlisted = others.length - Math.min(changed.length, textLimit);
  if (unlisted > 0) {
    lines.push(`Other texts that changed, are new or gone: ${unlisted}.`, "");
  }
  return lines;
}

function studySection(name: string, before: StudyFiles, after: StudyFiles): string[] {
  if (before.results === undefined && after.results === undefined) return [];
  const lines: string[] = [];
  if (before.results === undefined) lines.push("The study is new.", "");
  else if (after.results === undefined) lines.push("The study is gone.", "");
  else {
    const { profile } = before.results;
    if (profile !== after.results.profile) {
      lines.push(`Profile: ${profile} before, ${after.results.profile} after.`, "");
    }
    const { rows, rounded, sentences } = movesOf(before.results, after.results);
    if (rows.length > 0) {
      lines.push("| quantity | before | after | difference |", "|---|---|---|---|");
      for (const { name, before, after, difference } of rows.slice(0, limit)) {
        lines.push(`| ${[name, before, after, difference].map(cell).join(" | ")} |`);
      }
      lines.push("");
      if (rows.length > limit) {
        lines.push(`${rows.length - limit} further quantities moved by less.`, "");
      }
    }
    if (rounded > 0) {
      lines.push(
        `${rounded} ${
          rounded === 1 ? "quantity" : "quantities"
        } moved by rounding alone, at most ${roundingLevel} of the value.`,
        "",
      );
    }
    lines.push(...textsSection(sentences));
  }
  lines.push(...cellsSection(before.provenance, after.provenance));
  return lines.length === 0 ? [] : [`### ${name}`, "", ...lines];
}

/**
 * A Markdown report of the differences, study by study: quantities, with the difference in units of
 * their uncertainty (the larger standard error of before and after); sentences; cells added and
 * removed.
 *
 * @param since Name of the earlier state.
 * @param before Files of every study at the earlier state, by name.
 * @param after Files of every study now, by name.
 */
export function compareStudies(
  since: string,
  before: ReadonlyMap<string, StudyFiles>,
  after: ReadonlyMap<string, StudyFiles>,
): string {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const sections = names.flatMap((name) =>
    studySection(name, before.get(name) ?? {}, after.get(name) ?? {})
  );
  if (sections.length === 0) return `Nothing moved in the results since ${since}.\n`;
  return [
    `## What moved in the results since ${since}`,
    "",
    "Differences are in units of the larger standard error, σ, of before and after.",
    "",
    ...sections,
  ].join("\n");
}
