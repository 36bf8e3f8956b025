/**
 * The plan: which cells the studies need, in an order in which they can run, and why.
 *
 * @module
 */
import type { Cell, CellKind } from "./cell.ts";
import { cellKey } from "./key.ts";

/** A cell with its key. */
export interface Node {
  readonly key: string;
  readonly cell: Cell;
  readonly kind: CellKind;
  /** Keys of the inputs by name. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** All cells of some studies, each once, inputs before those who read them. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Keys of the cells asked for, in the order asked. */
  readonly roots: readonly string[];
}

/** A cell that has to run. */
export interface Step extends Node {
  /** Why, in words that follow "because". */
  readonly reason: string;
}

/**
 * Refuses a name under which no artefact can be kept.
 *
 * @param act What cannot be done, as in `plan cell "fit 3"`.
 * @throws {RangeError} If it is no path of plain letters, digits, ".", "_" and "-".
 */
export function checkKeepName(act: string, name: string): void {
  const parts = name.split("/");
  if (parts.every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.+$/.test(part))) return;
  throw new RangeError(
    `Cannot ${act} as the name under which it is kept must be parts of letters, digits, ".", "_" and "-" with "/" between them, none of dots alone: current value is ${name}`,
  );
}

/**
 * Refuses a cell that is kept otherwise than `same`, a cell of the same key, or under another's name.
 *
 * @param names Those taken; its own joins them.
 */
function checkKeep(cell: Cell, same: Cell | undefined, names: Set<string>): void {
  const { keep, label } = cell;
  const act = `plan cell "${label}"`;
  if (same !== undefined) {
    if (same.keep === keep) return;
    throw new RangeError(
      `Cannot ${act} as it must be kept like "${same.label}", which is the same cell, under ${
        same.keep ?? "no name"
      }: current value is ${keep ?? "no name"}`,
    );
  }
  if (keep === undefined) return;
  checkKeepName(act, keep);
  if (names.has(keep)) {
    throw new RangeError(
      `Cannot ${act} as no two cells may be kept under one name: current value is ${keep}`,
    );
  }
  names.add(keep);
}

/**
 * Gives every cell its key and merges cells of equal key.
 *
 * @param cells The cells asked for; all that hang from their inputs come along.
 * @throws {RangeError} If a cell is of a kind that is not known, or needs itself, or cannot be kept under its
 * name.
 * @throws {TypeError} If a configuration is no JSON.
 *
 * @example Two studies share a fit
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { graphOf } from "./plan.ts";
 *
 * const kind = (name: string) => ({ name, version: 1, run: () => ({ json: null, arrays: {} }) });
 * const cell = (kind: string, inputs = {}) => ({ kind, config: {}, seed: 1, inputs, label: kind, cost: 1 });
 * const fit = () => cell("fit");
 * const graph = graphOf(
 *   [cell("ring", { fit: fit() }), cell("coverage", { fit: fit() })],
 *   ["fit", "ring", "coverage"].map(kind),
 * );
 * assertEquals([...graph.nodes.values()].map((node) => node.cell.label), ["fit", "ring", "coverage"]);
 * ```
 */
export function graphOf(cells: readonly Cell[], kinds: readonly CellKind[]): Graph {
  const kindOf = new Map(kinds.map((kind) => [kind.name, kind]));
  const keys = new Map<Cell, string>();
  const open = new Set<Cell>();
  const nodes = new Map<string, Node>();
  const names = new Set<string>();
  // A stack of our own: a chain of cells may be longer than the call stack is deep.
  const stack = [...cells].reverse();
  while (stack.length > 0) {
    const cell = stack[stack.length - 1];
    if (keys.has(cell)) {
      stack.pop();
      continue;
    }
    const missing = Object.values(cell.inputs).filter((input) => !keys.has(input));
    if (missing.length > 0) {
      open.add(cell);
      const looped = missing.find((input) => open.has(input));
      if (looped !== undefined) {
        throw new RangeError(
          `Cannot plan cell "${cell.label}" as no cell may need itself: current value is a loop through "${looped.label}"`,
        );
      }
      stack.push(...missing.reverse());
      continue;
    }
    stack.pop();
    open.delete(cell);
    const kind = kindOf.get(cell.kind);
    if (kind === undefined) {
      throw new RangeError(
        `Cannot plan cell "${cell.label}" as its kind must be one of ${
          [...kindOf.keys()].join(", ") || "(none)"
        }: current value is ${cell.kind}`,
      );
    }
    const inputs: Record<string, string> = {};
    for (const [name, input] of Object.entries(cell.inputs)) inputs[name] = keys.get(input)!;
    const key = cellKey(cell, kind, inputs);
    keys.set(cell, key);
    checkKeep(cell, nodes.get(key)?.cell, names);
    if (!nodes.has(key)) nodes.set(key, { key, cell, kind, inputs });
  }
  return { nodes, roots: cells.map((cell) => keys.get(cell)!) };
}

/**
 * The cells that a cell needs, itself included, inputs first: in an order that it alone determines.
 *
 * @param given Whether an input is there already: neither it nor what it needs is among them.
 */
export function ancestors(
  graph: Graph,
  root: string,
  given: (key: string) => boolean = () => false,
): Node[] {
  const found = new Map<string, Node>();
  const open = [root];
  while (open.length > 0) {
    const node = graph.nodes.get(open.at(-1)!)!;
    const missing = Object.values(node.inputs).filter((key) => !found.has(key) && !given(key));
    if (missing.length > 0) open.push(...missing.reverse());
    else found.set(open.pop()!, node);
  }
  return [...found.values()];
}

/**
 * The cells that must run so that the roots can be had.
 *
 * @param roots Keys of the cells wanted.
 * @param stale Why a cell cannot be taken from the cache, or `undefined` if it can. Asked once a cell,
 * and only for cells that are needed.
 * @returns Inputs before those who read them.
 */
export function stepsFor(
  graph: Graph,
  roots: readonly string[],
  stale: (node: Node) => string | undefined,
): Step[] {
  const wanted = new Set(roots);
  const steps: Step[] = [];
  for (const node of [...graph.nodes.values()].reverse()) {
    if (!wanted.has(node.key)) continue;
    const reason = stale(node);
    if (reason === undefined) continue;
    for (const input of Object.values(node.inputs)) wanted.add(input);
    steps.push({ ...node, reason });
  }
  return steps.reverse();
}
