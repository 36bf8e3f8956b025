/**
 * Computes the bytes of a cell's artefact from those of its inputs. This needs no files, clock or
 * network, so it runs in a browser as in Deno.
 *
 * @module
 */
import { cellEngine } from "./engine.ts";
import { decodeArtefact, encodeArtefact, type Owner } from "./artefact.ts";
import type { Artefact, Cell, CellContext, CellKind } from "./cell.ts";
import { cellKey } from "./key.ts";

/** The file of a cell's artefact, with its owner. */
export interface ArtefactFile extends Owner {
  readonly bytes: Uint8Array;
}

/** A cell with the files of its inputs. */
export interface CellWithFiles extends Pick<Cell, "kind" | "config" | "seed" | "label"> {
  /** Files by the names under which the cell reads them. */
  readonly inputs: Readonly<Record<string, ArtefactFile>>;
}

/**
 * The kind with a name.
 *
 * @throws {RangeError} If there is no such kind.
 */
export function kindNamed(kinds: readonly CellKind[], name: string): CellKind {
  const kind = kinds.find((kind) => kind.name === name);
  if (kind === undefined) {
    throw new RangeError(
      `Cannot run a cell as its kind must be registered: current value is ${name}`,
    );
  }
  return kind;
}

/**
 * The file of a cell's artefact. The same cell and the same files of inputs give the same bytes with
 * every JavaScript engine and processor.
 *
 * @param kinds All kinds of cells.
 * @param options `engine`: default that of the cells; `progress`: called with the progress.
 * @throws {RangeError} If the kind is not known.
 * @throws {SyntaxError} If the file of an input is damaged or belongs to another cell.
 * @throws {Error} If the cell fails.
 *
 * @example The mean of another cell's numbers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeArtefact, encodeArtefact } from "./artefact.ts";
 * import type { CellKind } from "./cell.ts";
 * import { recompute } from "./recompute.ts";
 *
 * const numbers = { key: "5f", kind: "numbers" };
 * const bytes = encodeArtefact(numbers, {
 *   json: null,
 *   arrays: { x: { shape: [2], values: new Float64Array([1, 2]) } },
 * });
 * const mean: CellKind = {
 *   name: "mean",
 *   version: 1,
 *   run: ({ inputs: { numbers: { arrays: { x: { values } } } } }) => ({
 *     json: (values[0] + values[1]) / 2,
 *     arrays: {},
 *   }),
 * };
 * const cell = { kind: "mean", config: {}, seed: 1, label: "mean", inputs: { numbers: { ...numbers, bytes } } };
 * const file = await recompute([mean], cell);
 * assertEquals(decodeArtefact(file, file.bytes).json, 1.5);
 * ```
 */
export async function recompute(
  kinds: readonly CellKind[],
  cell: CellWithFiles,
  { engine = cellEngine, progress = () => {} }: Partial<
    Pick<CellContext, "engine" | "progress">
  > = {},
): Promise<ArtefactFile> {
  const { config, seed } = cell;
  const kind = kindNamed(kinds, cell.kind);
  const keys: Record<string, string> = {};
  const inputs: Record<string, Artefact> = {};
  for (const [name, file] of Object.entries(cell.inputs)) {
    keys[name] = file.key;
    inputs[name] = decodeArtefact(file, file.bytes);
  }
  const owner = { key: cellKey(cell, kind, keys), kind: kind.name };
  const artefact = await kind.run({
    config,
    seed,
    inputs,
    engine: (architecture) => engine(architecture),
    checkpoint: () => {},
    progress,
  });
  return { ...owner, bytes: encodeArtefact(owner, artefact) };
}
