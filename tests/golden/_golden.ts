/**
 * What the tiny cells gave and the keys of the published fits, as they are committed. `deno task golden` records
 * both anew.
 *
 * @module
 */
import "../../runner/no_environment.ts";
import { fileURLToPath } from "node:url";
import { witnessOf } from "../../runner/artefact.ts";
import type { Artefact, CellKind, Json } from "../../runner/cell.ts";
import { fitKind } from "../../studies/shared/fit.ts";
import { joinedKind, stretchKind } from "../../studies/shared/stretch.ts";
import { canonicalJson, sha256 } from "../../runner/key.ts";
import { graphOf } from "../../runner/plan.ts";
import { kinds as studyKinds, studies } from "../../studies/registry.ts";
import { computeCells, type Computed, tinyCells } from "../fixtures/tiny_cells.ts";

/** A part of an artefact: an array, or a field of its JSON. */
interface Part {
  /** SHA-256, shortened. */
  readonly digest: string;
  /** A few of its numbers by their place. */
  readonly witness: Readonly<Record<string, number>>;
}

/** What a cell gave. */
interface Recorded {
  readonly label: string;
  readonly digest: string;
  readonly parts: Readonly<Record<string, Part>>;
}

/** What the cells of one kind gave, by their keys. */
interface KindRecord {
  readonly version: number;
  readonly numerics: string | null;
  readonly cells: Readonly<Record<string, Recorded>>;
}

/** What all tiny cells gave, by kind. */
export type Golden = Readonly<Record<string, KindRecord>>;

/** Keys of the fits of a profile by their labels, and what all of them depend on. */
export interface FitKeys {
  readonly version: number;
  readonly numerics: string | null;
  readonly profiles: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Numbers kept of a part. */
const sampled = 3;

/** Every part as an artefact of its own, arrays first. */
function partsOf({ json, arrays }: Artefact): Record<string, Artefact> {
  const fields = json === null || typeof json !== "object" || Array.isArray(json)
    ? {}
    : json as { readonly [name: string]: Json };
  return Object.fromEntries([
    ...Object.entries(arrays).map(([name, array]) => [
      `array ${name}`,
      { json: null, arrays: { [name]: array } },
    ]),
    ...Object.entries(fields).map(([name, value]) => [
      `field ${name}`,
      { json: { [name]: value }, arrays: {} },
    ]),
  ]);
}

function partOf(part: Artefact): Part {
  const [array] = Object.values(part.arrays);
  const digest = array === undefined
    ? sha256(canonicalJson(part.json))
    : sha256(new Uint8Array(array.values.slice().buffer));
  return { digest: digest.slice(0, 16), witness: witnessOf(part, sampled) };
}

function recorded({ node, artefact, digest }: Computed): Recorded {
  const parts = Object.entries(partsOf(artefact)).map(([name, part]) => [name, partOf(part)]);
  return { label: node.cell.label, digest, parts: Object.fromEntries(parts) };
}

/** Computes the tiny cells. */
export async function computeGolden(): Promise<Golden> {
  const found: Record<string, KindRecord & { cells: Record<string, Recorded> }> = {};
  for await (const cell of computeCells(tinyCells().nodes.values())) {
    const { key, kind: { name, version, numerics = null } } = cell.node;
    const { cells } = found[name] ??= { version, numerics, cells: {} };
    cells[key] = recorded(cell);
  }
  return found;
}

/** The first part of a cell that moved, in words. */
function firstMove(before: Recorded, now: Recorded): string {
  const names = new Set([...Object.keys(now.parts), ...Object.keys(before.parts)]);
  for (const name of names) {
    const old = before.parts[name], found = now.parts[name];
    if (old === undefined || found === undefined) {
      return `${name} ${old === undefined ? "is new" : "is gone"}`;
    }
    if (old.digest === found.digest) continue;
    for (const [place, value] of Object.entries(old.witness)) {
      if (found.witness[place] !== value) {
        return `${name}, at ${place} from ${value} to ${found.witness[place] ?? "nothing"}`;
      }
    }
    return `${name}, between the numbers kept of it`;
  }
  return "the shape or the order of its parts";
}

/** A kind of cell whose numbers moved though its key did not, with the sentence that says so. */
export interface Move {
  readonly kind: string;
  readonly sentence: string;
}

function* sources(folder: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}

/** The version of a kind, with the file in which it stands. */
function versionOf(kind: string): string {
  if (kind === "audit") return "auditVersion in audit/results.ts";
  const pattern = new RegExp(`name: "${kind}",\\s+version:`);
  const root = new URL("../../", import.meta.url);
  const folders = ["studies/", "own_data/"].map((folder) => new URL(folder, root));
  for (const url of folders.flatMap((folder) => [...sources(folder)])) {
    if (pattern.test(Deno.readTextFileSync(url))) {
      return `version of "${kind}" in ${url.href.slice(root.href.length)}`;
    }
  }
  return `version of "${kind}"`;
}

/**
 * Kinds whose numbers moved while their keys did not, inputs before those who read them. A cell that reads what
 * moved moves with it, so the first of them is where to look.
 */
export function moved(before: Golden, now: Golden): Move[] {
  return Object.entries(now).flatMap(([kind, { cells }]) => {
    const old = before[kind]?.cells ?? {};
    const [first, ...others] = Object.keys(cells).filter((key) =>
      key in old && old[key].digest !== cells[key].digest
    );
    if (first === undefined) return [];
    const sentence = `The numbers of kind "${kind}" moved and its key did not, in ${
      others.length + 1
    } of ${Object.keys(cells).length} tiny cells; first in "${cells[first].label}": ${
      firstMove(old[first], cells[first])
    }. If that is meant, raise ${versionOf(kind)}${
      now[kind].numerics === null ? "" : ", or the engine's numerics"
    }, then run deno task golden.`;
    return [{ kind, sentence }];
  });
}

/** Cells that are recorded and no more computed, or computed and not recorded. */
export function outdated(before: Golden, now: Golden): string[] {
  const kinds = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...kinds].flatMap((kind) => {
    const old = before[kind]?.cells ?? {}, found = now[kind]?.cells ?? {};
    return Object.entries({ ...old, ...found })
      .filter(([key]) => !(key in old && key in found))
      .map(([, { label }]) => `${kind} "${label}"`);
  });
}

