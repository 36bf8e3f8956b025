/**
 * A study: a grid of cells that ends in one summary.
 *
 * @module
 */
import type { z } from "zod";
import type { Cell } from "./cell.ts";

/** Size of the computation of a study. */
export type Profile = "smoke" | "standard" | "paper";

/** The profiles in ascending order. */
export const profiles: readonly Profile[] = ["smoke", "standard", "paper"];

/** A study, as the runner computes it. */
export interface Study {
  /** Identifier, and the name of its folder of results. */
  readonly name: string;
  /** The schema of its results, which are not written where they do not follow it. */
  readonly results: z.ZodType;
  /**
   * The last cell of its plan, whose `json` becomes `_data/<name>/results.json`. Its inputs lead to all
   * other cells.
   */
  summary(profile: Profile): Cell;
}
