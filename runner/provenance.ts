/**
 * Where a study's results come from: `_data/<study>/provenance.json`. Clock and machine are in here, and
 * nowhere else.
 *
 * @module
 */
import { z } from "zod";
import type { Cache, Origin } from "./cache.ts";
import type { Json } from "./cell.ts";
import { readWhole, writeWhole } from "./files.ts";
import { sha256 } from "./key.ts";
import type { Node } from "./plan.ts";
import { formatJson, parseWith, type Results } from "./results.ts";

/** Name and version of the form of the file. */
export const provenanceSchema = "ampliflow/provenance/4";
const anyProvenanceSchema = /^ampliflow\/provenance\/\d+$/;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const provenance = z.strictObject({
  schema: z.literal(provenanceSchema),
  study: z.string(),
  profile: z.enum(["smoke", "standard", "paper"]),
  /** Key of the study's last cell, as in its results. */
  key: hash,
  /** Revision of the code that put the results together, or null where there was no repository. */
  commit: z.string().nullable(),
  /** Whether all its files but the data were as committed; null where there was no repository. */
  clean: z.boolean().nullable(),
  /** SHA-256 of `deno.lock`. */
  lock: hash.nullable(),
  /** What put the results together. */
  deno: z.string(),
  v8: z.string(),
  /** Version of the engine's numbers, by kind of cell. */
  numerics: z.record(z.string(), z.string()),
  seeds: z.array(z.number()),
  system: z.string(),
  processor: z.string(),
  /** Workers. */
  jobs: z.number(),
  /** Start of the first of the cells, ISO 8601. */
  start: z.string().nullable(),
  /** Sum over the cells. */
  seconds: z.number(),
  cells: z.array(z.strictObject({
    label: z.string(),
    kind: z.string(),
    version: z.number(),
    seed: z.number(),
    key: hash,
    /** SHA-256 of the artefact's file; null where the cache no longer had it. */
    digest: hash.nullable(),
    /** A few of the artefact's numbers by their place. */
    witness: z.record(z.string(), z.number()),
    seconds: z.number().nullable(),
    /** Revision of the code that computed the cell; null where that is not known. */
    commit: z.string().nullable(),
    /** Whether that code was as committed; null where that is not known. */
    clean: z.boolean().nullable(),
    /** What computed the cell; null where that is not known. */
    deno: z.string().nullable(),
    system: z.string().nullable(),
    processor: z.string().nullable(),
    /** Kernel of the engine, with the reason; null where none was used or that is not known. */
    kernel: z.string().nullable(),
  })),
});

/** Where a study's results come from. */
export type Provenance = z.infer<typeof provenance>;

/** What the runner cannot know by itself. */
export interface Source extends Origin {
  /** Workers. */
  readonly jobs: number;
  /** Path of the lock file. */
  readonly lock: string;
}

const named = z.object({
  schema: z.string().regex(anyProvenanceSchema),
  cells: z.array(z.object({ label: z.string(), kind: z.string(), version: z.number(), key: hash })),
});

/** The cells of a study by name, as every form of the file has them. */
export type NamedCells = Pick<z.infer<typeof named>, "cells">;

/** Where the provenance of a study is. */
export function provenancePath(folder: string, study: string): string {
  return `${folder}/${study}/provenance.json`;
}

/**
 * Writes where a study's results come from. What the cache no longer knows of a cell is taken over
 * from the file that is there.
 *
 * @param nodes All cells of the study, inputs first.
 * @returns The path written.
 * @throws {Error} If the file cannot be written; the old one is left as it was.
 */
export function writeProvenance(
  folder: string,
  { study, profile, key }: Pick<Results, "study" | "profile" | "key">,
  nodes: readonly Node[],
  cache: Cache,
  source: Source,
): string {
  const before = new Map<string, Provenance["cells"][number]>();
  try {
    for (const cell of readProvenance(folder, study)?.cells ?? []) before.set(cell.key, cell);
  } catch { /* A damaged file has nothing to take over. */ }
  let start: string | null = null;
  const cells = nodes.map(({ key, cell, kind }) => {
    const record = cache.record(key);
    const known = record ?? before.get(key);
    if (record && (start === null || record.start < start)) start = record.start;
    return {
      label: cell.label,
      kind: kind.name,
      version: kind.version,
      seed: cell.seed,
      key,
      digest: known?.digest ?? null,
      witness: known?.witness ?? {},
      seconds: known?.seconds ?? null,
      commit: known?.commit ?? null,
      clean: known?.clean ?? null,
      deno: known?.deno ?? null,
      system: known?.system ?? null,
      processor: known?.processor ?? null,
      kernel: known?.kernel ?? null,
    };
  });
  const numerics: Record<string, string> = {};
  for (const { kind } of nodes) {
    if (kind.numerics !== undefined) numerics[kind.name] = kind.numerics;
  }
  const lock = readWhole(source.lock);
  const value: Provenance = {
    schema: provenanceSchema,
    study,
    profile,
    key,
    commit: source.commit,
    clean: source.clean,
    lock: lock === undefined ? null : sha256(lock),
    deno: source.deno,
    v8: Deno.version.v8,
    numerics,
    seeds: [...new Set(nodes.map(({ cell }) => cell.seed))].sort((a, b) => a - b),
    system: source.system,
    processor: source.processor,
    jobs: source.jobs,
    start,
    seconds: Math.round(1000 * cells.reduce((sum, cell) => sum + (cell.seconds ?? 0), 0)) / 1000,
    cells,
  };
  const path = provenancePath(folder, study);
  writeWhole(path, new TextEncoder().encode(formatJson(value as unknown as Json)));
  return path;
}

/**
 * Reads where a study's results come from.
 *
 * @returns `undefined` where the file is not there.
 * @throws {SyntaxError} If the file is damaged; the sentence names the place.
 */
export function readProvenance(folder: string, study: string): Provenance | undefined {
  const path = provenancePath(folder, study);
  const bytes = readWhole(path);
  return bytes && parseProvenance(path, new TextDecoder().decode(bytes));
}

/**
 * Checks the text of a study's provenance.
 *
 * @param path What the sentence of an error names.
 * @throws {SyntaxError} If the text is damaged.
 */
function parseProvenance(path: string, text: string): Provenance {
  return parseWith(provenance, provenanceSchema, path, text);
}

/**
 * Which cells the text of a study's provenance tells of, in whichever form of the file.
 *
 * @param path What the sentence of an error names.
 * @throws {SyntaxError} If the text is damaged.
 */
export function parseNamedCells(path: string, text: string): NamedCells {
  return parseWith(named, provenanceSchema, path, text);
}
