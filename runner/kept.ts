/**
 * Artefacts that are kept with the results, so that they survive the loss of a machine or a cache.
 *
 * ```
 * <folder>/<name>.safetensors   an artefact: its arrays, and its JSON part in the metadata
 * <folder>/<name>.json          start and duration of its cell's run; not part of any result
 * ```
 *
 * @module
 */
import * as z from "zod";
import type { Owner } from "./artefact.ts";
import { type RunRecord, runRecord } from "./cache.ts";
import type { Artefact } from "./cell.ts";
import { exists, filesBelow, readStart, readWhole, writeWhole } from "./files.ts";
import { checkKeepName } from "./plan.ts";
import { formatJson, hash, parseWith, sealed } from "./json.ts";
import {
  type Claim,
  claimOf,
  decodeKept,
  encodeKept,
  keptFormat,
  refuseKept,
} from "./kept_file.ts";
import { decodeHeader, headerEnd } from "./safetensors.ts";

const ending = ".safetensors";

const sidecar = z.strictObject({
  schema: z.literal(keptFormat),
  key: hash,
  ...runRecord.shape,
});

function readClaim(path: string): Claim {
  const start = readStart(path, 8);
  const { bytes, size } = readStart(path, headerEnd(path, start.bytes, start.size));
  return claimOf(path, decodeHeader(path, bytes, size).metadata);
}

/** Headers of the kept files in a folder. */
interface Scan {
  /** Paths by key. */
  readonly paths: Map<string, string>;
  /** Metadata by key. */
  readonly claims: Map<string, Claim>;
  /** Messages about damaged files by path. */
  readonly damages: Map<string, string>;
}

/** The kept artefacts in a folder. The constructor touches no file; the folder is scanned once. */
export class Kept {
  #scanned: Scan | undefined;

  constructor(readonly folder: string) {}

  #scan(): Scan {
    if (this.#scanned !== undefined) return this.#scanned;
    const scan: Scan = { paths: new Map(), claims: new Map(), damages: new Map() };
    for (const path of filesBelow(this.folder)) {
      if (!path.endsWith(ending)) continue;
      try {
        const claim = readClaim(path);
        if (scan.paths.has(claim.key)) continue;
        scan.paths.set(claim.key, path);
        scan.claims.set(claim.key, claim);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        scan.damages.set(path, error.message);
      }
    }
    return this.#scanned = scan;
  }

  #path(name: string): string {
    return `${this.folder}/${name}${ending}`;
  }

  /** Paths of the kept files by the keys of their artefacts. Only headers are read. */
  index(): ReadonlyMap<string, string> {
    return this.#scan().paths;
  }

  /** SHA-256 of the artefact's file in a cache, from the kept file with a key. */
  digest(key: string): string | undefined {
    return this.#scan().claims.get(key)?.digest;
  }

  /**
   * Checks that an artefact can be kept under a name, before hours of work depend on it.
   *
   * @throws {Error} If there is something else than a file.
   */
  checkPlace(name: string): void {
    const path = this.#path(name);
    if (exists(path) && !Deno.statSync(path).isFile) {
      throw new Error(
        `Cannot keep an artefact in ${path} as it must be a file, or nothing: current value is a folder or a device`,
      );
    }
  }

  /**
   * The artefact of a cell, or `undefined` if it is not kept.
   *
   * @param name Name under which it should be kept; a damaged file of that name is an error.
   * @throws {SyntaxError} If its file is damaged; the message says how.
   */
  read(owner: Owner, name?: string): Artefact | undefined {
    const path = this.index().get(owner.key);
    if (path === undefined) {
      const damage = name === undefined ? undefined : this.#scan().damages.get(this.#path(name));
      if (damage !== undefined) throw new SyntaxError(damage);
      return undefined;
    }
    const bytes = readWhole(path);
    if (bytes === undefined) return undefined;
    return decodeKept(path, bytes, owner);
  }

  /**
   * The record of the run that computed the kept artefact with a key, or `undefined` if there is none.
   *
   * @throws {SyntaxError} If the file of the record is damaged, or that of another artefact.
   */
  record(key: string): RunRecord | undefined {
    const file = this.index().get(key);
    if (file === undefined) return undefined;
    const path = sidecarOf(file);
    const bytes = readWhole(path);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes);
    const { schema: _, checksum: __, key: recordKey, ...record } = parseWith(
      sidecar,
      keptFormat,
      path,
      text,
    );
    // A kill between the two writes leaves a record beside another artefact.
    const digest = this.digest(key)!;
    if (recordKey !== key) {
      refuseKept(path, `its key must be ${key.slice(0, 12)}`, recordKey.slice(0, 12));
    }
    if (record.digest !== digest) {
      refuseKept(path, `its digest must be ${digest.slice(0, 12)}`, record.digest.slice(0, 12));
    }
    return record;
  }

  /**
   * Keeps an artefact under a name; an old file of that name stays until the new one is complete.
   *
   * @param record Record of its run, if known.
   * @returns Paths written.
   * @throws {RangeError} If the name is not valid.
   * @throws {Error} If a file cannot be written.
   */
  write(
    owner: Owner,
    name: string,
    artefact: Artefact,
    record: RunRecord | undefined,
  ): string[] {
    checkKeepName(`keep the artefact of ${owner.kind} cell ${owner.key.slice(0, 12)}`, name);
    const { key } = owner;
    const { claim, bytes } = encodeKept(owner, artefact);
    const path = this.#path(name);
    const written: string[] = [];
    const write = (path: string, bytes: Uint8Array) => {
      writeWhole(path, bytes, this.folder);
      written.push(path);
    };
    const { data: run } = sidecar.safeParse({ schema: keptFormat, key, ...record });
    if (run !== undefined) {
      write(sidecarOf(path), new TextEncoder().encode(formatJson(sealed(run))));
    }
    write(path, bytes);
    const { paths, claims, damages } = this.#scan();
    for (const [before, other] of paths) {
      if (other !== path) continue;
      paths.delete(before);
      claims.delete(before);
    }
    damages.delete(path);
    paths.set(key, path);
    claims.set(key, claim);
    return written;
  }
}

/** The artefacts kept with the results in a data folder. */
export function keptIn(data: string): Kept {
  return new Kept(`${data}/fits`);
}

function sidecarOf(path: string): string {
  return `${path.slice(0, -ending.length)}.json`;
}
