/**
 * Origin of a study's results: `_data/<study>/provenance.json`. No other file depends on clock or machine.
 *
 * @module
 */
import * as z from "zod";
import { artefactDigest, decodeArtefact, witnessOf } from "./artefact.ts";
import type { Cache, Origin, RunRecord } from "./cache.ts";
import type { Json } from "./cell.ts";
import { readWhole, writeWhole } from "./files.ts";
import { sha256 } from "./key.ts";
import type { Node } from "./plan.ts";
import { formatJson, hash, parseWith, sealed } from "./json.ts";
import type { Results } from "./results.ts";

/** Name and version of the schema of the file. */
export const provenanceSchema = "ampliflow/provenance/4";
const anyProvenanceSchema = /^ampliflow\/provenance\/\d+$/;

const provenance = z.strictObject({
  schema: z.literal(provenanceSchema),
  study: z.string(),
  profile: z.enum(["smoke", "standard", "paper"]),
  /** Key of the study's last cell, as in its results. */
  key: hash,
  /** Revision of the code that assembled the results, or null without a repository. */
  commit: z.string().nullable(),
  /** Whether all its files but the data were as committed; null without a repository. */
  clean: z.boolean().nullable(),
  /** SHA-256 of `deno.lock`. */
  lock: hash.nullable(),
  /** Program that assembled the results. */
  deno: z.string(),
  v8: z.string(),
  /** Version of the engine's numbers, by kind of cell. */
  numerics: z.record(z.string(), z.string()),
  seeds: z.array(z.number()),
  system: z.string(),
  processor: z.string(),
  /** Number of workers. */
  jobs: z.number(),
  /** Start of the first cell, ISO 8601. */
  start: z.string().nullable(),
  /** Sum over the cells. */
  seconds: z.number(),
  cells: z.array(z.strictObject({
    label: z.string(),
    kind: z.string(),
    version: z.number(),
    seed: z.number(),
    key: hash,
    /** SHA-256 of the artefact's file; null if the cache no longer had it. */
    digest: hash.nullable(),
    /** A few of the artefact's numbers by their place. */
    witness: z.record(z.string(), z.number()),
    seconds: z.number().nullable(),
    /** Revision of the code that computed the cell; null if not known. */
    commit: z.string().nullable(),
    /** Whether that code was as committed; null if not known. */
    clean: z.boolean().nullable(),
    /** Program and machine that computed the cell; null if not known. */
    deno: z.string().nullable(),
    system: z.string().nullable(),
    processor: z.string().nullable(),
    /** Kernel of the engine, with the reason; null if not used or not known. */
    kernel: z.string().nullable(),
  })),
  /** SHA-256 of the canonical JSON of the other entries; older files do not have it. */
  checksum: hash.optional(),
});

/** Origin of a study's results. */
export type Provenance = z.infer<typeof provenance>;

/** Properties of a run that the runner cannot find out itself. */
export interface RunSource extends Origin {
  /** Number of workers. */
  readonly jobs: number;
  /** Path of the lock file. */
  readonly lock: string;
}

const named = z.object({
  schema: z.string().regex(anyProvenanceSchema),
  cells: z.array(z.object({ label: z.string(), kind: z.string(), version: z.number(), key: hash })),
});

/** The cells of a study by name, as in every version of the file. */
export type NamedCells = Pick<z.infer<typeof named>, "cells">;

/** What the artefact in the cache says of itself; undefined if it is not there, or damaged. */
function fromArtefact(
  cache: Cache,
  { key, kind }: Node,
): Pick<RunRecord, "digest" | "witness"> | undefined {
  try {
    const bytes = cache.bytes(key);
    return bytes && {
      digest: artefactDigest(bytes),
      witness: witnessOf(decodeArtefact({ key, kind: kind.name }, bytes)),
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Path of the provenance of a study. */
export function provenancePath(folder: string, study: string): string {
  return `${folder}/${study}/provenance.json`;
}

/**
 * Writes the provenance of a study. Records of cells that the cache no longer has are copied from the
 * existing file.
 *
 * @param nodes All cells of the study, inputs first.
 * @param tell Called with a sentence about each damaged record.
 * @returns The path written.
 * @throws {Error} If the file cannot be written; the old one stays unchanged.
 */
export function writeProvenance(
  folder: string,
  { study, profile, key }: Pick<Results, "study" | "profile" | "key">,
  nodes: readonly Node[],
  cache: Cache,
  source: RunSource,
  tell: (damage: string) => void,
): string {
  const before = new Map<string, Provenance["cells"][number]>();
  try {
    for (const cell of readProvenance(folder, study)?.cells ?? []) before.set(cell.key, cell);
  } catch { /* Nothing can be copied from a damaged file. */ }
  let start: string | null = null;
  const cells = nodes.map((node) => {
    const { key, cell, kind } = node;
    const record = cache.record(key, tell);
    const known = record ?? before.get(key);
    const { digest, witness } = record ?? fromArtefact(cache, node) ?? known ?? {};
    if (record && (start === null || record.start < start)) start = record.start;
    return {
      label: cell.label,
      kind: kind.name,
      version: kind.version,
      seed: cell.seed,
      key,
      digest: digest ?? null,
      witness: witness ?? {},
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
  writeWhole(path, new TextEncoder().encode(formatJson(sealed(value) as unknown as Json)));
  return path;
}

/**
 * Reads the provenance of a study.
 *
 * @returns `undefined` if there is no file.
 * @throws {SyntaxError} If the file is damaged; the message names the place.
 */
export function readProvenance(folder: string, study: string): Provenance | undefined {
  const path = provenancePath(folder, study);
  const bytes = readWhole(path);
  return bytes && parseProvenance(path, new TextDecoder().decode(bytes));
}

/**
 * Parses and checks the text of a study's provenance.
 *
 * @param path Name of the file in messages.
 * @throws {SyntaxError} If the text is damaged.
 */
function parseProvenance(path: string, text: string): Provenance {
  return parseWith(provenance, provenanceSchema, path, text);
}

/**
 * The cells in the text of a study's provenance, for every version of the file.
 *
 * @param path Name of the file in messages.
 * @throws {SyntaxError} If the text is damaged.
 */
export function parseNamedCells(path: string, text: string): NamedCells {
  return parseWith(named, provenanceSchema, path, text);
}
