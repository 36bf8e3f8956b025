/**
 * The studies of the report and the kinds of cells that they are made of.
 *
 * @module
 */
import type { CellKind } from "./runner/cell.ts";
import type { Study } from "./study.ts";

/** In the order of the report. */
export const studies: readonly Study[] = [];

/** How each kind of cell is computed. */
export const kinds: readonly CellKind[] = [];
