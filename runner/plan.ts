/**
 * The plan: the cells that studies need, in an order in which they can run, with reasons.
 *
 * @module
 */
import type { Cell, CellKind } from "./cell.ts";
import { cellKey } from "./key.ts";
import type { Ordered } from "./order.ts";

/** A cell with its key. */
export interface Node extends Ordered {
  readonly cell: Cell;
  readonly kind: CellKind;
}

/** All cells of some studies, each once, inputs before the cells that read them. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Keys of the requested cells, in the order of the request. */
  readonly roots: readonly string[];
}

/** A cell that must run. */
export interface Step extends Node {
  /** Reason, a clause that follows "because". */
  readonly reason: string;
}

/**
 * Throws unless an artefact can be kept under a name.
 *
 * @param act Action that fails, such as `plan cell "fit 3"`.
 * @throws {RangeError} If it is not a path of plain letters, digits, ".", "_" and "-".
 */
export function checkKeepName(act: string, name: string): void {
  const parts = name.split("/");
  if (parts.every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.+$/.test(part))) return;
  throw new RangeError(
    `Cannot ${act} as the name to keep it under must be parts of letters, digits, ".", "_" and "-" joined by "/", no part of dots alone: current value is ${name}`,
  );
}

/**
 * Throws if a cell is kept under another name than `same`, a cell with the same key, or under the name
 * of another cell.
 *
 * @param names Names in use; that of the cell is added.
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
 * Computes the key of every cell and merges cells with equal keys.
 *
 * @param cells The requested cells; the result includes all cells that they need.
 * @throws {RangeError} If the kind of a cell is not known, or a cell needs itself or cannot be kept
 * under its name.
 * @throws {TypeError} If a configuration is not JSON.
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
  // An explicit stack, because a chain of cells may be longer than the call stack allows.
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
 * The cells that a cell needs, itself included, inputs first, in an order that depends on this cell alone.
 *
 * @param available Whether an input is available already: it is left out, with the cells that only it needs.
 */
export function ancestors<Step extends Ordered>(
  graph: { readonly nodes: ReadonlyMap<string, Step> },
  root: string,
  available: (key: string) => boolean = () => false,
): Step[] {
  const visited = new Map<string, Step>();
  const open = [root];
  while (open.length > 0) {
    const node = graph.nodes.get(open.at(-1)!)!;
    const missing = Object.values(node.inputs).filter((key) =>
      !visited.has(key) && !available(key)
    );
    if (missing.length > 0) open.push(...missing.reverse());
    else visited.set(open.pop()!, node);
  }
  return [...visited.values()];
}

/**
 * The cells that must run to obtain the roots.
 *
 * @param roots Keys of the requested cells.
 * @param stale Reason why a cell cannot be taken from the cache, or `undefined` if it can. Called once
 * for each cell that is needed.
 * @returns Steps, inputs before the cells that read them.
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
