/**
 * What a study is to the report: its computation, the form of its results, and its page.
 *
 * @module
 */
import type { z } from "zod";
import type { CellKind } from "../../runner/cell.ts";
import type { Study } from "../../runner/study.ts";
import type { Finding, Setup } from "./schema.ts";
import type { Loaded, View } from "./view.ts";

/** What the results of every study hold. */
export interface StudyResults {
  /** Absent where nothing is fitted. */
  readonly setup?: Setup;
  readonly findings: readonly Finding[];
}

/** What the last cell of a study computes: its results without the findings, which follow from it. */
export type Recorded<Results> = Omit<Results, "findings">;

/** The page of a study; its template is `page.vto` in the folder of the study. */
export interface StudyPage<Results> {
  /** Name in the navigation, with which the title of the page begins; null where another page shows the study. */
  readonly name: string | null;
  /** Whether the site is built without its results too, default false; the template then says so. */
  readonly optional?: boolean;
  /** Whether it judges the mixing of its chains itself; default false, and it repeats what the posteriors' page says. */
  readonly judgesMixing?: boolean;
  /** Loads the charts, tables and facts: only processes that make pages need them. */
  view(): Promise<{ view(loaded: Loaded<Results>): View }>;
}

/** A study of the report. */
export interface ReportStudy<Results extends StudyResults = StudyResults> extends Study {
  /** Name on pages that speak of several studies. */
  readonly title: string;
  /** The kinds of its cells that are in its folder. */
  readonly kinds: readonly CellKind[];
  readonly results: z.ZodType<Results>;
  /** What the numbers say, the most important first. */
  findings(record: Recorded<Results>): readonly Finding[];
  readonly page: StudyPage<Results>;
}

/** Folder of a study, from the top of the repository. */
export function studyFolder(name: string): string {
  return `studies/${name.replaceAll("-", "_")}`;
}