/** Profiles whose fits are published. */
const published = ["standard", "paper"] as const;

/** Kinds whose cells take long. */
const pinned: readonly CellKind[] = [stretchKind, joinedKind, fitKind];

/** The keys of all fits, and of their stretches, that the studies plan, each under the first study that does. */
export function planFitKeys(): FitKeys {
  const profiles = Object.fromEntries(published.map((profile) => {
    const labels = new Map<string, string>();
    for (const study of studies) {
      for (
        const { key, kind, cell } of graphOf([study.summary(profile)], studyKinds).nodes.values()
      ) {
        if (pinned.includes(kind) && !labels.has(key)) {
          labels.set(key, `${study.name}: ${cell.label}`);
        }
      }
    }
    const keys = Object.fromEntries([...labels].map(([key, label]) => [label, key]));
    if (Object.keys(keys).length < labels.size) {
      throw new RangeError(
        `Cannot pin the fits of profile ${profile} as no two of a study may have one label: current value is ${labels.size} fits with ${
          Object.keys(keys).length
        } labels`,
      );
    }
    return [profile, keys];
  }));
  return { version: fitKind.version, numerics: fitKind.numerics ?? null, profiles };
}

/** The fits of `before` whose keys are not in `now`, with the keys that stand under their labels there. */
export function orphaned(before: FitKeys, now: FitKeys): string[] {
  return published.flatMap((profile) => {
    const found = now.profiles[profile] ?? {};
    const keys = new Set(Object.values(found));
    return Object.entries(before.profiles[profile] ?? {})
      .filter(([, key]) => !keys.has(key))
      .map(([label, key]) =>
        `${label} (${profile}), from ${key.slice(0, 12)} to ${found[label]?.slice(0, 12) ?? "none"}`
      );
  });
}

const files = {
  cells: new URL("cells.json", import.meta.url),
  keys: new URL("fit_keys.json", import.meta.url),
};

function read<T>(url: URL, none: T): T {
  try {
    return JSON.parse(Deno.readTextFileSync(url)) as T;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return none;
    throw error;
  }
}

/** What is committed of the tiny cells. */
export function committedGolden(): Golden {
  return read<Golden>(files.cells, {});
}

/** The keys that are pinned. */
export function pinnedFitKeys(): FitKeys {
  return read<FitKeys>(files.keys, { version: 0, numerics: null, profiles: {} });
}

/**
 * Why both may not be recorded, in sentences; none if they may.
 *
 * @param orphan Whether other keys are wanted, with no version raised.
 */
export function refusals(
  pinned: FitKeys,
  planned: FitKeys,
  before: Golden,
  now: Golden,
  orphan: boolean,
): string[] {
  const lost = orphaned(pinned, planned);
  const raised = pinned.version !== planned.version || pinned.numerics !== planned.numerics;
  const keys = lost.length === 0 || raised || orphan ? [] : [
    `Cannot pin other keys of fits as that needs a raised version of the fit or of the engine's numerics, or --orphan: current value is ${lost.length} other keys, the first of ${
      lost[0]
    }.`,
  ];
  return [...moved(before, now).map(({ sentence }) => sentence), ...keys];
}

if (import.meta.main) {
  const pinned = pinnedFitKeys(), planned = planFitKeys();
  const before = committedGolden(), now = await computeGolden();
  const sentences = refusals(pinned, planned, before, now, Deno.args.includes("--orphan"));
  if (sentences.length > 0) {
    for (const sentence of sentences) console.error(sentence);
    Deno.exit(1);
  }
  for (const [name, value] of [["cells", now], ["keys", planned]] as const) {
    Deno.writeTextFileSync(files[name], JSON.stringify(value, null, 2) + "\n");
    console.log(`  ${fileURLToPath(files[name])}`);
  }
}
