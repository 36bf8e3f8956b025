/**
 * Messages between a page and the thread that audits for it.
 *
 * @module
 */
import type { Chart } from "../../render/charts/chart.ts";
import type { Request as ReadRequest } from "../formats/frames.ts";
import type { Role } from "../look/pieces.ts";

/** What the reader has typed into the fields; empty where nothing was. */
export interface Fields {
  /** Of each role a name, or what the names of a group have in common. */
  readonly files: Readonly<Partial<Record<Role, string>>>;
  readonly title: string;
  readonly nTrain: string;
  readonly bins: string;
  readonly columns: string;
  readonly weights: string;
}

/** What the page requests. */
export type Request =
  /** A data set to try. */
  | { readonly ask: "sample" }
  /** A look into files, or their audit. */
  | {
    readonly ask: "look" | "audit";
    readonly files: readonly File[];
    readonly fields: Fields;
  };

/** What the audit leaves for the reader. */
export interface Report {
  /** Markup of the verdicts and of what the data cannot say. */
  readonly verdicts: string;
  readonly limits: string;
  readonly setup: string;
  /** Charts of what is judged, and all others. */
  readonly charts: readonly Chart[];
  readonly others: readonly Chart[];
  /** How many verdicts have each standing, in words. */
  readonly counts: string;
  /** All files of the report but its pages, by path; then the configuration. */
  readonly files: ReadonlyMap<string, string>;
  /** The same in an archive. */
  readonly archive: Blob;
}

/** What the thread replies. */
export type Reply =
  | { readonly say: "sample"; readonly files: readonly File[]; readonly training: number }
  | { readonly say: "looked"; readonly lines: readonly string[] }
  | {
    readonly say: "progress";
    readonly done: number;
    readonly total: number;
    readonly what: string;
  }
  | { readonly say: "report"; readonly report: Report }
  | { readonly say: "failed"; readonly sentence: string };

/** What the thread that reads one file hears. */
export type ToReader =
  /** The file, and the name of its format. */
  | { readonly format: string; readonly file: File }
  | ReadRequest
  /** The values that it sent last are taken: it may send others. */
  | "taken";
