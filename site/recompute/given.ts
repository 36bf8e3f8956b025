/**
 * What the site keeps for the page that computes again: files of kept fits, and a list of them.
 *
 * @module
 */
import type { PerformanceTable } from "../../bench/schema.ts";
import { type Kept, keptIn } from "../../runner/kept.ts";
import { readWhole } from "../../runner/files.ts";
import { graphOf, type Node } from "../../runner/plan.ts";
import { kinds, studies } from "../../studies/registry.ts";
import type { Loaded } from "../../studies/shared/view.ts";
import type { GivenFit } from "./cells.ts";
import type { FitsAndPace } from "./messages.ts";
import { paceContender, paceUnit } from "./pace.ts";

/** Folder of the files in the built site. */
const folder = "data/fits/";

/** The fits that are kept, as the page is given them. */
export interface GivenFits {
  readonly fits: readonly GivenFit[];
  /** Their files by path in the built site. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * The kept fits that cells of the published studies or of the profile "paper" read or are.
 *
 * @param folders Folders of results; the first one with kept fits is read.
 * @param published The studies of the site.
 * @throws {SyntaxError} If a kept file, or the record of its run, is damaged.
 */
export function givenFits(
  folders: readonly string[],
  published: ReadonlyMap<string, Pick<Loaded<unknown>, "profile">>,
): GivenFits {
  const kept = folders.map(keptIn).find((kept) => kept.index().size > 0);
  if (kept === undefined) return { fits: [], files: new Map() };
  const summaries = studies.flatMap(({ name, summary }) => {
    const profile = published.get(name)?.profile;
    return [summary("paper"), ...(profile === undefined ? [] : [summary(profile)])];
  });
  const fits: GivenFit[] = [];
  const files = new Map<string, Uint8Array>();
  for (const node of graphOf(summaries, kinds).nodes.values()) {
    const fit = givenFit(kept, node);
    if (fit === undefined) continue;
    fits.push(fit);
    files.set(fit.path, readWhole(kept.index().get(node.key)!)!);
  }
  return { fits, files };
}

function givenFit(kept: Kept, { key, kind, cell }: Node): GivenFit | undefined {
  // Damage is reported here, where it can be repaired.
  if (kept.read({ key, kind: kind.name }, cell.keep) === undefined) return undefined;
  return {
    key,
    path: `${folder}${kept.index().get(key)!.slice(kept.folder.length + 1)}`,
    digest: kept.digest(key)!,
    seconds: kept.record(key)?.seconds ?? null,
  };
}

/** The list of the fits, with the pace of the machine of the results. */
export function givenText(
  fits: readonly GivenFit[],
  performance: PerformanceTable | undefined,
): string {
  const row = performance?.rows.find(({ unit, contender }) =>
    unit === paceUnit && contender === paceContender
  );
  const published: FitsAndPace = { milliseconds: row?.ms ?? null, fits };
  return JSON.stringify(published) + "\n";
}
