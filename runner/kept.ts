/**
 * Artefacts that are kept with the results, so that a lost machine or cache costs nothing.
 *
 * ```
 * <folder>/<name>.safetensors   an artefact: its arrays, and its JSON part among the metadata
 * <folder>/<name>.json          when and how long its cell ran; no part of any result
 * ```
 *
 * @module
 */
import { z } from "zod";
import { artefactDigest, encodeArtefact, type Owner } from "./artefact.ts";
import type { RunRecord } from "./cache.ts";
import type { Artefact, Json } from "./cell.ts";
import { filesBelow, readStart, readWhole, writeWhole } from "./files.ts";
import { checkKeepName } from "./plan.ts";
import { formatJson, parseWith } from "./results.ts";
import { decodeHeader, decodeTensors, encodeTensors, headerEnd } from "./safetensors.ts";

/** Name and version of the form of the files. */
export const keptFormat = "ampliflow/kept/1";
const ending = ".safetensors";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

const sidecar = z.strictObject({
  schema: z.literal(keptFormat),
  key: hash,
  digest: hash,
  witness: z.record(z.string(), z.number()),
  start: z.string(),
  seconds: z.number(),
  commit: z.string().nullable(),
  clean: z.boolean().nullable(),
  deno: z.string(),
  system: z.string(),
  processor: z.string(),
  kernel: z.string().nullable(),
});

/** What the header of a kept file says of its artefact. */
interface Claim extends Owner {
  /** The JSON part, as text. */
  readonly json: string;
  /** SHA-256 of the artefact's file in a cache. */
  readonly digest: string;
}

function refuse(path: string, rule: string, value: unknown): never {
  throw new SyntaxError(`Cannot use ${path} as ${rule}: current value is ${value}`);
}

function claimOf(path: string, metadata: Readonly<Record<string, string>>): Claim {
  const { format, key, kind, json, digest, ...others } = metadata;
  if (format !== keptFormat) refuse(path, `its format must be ${keptFormat}`, format ?? "nothing");
  for (const [name, text] of Object.entries({ key, digest })) {
    if (!hash.safeParse(text).success) {
      refuse(path, `its ${name} must be 64 hexadecimal digits`, text ?? "nothing");
    }
  }
  for (const [name, text] of Object.entries({ kind, json })) {
    if (text === undefined) refuse(path, `its ${name} must be there`, "nothing");
  }
  const [other] = Object.keys(others);
  if (other !== undefined) refuse(path, "it must have no other metadata", other);
  return { key, kind, json, digest };
}

function readClaim(path: string): Claim {
  const start = readStart(path, 8);
  const { bytes, size } = readStart(path, headerEnd(path, start.bytes, start.size));
  return claimOf(path, decodeHeader(path, bytes, size).metadata);
}

/** What the headers in a folder say. */
interface Found {
  /** By key. */
  readonly paths: Map<string, string>;
  /** By key. */
  readonly claims: Map<string, Claim>;
  /** Why a file cannot be used, by path. */
  readonly damages: Map<string, string>;
}

/** The kept artefacts in a folder. Making one touches no file; the folder is looked through once. */
export class Kept {
  #found: Found | undefined;

  constructor(readonly folder: string) {}

  #scan(): Found {
    if (this.#found !== undefined) return this.#found;
    const found: Found = { paths: new Map(), claims: new Map(), damages: new Map() };
    for (const path of filesBelow(this.folder)) {
      if (!path.endsWith(ending)) continue;
      try {
        const claim = readClaim(path);
        if (found.paths.has(claim.key)) continue;
        found.paths.set(claim.key, path);
        found.claims.set(claim.key, claim);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        found.damages.set(path, error.message);
      }
    }
    return this.#found = found;
  }

  #path(name: string): string {
    return `${this.folder}/${name}${ending}`;
  }

  /** Paths of the kept files by the keys of their artefacts. Only headers are read. */
  index(): ReadonlyMap<string, string> {
    return this.#scan().paths;
  }

  /** SHA-256 that the artefact's file in a cache has, as the kept file of a key says. */
  digest(key: string): string | undefined {
    return this.#scan().claims.get(key)?.digest;
  }

  /**
   * The artefact of a cell, or `undefined` where it is not kept.
   *
   * @param name Name under which it should be: a file there that says nothing is not passed over.
   * @throws {SyntaxError} If its file is damaged; the sentence says how.
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
    const { metadata, arrays } = decodeTensors(path, bytes);
    const { key, kind, json, digest } = claimOf(path, metadata);
    if (key !== owner.key) refuse(path, `its key must be ${owner.key}`, key);
    if (kind !== owner.kind) refuse(path, `its kind must be ${owner.kind}`, kind);
    let artefact: Artefact, whole: Uint8Array;
    try {
      artefact = { json: JSON.parse(json) as Json, arrays };
      whole = encodeArtefact(owner, artefact);
    } catch (error) {
      refuse(path, "a cell must be able to leave it", JSON.stringify((error as Error).message));
    }
    const expected = artefactDigest(whole);
    if (digest !== expected) {
      refuse(path, `its digest must be ${expected.slice(0, 12)}`, digest.slice(0, 12));
    }
    return artefact;
  }

  /**
   * How the run went that left the kept artefact of a key, or `undefined` where nothing is said of it.
   *
   * @throws {SyntaxError} If the file that should say it is damaged.
   */
  record(key: string): RunRecord | undefined {
    const file = this.index().get(key);
    if (file === undefined) return undefined;
    const path = sidecarOf(file);
    const bytes = readWhole(path);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes);
    const { schema: _, key: ofKey, ...record } = parseWith(sidecar, keptFormat, path, text);
    // A kill between the two files leaves the record of one artefact beside another.
    return ofKey === key && record.digest === this.digest(key) ? record : undefined;
  }

  /**
   * Keeps an artefact under a name; what is there under that name stays until the new file is whole.
   *
   * @param record How its run went, where that is known.
   * @returns Paths written.
   * @throws {RangeError} If it cannot be kept under that name.
   * @throws {Error} If a file cannot be written.
   */
  write(
    owner: Owner,
    name: string,
    artefact: Artefact,
    record: RunRecord | undefined,
  ): string[] {
    checkKeepName(`keep the artefact of ${owner.kind} cell ${owner.key.slice(0, 12)}`, name);
    const digest = artefactDigest(encodeArtefact(owner, artefact));
    const { key, kind } = owner;
    const claim = { key, kind, json: JSON.stringify(artefact.json), digest };
    const path = this.#path(name);
    const written: string[] = [];
    const write = (path: string, bytes: Uint8Array) => {
      writeWhole(path, bytes, this.folder);
      written.push(path);
    };
    const { data: run } = sidecar.safeParse({ schema: keptFormat, key, ...record });
    if (run !== undefined) {
      write(sidecarOf(path), new TextEncoder().encode(formatJson(run)));
    }
    const { arrays } = artefact;
    write(path, encodeTensors({ metadata: { format: keptFormat, ...claim }, arrays }));
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

/** The artefacts that are kept with results. */
export function keptIn(data: string): Kept {
  return new Kept(`${data}/fits`);
}

function sidecarOf(path: string): string {
  return `${path.slice(0, -ending.length)}.json`;
}
