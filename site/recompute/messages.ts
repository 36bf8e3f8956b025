/**
 * Messages between a page and its threads that compute cells again.
 *
 * @module
 */
import type { Difference } from "../../runner/contents.ts";
import type { GivenFit, PageCell } from "./cells.ts";

/** Name by which a page requests stretches of long fits instead of a study. */
export const longFits = "fits";

/** What the built site keeps for this: `provenance/fits.json`. */
export interface FitsAndPace {
  /** Time of the work by which a thread's pace is measured on the machine of the results, ms; null if not known. */
  readonly milliseconds: number | null;
  readonly fits: readonly GivenFit[];
}

/** The cells of a study. */
export interface Plan {
  /** Name of the study, or {@linkcode longFits}. */
  readonly study: string;
  /** Key of its last cell; null for long fits. */
  readonly root: string | null;
  readonly cells: readonly PageCell[];
  /** Keys of the cells that can be chosen, if not all. */
  readonly chosen?: readonly string[];
  /** Why the results are not those of this code, a sentence. */
  readonly unlike?: string;
}

/** An input of a cell: what a thread computed, or the path of a kept file in the built site. */
export interface InputFile {
  readonly key: string;
  readonly kind: string;
  readonly file: Blob | string;
}

/** What the page requests. */
export type Request =
  /** The cells of a study. */
  | { readonly ask: "plan"; readonly study: string }
  /** How fast this thread is. */
  | { readonly ask: "pace" }
  /** The computation of a cell. */
  | {
    readonly ask: "cell";
    readonly cell: PageCell;
    readonly inputs: Readonly<Record<string, InputFile>>;
    /** The study whose published results the cell holds, if it is a last one. */
    readonly summaryOf: string | null;
  };

/** The result of a cell. */
export interface Outcome {
  readonly digest: string;
  /** Time that it took here, seconds. */
  readonly seconds: number;
  /** The first number that differs from the published one; absent if all agree, or nothing is published. */
  readonly difference?: Difference;
}

/** What a thread replies. */
export type Reply =
  | { readonly say: "plan"; readonly plan: Plan }
  /** Seconds here for one of the machine on which the results were made; null if that is not known. */
  | { readonly say: "pace"; readonly pace: number | null }
  | { readonly say: "progress"; readonly done: number; readonly total: number }
  | { readonly say: "cell"; readonly outcome: Outcome; readonly file: Blob }
  | { readonly say: "failed"; readonly sentence: string };
