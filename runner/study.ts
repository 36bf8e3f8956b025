/**
 * A study: a grid of cells that ends in one summary, shown on a page of the report.
 *
 * @module
 */
import type { Cell } from "./cell.ts";

/** Size of the computation of a study. */
export type Profile = "smoke" | "standard" | "paper";

/** The profiles in ascending order. */
export const profiles: readonly Profile[] = ["smoke", "standard", "paper"];

/** A study of the report. */
export interface Study {
  /** Identifier: its folder, its `_data` folder and its page's address. */
  readonly name: string;
  /** Title of its page. */
  readonly title: string;
  /**
   * The last cell of its plan, whose `json` becomes `_data/<name>/results.json`. Its inputs lead to all
   * other cells.
   */
  summary(profile: Profile): Cell;
}
