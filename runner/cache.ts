/**
 * The folder that holds the artefacts of cells.
 *
 * ```
 * <folder>/<key>/artefact   the artefact of the cell
 * <folder>/<key>/run.json   start and duration of its run; not part of any result
 * <folder>/checkpoints/<key>
 * <folder>/tmp/             temporary files, renamed when complete
 * <folder>/lock             held by the process that computes
 * ```
 *
 * @module
 */
import * as z from "zod";
import type { FitState } from "../core/posterior/posterior.ts";
import {
  artefactDigest,
  decodeArtefact,
  decodeCheckpoint,
  encodeArtefact,
  encodeCheckpoint,
  type Owner,
  witnessOf,
} from "./artefact.ts";
import type { Artefact } from "./cell.ts";
import { exists, namesIn, readWhole, removeLeftovers, writeWhole } from "./files.ts";
import type { Machine } from "./machine.ts";
import { hash, parseWith, sealed } from "./json.ts";

/** Revision of the code that computes. */
export interface Revision {
  /** Commit, or null without a repository. */
  readonly commit: string | null;
  /** Whether all files but the data are as committed; null without a repository. */
  readonly clean: boolean | null;
}

/** The code and the machine that compute a cell. */
export interface Origin extends Revision, Machine {}

/** Schema of the record of one run of a cell. */
export const runRecord = z.strictObject({
  /** SHA-256 of the artefact's file. */
  digest: hash,
  /** A few of its numbers by their place. */
  witness: z.record(z.string(), z.number()),
  /** Start, ISO 8601. */
  start: z.string(),
  /** Duration in seconds, without that of an interrupted run before. */
  seconds: z.number(),
  commit: z.string().nullable(),
  clean: z.boolean().nullable(),
  deno: z.string(),
  system: z.string(),
  processor: z.string(),
  /** Kernel of the engine, with the reason; null if the engine was not used. */
  kernel: z.string().nullable(),
  /** SHA-256 of the canonical JSON of the other entries; older files do not have it. */
  checksum: hash.optional(),
});

/** Record of one run of a cell. */
export interface RunRecord extends Origin, Omit<Readonly<z.infer<typeof runRecord>>, "checksum"> {}

/** A cache in a folder. The constructor touches no file. */
export class Cache {
  constructor(readonly folder: string) {}

  #artefact(key: string): string {
    return `${this.folder}/${key}/artefact`;
  }

  #checkpoint(key: string): string {
    return `${this.folder}/checkpoints/${key}`;
  }

  #write(path: string, bytes: Uint8Array): void {
    writeWhole(path, bytes, `${this.folder}/tmp`);
  }

  /**
   * Removes the temporary files of killed processes, and checkpoints of finished cells. Only for the
   * process that holds the lock.
   */
  clean(): void {
    removeLeftovers(`${this.folder}/tmp`);
    for (const key of namesIn(`${this.folder}/checkpoints`)) {
      if (exists(this.#artefact(key))) this.dropCheckpoint(key);
    }
  }

  /** Keys of the cells with a folder in the cache; no other cell has an artefact. */
  keys(): Set<string> {
    return new Set(namesIn(this.folder));
  }

  /**
   * The artefact of a cell, or `undefined` if there is none.
   *
   * @throws {SyntaxError} If the file is damaged or belongs to another cell.
   */
  read(owner: Owner): Artefact | undefined {
    const bytes = readWhole(this.#artefact(owner.key));
    return bytes === undefined ? undefined : decodeArtefact(owner, bytes);
  }

  /** The bytes of a cell's file, unchecked, or `undefined` if there is none. */
  bytes(key: string): Uint8Array | undefined {
    return readWhole(this.#artefact(key));
  }

  /** Writes an artefact and its record, then removes the checkpoint. */
  write(
    owner: Owner,
    artefact: Artefact,
    start: string,
    seconds: () => number,
    { commit, clean, deno, system, processor, kernel }: Origin & Pick<RunRecord, "kernel">,
  ): RunRecord {
    const bytes = encodeArtefact(owner, artefact);
    const record = {
      digest: artefactDigest(bytes),
      witness: witnessOf(artefact),
      start,
      seconds: seconds(),
      commit,
      clean,
      deno,
      system,
      processor,
      kernel,
    };
    this.#put(owner.key, bytes, record);
    return record;
  }

  /**
   * Adds an artefact that was computed before.
   *
   * @param record Record of its run, if known.
   */
  bring(owner: Owner, artefact: Artefact, record: RunRecord | undefined): void {
    this.#put(owner.key, encodeArtefact(owner, artefact), record);
  }

  #put(key: string, bytes: Uint8Array, record: RunRecord | undefined): void {
    if (record !== undefined) {
      const text = new TextEncoder().encode(JSON.stringify(sealed(record)) + "\n");
      this.#write(`${this.folder}/${key}/run.json`, text);
    }
    this.#write(this.#artefact(key), bytes);
    this.dropCheckpoint(key);
  }

  /**
   * The record of the run that computed a cell's artefact, or `undefined` if it is not known.
   *
   * @param tell Called with a sentence if the file is damaged, or the record of another artefact.
   */
  record(key: string, tell: (damage: string) => void = () => {}): RunRecord | undefined {
    const path = `${this.folder}/${key}/run.json`;
    const bytes = readWhole(path);
    if (bytes === undefined) return undefined;
    try {
      const text = new TextDecoder().decode(bytes);
      const { checksum: _, ...record } = parseWith(runRecord, "of a run", path, text);
      const artefact = this.bytes(key);
      const digest = artefact === undefined ? record.digest : artefactDigest(artefact);
      if (record.digest === digest) return record;
      tell(
        `Cannot use ${path} as its digest must be that of the artefact, ${
          digest.slice(0, 12)
        }: current value is ${record.digest.slice(0, 12)}`,
      );
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      tell(error.message);
    }
    return undefined;
  }

  /**
   * The state of an interrupted run of a cell, or `undefined` if there is none.
   *
   * @throws {SyntaxError} If the file is damaged or belongs to another cell.
   */
  readCheckpoint(owner: Owner): FitState | undefined {
    const bytes = readWhole(this.#checkpoint(owner.key));
    return bytes === undefined ? undefined : decodeCheckpoint(owner, bytes);
  }

  /** Writes the state of a running cell. */
  writeCheckpoint(owner: Owner, state: FitState): void {
    this.#write(this.#checkpoint(owner.key), encodeCheckpoint(owner, state));
  }

  /** Removes a cell. */
  forget(key: string): void {
    if (exists(`${this.folder}/${key}`)) {
      Deno.removeSync(`${this.folder}/${key}`, { recursive: true });
    }
    this.dropCheckpoint(key);
  }

  /** Removes the checkpoint of a cell. */
  dropCheckpoint(key: string): void {
    try {
      Deno.removeSync(this.#checkpoint(key));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
