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
