/**
 * The log of changes of the committed results: `_data/changes.json`.
 *
 * @module
 */
import * as z from "zod";
import { isSentence, movesOf } from "./comparison.ts";
import { readWhole, writeWhole } from "./files.ts";
import { formatJson, parseWith } from "./json.ts";
import type { Results } from "./results.ts";

/** Name and version of the schema of the file. */
const changesSchema = "ampliflow/changes/1";

const sentence = z.strictObject({ before: z.string().nullable(), after: z.string().nullable() });

const studyChange = z.strictObject({
  study: z.string(),
  state: z.enum(["new", "changed", "gone"]),
  /** Quantities that moved by more than rounding. */
  moved: z.int().nonnegative(),
  /** The quantities that moved most, in units of their uncertainty. */
  largest: z.array(z.strictObject({
    name: z.string(),
    before: z.string(),
    after: z.string(),
    difference: z.string(),
  })),
  /** Findings whose sentence changed; `null` before or after for new and removed ones. */
  sentences: z.array(sentence),
});

const change = z.strictObject({
  /** Git revision that committed the results. */
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  /** Day of the commit, as YYYY-MM-DD. */
  date: z.iso.date(),
  /** First line of its message. */
  subject: z.string(),
  studies: z.array(studyChange).min(1),
});

const log = z.strictObject({
  schema: z.literal(changesSchema),
  /** In chronological order. */
  changes: z.array(change),
});

/** Changes of one study. */
export type StudyChange = z.infer<typeof studyChange>;
/** Changes of the results by one commit. */
export type Change = z.infer<typeof change>;

/** Path of the log. */
export function changesPath(folder: string): string {
  return `${folder}/changes.json`;
}

/** Largest number of quantities that an entry lists for a study. */
const listed = 5;

/**
 * Changes of a study's results between two states.
 *
 * @returns `undefined` if nothing moved.
 */
export function studyChangeOf(
  study: string,
  before: Results | undefined,
  after: Results | undefined,
): StudyChange | undefined {
  const unchanged = { study, moved: 0, largest: [], sentences: [] };
  if (before === undefined) return after && { ...unchanged, state: "new" };
  if (after === undefined) return { ...unchanged, state: "gone" };
  const { rows, sentences } = movesOf(before, after);
  if (rows.length === 0 && sentences.length === 0) return undefined;
  return {
    study,
    state: "changed",
    moved: rows.length,
    largest: rows.slice(0, listed).map(({ name, before, after, difference }) => ({
      name,
      before,
      after,
      difference,
    })),
    sentences: sentences.filter(isSentence)
      .map(({ before, after }) => ({ before: before ?? null, after: after ?? null })),
  };
}

/**
 * Reads the log.
 *
 * @returns Its entries; empty if there is no log.
 * @throws {SyntaxError} If it is damaged.
 */
export function readChanges(folder: string): Change[] {
  const path = changesPath(folder);
  const bytes = readWhole(path);
  if (bytes === undefined) return [];
  return parseWith(log, changesSchema, path, new TextDecoder().decode(bytes)).changes;
}

/** Writes the log; the old one stays until the new one is complete. Returns its path. */
export function writeChanges(folder: string, changes: readonly Change[]): string {
  const path = changesPath(folder);
  // Puts the fields of all entries in the order of the schema.
  const text = formatJson(log.parse({ schema: changesSchema, changes }));
  writeWhole(path, new TextEncoder().encode(text));
  return path;
}
