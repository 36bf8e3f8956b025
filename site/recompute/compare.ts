/**
 * Compares what was computed again with what is published.
 *
 * @module
 */
import { artefactDigest, decodeArtefact, plainArtefact, witnessOf } from "../../runner/artefact.ts";
import type { Artefact, Json } from "../../runner/cell.ts";
import { type Difference, firstDifference } from "../../runner/contents.ts";
import type { ArtefactFile } from "../../runner/recompute.ts";
import type { Published } from "./cells.ts";

/** What else is published of a cell. */
export interface More {
  /** The artefact itself, where it is kept. */
  readonly artefact?: Artefact;
  /** The data of the study's `results.json`, and what they are by the artefact's JSON part. */
  readonly results?: { readonly published: Json; readonly from: (json: Json) => Json };
}

/**
 * The first number of an artefact that differs from the published one: `before` is published, `after` was computed.
 *
 * @returns `undefined` if the artefact has the published digest, and its numbers are those of `results.json`.
 */
export function differenceFrom(
  { digest, witness }: Published,
  file: ArtefactFile,
  { artefact, results }: More = {},
): Difference | undefined {
  const computed = artefactDigest(file.bytes);
  const { json, arrays } = decodeArtefact(file, file.bytes);
  const stated = results && firstDifference(results.published, results.from(json), "results");
  if (computed === digest) return stated;
  return stated ??
    firstDifference(witness, pick(witnessOf({ json, arrays }), Object.keys(witness))) ??
    (artefact && firstDifference(plainArtefact(artefact), plainArtefact({ json, arrays }))) ??
    { place: "SHA-256", before: digest.slice(0, 12), after: computed.slice(0, 12) };
}

/** The entries with some names. */
function pick(numbers: Readonly<Record<string, number>>, names: readonly string[]): Json {
  return Object.fromEntries(
    names.flatMap((name) => name in numbers ? [[name, numbers[name]]] : []),
  );
}
