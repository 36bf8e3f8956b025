/**
 * A study: a grid of cells that ends in one summary.
 *
 * @module
 */
import type { z } from "zod";
import type { Cell, Json } from "./cell.ts";

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
   * The last cell of its plan, whose `json` is the record that `_data/<name>/results.json` holds. Its inputs lead to
   * all other cells.
   */
  summary(profile: Profile): Cell;
  /**
   * What the record says in sentences, default none: they stand beside it in `results.json` as `findings`. They
   * depend on the record alone, so that other words never need a cell to be computed again.
   */
  findings?(record: never): readonly Json[];
}

/** The data of `results.json` of a study: its record, and the findings that follow from it. */
export function dataOf(study: Study, record: Json): Json {
  return study.findings === undefined
    ? record
    : { findings: study.findings(record as never), ...record as { [name: string]: Json } };
}

/** The record in the data of `results.json` of a study. */
export function recordOf(study: Study, data: Json): Json {
  if (study.findings === undefined) return data;
  const { findings: _, ...record } = data as { [name: string]: Json };
  return record;
}
