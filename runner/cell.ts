/**
 * The unit of computation: a cell is one pure step, a function of configuration, seed and the
 * artefacts of other cells.
 *
 * @module
 */
import type { Engine } from "../core/engine/engine.ts";
import type { Architecture } from "../core/flow/architecture.ts";
import type { FitState } from "../core/posterior/posterior.ts";

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [k: string]: Json;
};

/** Numbers with a shape. */
export interface NumberArray {
  readonly shape: readonly number[];
  /** Row-major; as many as the product of the shape. */
  readonly values: Float32Array | Float64Array;
}

/** What a cell leaves behind. */
export interface Artefact {
  readonly json: Json;
  readonly arrays: Readonly<Record<string, NumberArray>>;
}

/** One step of a plan. Two cells with the same key are the same cell. */
export interface Cell {
  /** Name of its kind, such as "fit". */
  readonly kind: string;
  /** All that the step depends on, besides seed and inputs. */
  readonly config: { readonly [k: string]: Json };
  /** Seed of its streams. */
  readonly seed: number;
  /** Cells whose artefacts it reads, by the name under which it reads them. */
  readonly inputs: Readonly<Record<string, Cell>>;
  /** What a person sees in the progress display, such as "fit mean-field k = 10, run 3". */
  readonly label: string;
  /** Expected work in arbitrary units, for the order of cells and the time estimate. */
  readonly cost: number;
  /**
   * Name under which its artefact is kept with the results, such as `adam-mcmc-s0.1/run-1/to-15000`: a path
   * below `<data>/fits`, without ending. No part of the key.
   */
  readonly keep?: string;
}

/** What a running cell is given. */
export interface CellContext {
  readonly config: { readonly [k: string]: Json };
  readonly seed: number;
  /** Artefacts of the inputs, by name. */
  readonly inputs: Readonly<Record<string, Artefact>>;
  /** The engine for an architecture. */
  engine(architecture: Architecture): Promise<Engine>;
  /** State of an interrupted computation of this very cell, where there is one. */
  readonly resume?: FitState;
  /** Keeps a state to go on from. */
  checkpoint(state: FitState): void;
  /** Reports work done, whole work, and a line about how it goes. */
  progress(done: number, total: number, status: string): void;
}

/** How the cells of one kind are computed. */
export interface CellKind {
  readonly name: string;
  /** Raised by hand whenever the same input would give other numbers. */
  readonly version: number;
  /** Version of the engine's numbers, for kinds that use one; part of the key. */
  readonly numerics?: string;
  run(context: CellContext): Artefact | Promise<Artefact>;
}

/** What a cell of a kind with types leaves behind. */
export interface Left<Record> {
  /** What can be written as JSON. */
  readonly record: Record;
  /** Default none. */
  readonly arrays?: Artefact["arrays"];
}

/** A kind whose configurations and records have types. */
export interface TypedKind<Config, Record> extends CellKind {
  /** A cell of this kind. */
  cell(of: Omit<Cell, "kind" | "config"> & { readonly config: Config }): Cell;
  /** What an artefact of this kind says. */
  record(artefact: Artefact): Record;
}

/**
 * A kind of cells by the types of its configuration and its record. Both are JSON: what types cannot say of them is
 * checked where keys are made and artefacts are written.
 *
 * @example A kind that adds
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cellKind, type CellContext } from "./cell.ts";
 *
 * const sums = cellKind<{ terms: number[] }, { sum: number }>({
 *   name: "sum",
 *   version: 1,
 *   run: ({ terms }) => ({ record: { sum: terms.reduce((a, b) => a + b, 0) } }),
 * });
 * const cell = sums.cell({ config: { terms: [1, 2] }, seed: 1, inputs: {}, label: "sum", cost: 1 });
 * const artefact = await sums.run({ config: cell.config } as CellContext);
 * assertEquals(sums.record(artefact), { sum: 3 });
 * ```
 */
export function cellKind<Config, Record>(
  { run, ...kind }: Omit<CellKind, "run"> & {
    run(config: Config, context: CellContext): Left<Record> | Promise<Left<Record>>;
  },
): TypedKind<Config, Record> {
  const artefactOf = ({ record, arrays = {} }: Left<Record>): Artefact => ({
    json: record as Json,
    arrays,
  });
  return {
    ...kind,
    run(context) {
      const left = run(context.config as Config, context);
      return left instanceof Promise ? left.then(artefactOf) : artefactOf(left);
    },
    cell: ({ config, ...of }) => ({ ...of, kind: kind.name, config: config as Cell["config"] }),
    record: ({ json }) => json as Record,
  };
}
