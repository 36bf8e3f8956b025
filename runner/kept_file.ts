/**
 * The file of a kept artefact: its arrays in the safetensors format, and its JSON part, key, kind and digest
 * in the metadata.
 *
 * @module
 */
import { artefactDigest, encodeArtefact, type Owner } from "./artefact.ts";
import type { Artefact, Json } from "./cell.ts";
import { hash } from "./json.ts";
import { decodeTensors, encodeTensors } from "./safetensors.ts";

/** Name and version of the format of the files. */
export const keptFormat = "ampliflow/kept/1";

/** Metadata of a kept artefact, from the header of its file. */
export interface Claim extends Owner {
  /** The JSON part, as text. */
  readonly json: string;
  /** SHA-256 of the artefact's file in a cache. */
  readonly digest: string;
}

/** Throws for a file that breaks a rule. */
export function refuseKept(path: string, rule: string, value: unknown): never {
  throw new SyntaxError(`Cannot use ${path} as ${rule}: current value is ${value}`);
}

/**
 * What the metadata of a file say.
 *
 * @param path Name of the file in messages.
 * @throws {SyntaxError} If they are not those of a kept artefact.
 */
export function claimOf(path: string, metadata: Readonly<Record<string, string>>): Claim {
  const { format, key, kind, json, digest, ...others } = metadata;
  if (format !== keptFormat) {
    refuseKept(path, `its format must be ${keptFormat}`, format ?? "nothing");
  }
  for (const [name, text] of Object.entries({ key, digest })) {
    if (!hash.safeParse(text).success) {
      refuseKept(path, `its ${name} must be 64 hexadecimal digits`, text ?? "nothing");
    }
  }
  for (const [name, text] of Object.entries({ kind, json })) {
    if (text === undefined) refuseKept(path, `its ${name} must be present`, "nothing");
  }
  const [other] = Object.keys(others);
  if (other !== undefined) refuseKept(path, "it must have no other metadata", other);
  return { key, kind, json, digest };
}

/**
 * The artefact in the bytes of a file.
 *
 * @param path Name of the file in messages.
 * @param owner The cell that it must belong to.
 * @throws {SyntaxError} If the bytes are damaged or belong to another cell; the message says how.
 */
export function decodeKept(path: string, bytes: Uint8Array, owner: Owner): Artefact {
  const { metadata, arrays } = decodeTensors(path, bytes);
  const { key, kind, json, digest } = claimOf(path, metadata);
  if (key !== owner.key) refuseKept(path, `its key must be ${owner.key}`, key);
  if (kind !== owner.kind) refuseKept(path, `its kind must be ${owner.kind}`, kind);
  let artefact: Artefact, whole: Uint8Array;
  try {
    artefact = { json: JSON.parse(json) as Json, arrays };
    whole = encodeArtefact(owner, artefact);
  } catch (error) {
    refuseKept(path, "it must be a valid artefact", JSON.stringify((error as Error).message));
  }
  const expected = artefactDigest(whole);
  if (digest !== expected) {
    refuseKept(path, `its digest must be ${expected.slice(0, 12)}`, digest.slice(0, 12));
  }
  return artefact;
}

/** The bytes of the file of an artefact, and what its metadata say. */
export function encodeKept(
  { key, kind }: Owner,
  { json, arrays }: Artefact,
): { readonly claim: Claim; readonly bytes: Uint8Array } {
  const digest = artefactDigest(encodeArtefact({ key, kind }, { json, arrays }));
  const claim = { key, kind, json: JSON.stringify(json), digest };
  return { claim, bytes: encodeTensors({ metadata: { format: keptFormat, ...claim }, arrays }) };
}
