/**
 * The kinds of cells that several studies plan.
 *
 * @module
 */
import type { CellKind } from "../../runner/cell.ts";
import { fitKind } from "./fit.ts";
import { massesKind } from "./masses.ts";
import { measuresKind } from "./measures.ts";
import { sampledMassesKind } from "./sampled_masses.ts";
import { joinedKind, stretchKind } from "./stretch.ts";

/** Fits, masses and measures. */
export const sharedKinds: readonly CellKind[] = [
  stretchKind,
  joinedKind,
  fitKind,
  massesKind,
  sampledMassesKind,
  measuresKind,
];
