/**
 * The cells of a study as a page computes them again: what makes each, and what was published of it. All of it is data,
 * which a page and its threads can tell each other.
 *
 * @module
 */
import type { Cell } from "../../runner/cell.ts";
import type { Ordered } from "../../runner/order.ts";
import { ancestors, type Graph } from "../../runner/plan.ts";
import type { Provenance } from "../../runner/provenance.ts";

/** A kept artefact that the site offers. */
export interface GivenFit {
  readonly key: string;
  /** Path of its file in the built site. */
  readonly path: string;
  /** SHA-256 of the artefact's file in a cache. */
  readonly digest: string;
  /** Time that its cell took, seconds; null if not known. */
  readonly seconds: number | null;
}

/** What is published of a cell. */
export interface Published {
  /** SHA-256 of the artefact's file. */
  readonly digest: string;
  /** A few of the artefact's numbers by their place. */
  readonly witness: Readonly<Record<string, number>>;
}

/** A cell, with what is known of its artefact. */
export interface PageCell extends Ordered, Pick<Cell, "kind" | "config" | "seed" | "label"> {
  /** Absent where there is nothing to compare with. */
  readonly published?: Published;
  /** Time that it took when it was published, seconds; null if not known. */
  readonly seconds: number | null;
  /** Path of the kept file in the built site, where there is one. */
  readonly kept?: string;
}

/** The cells of a study, inputs before those who read them. */
export type PageCells = ReadonlyMap<string, PageCell>;

/** Records of published cells, from the provenance of a study. */
export type PublishedCells = readonly Pick<
  Provenance["cells"][number],
  "key" | "digest" | "witness" | "seconds"
>[];

/**
 * The cells of a plan, with what is published of them.
 *
 * @param published Records of published cells, in any order.
 * @param fits Kept artefacts; those of no cell of the plan do not matter.
 */
export function pageCells(
  { nodes }: Graph,
  published: PublishedCells,
  fits: readonly GivenFit[],
): PageCell[] {
  const records = new Map(published.map((record) => [record.key, record]));
  const kept = new Map(fits.map((fit) => [fit.key, fit]));
  return [...nodes.values()].map(({ key, inputs, cell }): PageCell => {
    const record = records.get(key);
    const fit = kept.get(key);
    const digest = record?.digest ?? fit?.digest;
    return {
      key,
      inputs,
      kind: cell.kind,
      config: cell.config,
      seed: cell.seed,
      label: cell.label,
      ...(digest !== undefined && { published: { digest, witness: record?.witness ?? {} } }),
      seconds: record?.seconds ?? fit?.seconds ?? null,
      ...(fit !== undefined && { kept: fit.path }),
    };
  });
}

/** The cells to compute for one of them, itself the last: all that it needs but what is kept. */
export function stepsTo(cells: PageCells, key: string): PageCell[] {
  return ancestors({ nodes: cells }, key, (input) => cells.get(input)!.kept !== undefined);
}

/** A cell that can be computed and compared. */
export interface Offer {
  readonly cell: PageCell;
  /** The cells to compute for it, itself the last. */
  readonly steps: readonly PageCell[];
}

/** Offers of one kind, under a name for readers. */
export interface OfferGroup {
  readonly name: string;
  readonly offers: readonly Offer[];
}

/** The kinds of cells, those first from which the fewest steps lead to the last cell. */
function kindsByDepth(cells: PageCells): string[] {
  const depths = new Map<string, number>();
  const kinds = new Map<string, number>();
  for (const { key, kind, inputs } of [...cells.values()].reverse()) {
    const depth = depths.get(key) ?? 0;
    kinds.set(kind, Math.min(kinds.get(kind) ?? Infinity, depth));
    for (const input of Object.values(inputs)) {
      depths.set(input, Math.min(depths.get(input) ?? Infinity, depth + 1));
    }
  }
  return [...kinds].sort(([, a], [, b]) => a - b).map(([kind]) => kind);
}

/** A kind of cells as the heading of a list. */
function heading(kind: string): string {
  const words = kind.replaceAll("-", " ");
  return words[0].toUpperCase() + words.slice(1);
}

/**
 * What can be computed again: cells whose digest is published, where it is known how long they and all that they need
 * took. The last cell of a study, which holds the numbers of its figures, comes first, then what it reads, kind by
 * kind.
 *
 * @param root Key of the last cell of the study; null where the cells are not of one study.
 * @param wanted Which cells are offered, default all.
 */
export function offersOf(
  cells: PageCells,
  root: string | null,
  wanted: (cell: PageCell) => boolean = () => true,
): OfferGroup[] {
  const offers = [...cells.values()].filter((cell) => cell.published !== undefined && wanted(cell))
    .map((cell): Offer => ({ cell, steps: stepsTo(cells, cell.key) }))
    .filter(({ steps }) => steps.every(({ seconds }) => seconds !== null));
  const isLast = ({ cell }: Offer) => cell.key === root;
  return [
    { name: "All that the figures show", offers: offers.filter(isLast) },
    ...kindsByDepth(cells).map((kind) => ({
      name: heading(kind),
      offers: offers.filter((offer) => offer.cell.kind === kind && !isLast(offer)),
    })),
  ].filter(({ offers }) => offers.length > 0);
}

/**
 * The quickest of the offers among what the last cell of a study reads, which its figures show; else of all.
 *
 * @param root Key of the last cell; null where the cells are not of one study.
 * @param secondsOf Time that an offer takes.
 */
export function quickest(
  cells: PageCells,
  root: string | null,
  groups: readonly OfferGroup[],
  secondsOf: (offer: Offer) => number,
): Offer | undefined {
  const read = new Set(root === null ? [] : Object.values(cells.get(root)!.inputs));
  const all = groups.flatMap(({ offers }) => offers);
  const shown = all.filter(({ cell }) => read.has(cell.key));
  const [first] = (shown.length > 0 ? shown : all).toSorted((a, b) => secondsOf(a) - secondsOf(b));
  return first;
}

/** Whether a cell is a stretch of a long fit whose state before and after it is kept. */
export function continuesKept(cells: PageCells): (cell: PageCell) => boolean {
  return ({ kept, inputs }) =>
    kept !== undefined &&
    Object.values(inputs).some((key) => cells.get(key)!.kept !== undefined);
}

/**
 * Why results cannot be those of this page's code, a sentence; undefined where they are.
 *
 * @param root Key of the last cell of the study by the code of the page.
 * @param published The same by its provenance.
 */
export function otherCode(root: string, published: string): string | undefined {
  if (root === published) return undefined;
  return `These results were made by other code than this page has: the key of their last cell is ${
    published.slice(0, 12)
  }, and this code gives ${root.slice(0, 12)}. Only cells that have not changed are offered.`;
}
