/**
 * The committed results of a study: `_data/<study>/results.json`.
 *
 * The file holds the record of the study's last cell and the findings that follow from it, the key of that
 * cell, which shows whether the record is up to date without a cache, and a checksum, which detects edits by hand.
 *
 * @module
 */
import * as z from "zod";
import type { Json } from "./cell.ts";
import { readWhole, writeWhole } from "./files.ts";
import { checksumOf, formatJson, hash, parseWith } from "./json.ts";
import { checkJson } from "./key.ts";

/** Name and version of the schema of the file; readers reject other ones. */
export const resultsSchema = "ampliflow/results/1";

const envelope = z.strictObject({
  schema: z.literal(resultsSchema),
  study: z.string(),
  profile: z.enum(["smoke", "standard", "paper"]),
  /** Key of the study's last cell. */
  key: hash,
  /** SHA-256 of the canonical JSON of all other fields. */
  checksum: hash,
  data: z.json(),
});

/** A study's results, as committed. */
export type Results = z.infer<typeof envelope>;

/** Path of the results of a study. */
export function resultsPath(folder: string, study: string): string {
  return `${folder}/${study}/results.json`;
}

/**
 * Writes a study's results.
 *
 * @param folder The data folder.
 * @param results Contents of the file; `data` is the record of the last cell with the study's findings.
 * @returns The path written.
 * @throws {TypeError} If `data` is not JSON, for example because a number is not finite.
 * @throws {Error} If the file cannot be written; the old one stays unchanged.
 */
export function writeResults(
  folder: string,
  results: { study: string; profile: Results["profile"]; key: string; data: Json },
): string {
  const { study, profile, key, data } = results;
  const path = resultsPath(folder, study);
  checkJson(`write ${path}`, "data", data);
  const body = { schema: resultsSchema, study, profile, key, data } as Omit<Results, "checksum">;
  const text = formatJson({
    schema: body.schema,
    study,
    profile,
    key,
    checksum: checksumOf(body),
    data,
  });
  writeWhole(path, new TextEncoder().encode(text));
  return path;
}

/**
 * Reads and checks a study's results.
 *
 * @param folder The data folder.
 * @returns `undefined` if there are none.
 * @throws {SyntaxError} If the file is damaged or belongs to another study; the message names the place.
 */
export function readResults(folder: string, study: string): Results | undefined {
  const path = resultsPath(folder, study);
  const bytes = readWhole(path);
  if (bytes === undefined) return undefined;
  return parseResults(path, study, new TextDecoder().decode(bytes));
}

/**
 * Parses and checks the text of a study's results.
 *
 * @param path Name of the file in messages.
 * @throws {SyntaxError} If the text is damaged or belongs to another study.
 */
export function parseResults(path: string, study: string, text: string): Results {
  const results = parseWith(envelope, resultsSchema, path, text);
  if (results.study !== study) {
    throw new SyntaxError(
      `Cannot use ${path} as its study must be ${study}: current value is ${results.study}`,
    );
  }
  return results;
}
