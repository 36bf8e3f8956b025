/**
 * The unit of computation: a cell is a pure function of its configuration, its seed and the artefacts
 * of other cells.
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
  /** Row-major; their number is the product of the shape. */
  readonly values: Float32Array | Float64Array;
}

/** The result of a cell. */
export interface Artefact {
  readonly json: Json;
  readonly arrays: Readonly<Record<string, NumberArray>>;
}

/** One step of a plan. Two cells with the same key are the same cell. */
export interface Cell {
  /** Name of its kind, such as "fit". */
  readonly kind: string;
  /** Everything that the step depends on besides seed and inputs. */
  readonly config: { readonly [k: string]: Json };
  /** Seed of its streams. */
  readonly seed: number;
  /** Cells whose artefacts it reads, by the names under which it reads them. */
  readonly inputs: Readonly<Record<string, Cell>>;
  /** Name in the progress display, such as "fit mean-field k = 10, run 3". */
  readonly label: string;
  /** Expected work in arbitrary units, for the order of cells and the time estimate. */
  readonly cost: number;
  /**
   * Name under which its artefact is kept with the results, such as `adam-mcmc-s0.1/run-1/to-15000`: a
   * path below `<data>/fits` without extension. Not part of the key.
   */
  readonly keep?: string;
}

/** Input of the function that computes a cell. */
export interface CellContext {
  readonly config: { readonly [k: string]: Json };
  readonly seed: number;
  /** Artefacts of the inputs, by name. */
  readonly inputs: Readonly<Record<string, Artefact>>;
  /** The engine for an architecture. */
  engine(architecture: Architecture): Promise<Engine>;
  /** State of an interrupted computation of the same cell, if there is one. */
  readonly resume?: FitState;
  /** Stores a state to resume from. */
  checkpoint(state: FitState): void;
  /** Reports the work done, the total work, and a line of status. */
  progress(done: number, total: number, status: string): void;
}

/** A kind of cells, with the function that computes them. */
export interface CellKind {
  readonly name: string;
  /** Raised by hand whenever the same input gives other numbers. */
  readonly version: number;
  /** Version of the engine's numbers, for kinds that use one; part of the key. */
  readonly numerics?: string;
  run(context: CellContext): Artefact | Promise<Artefact>;
}

/** Result of a cell of a typed kind. */
export interface Left<Record> {
  /** The part that is written as JSON. */
  readonly record: Record;
  /** Default none. */
  readonly arrays?: Artefact["arrays"];
}

/** A kind whose configurations and records have types. */
export interface TypedKind<Config, Record> extends CellKind {
  /** A cell of this kind. */
  cell(parts: Omit<Cell, "kind" | "config"> & { readonly config: Config }): Cell;
  /** The record in an artefact of this kind. */
  record(artefact: Artefact): Record;
}

/**
 * A kind of cells by the types of its configuration and its record. Both are JSON; rules beyond the
 * types are checked when keys are made and artefacts are written.
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
    cell: ({ config, ...others }) => ({
      ...others,
      kind: kind.name,
      config: config as Cell["config"],
    }),
    record: ({ json }) => json as Record,
  };
}
