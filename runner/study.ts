/**
 * A study: a grid of cells that ends in one summary, and with it a page of the report.
 *
 * @module
 */
import type { Cell } from "./cell.ts";

/** How much of each study is computed. */
export type Profile = "smoke" | "standard" | "paper";

/** The profiles by size. */
export const profiles: readonly Profile[] = ["smoke", "standard", "paper"];

/** A study of the report. */
export interface Study {
  /** Identifier: its folder, its `_data` folder and its page's address. */
  readonly name: string;
  /** Title of its page. */
  readonly title: string;
  /**
   * The last cell of its plan: its artefact's `json` becomes `_data/<name>/results.json`. The cells it
   * needs hang from its inputs.
   */
  summary(profile: Profile): Cell;
}
