/**
 * Loads the committed results for the site: everything is checked here, and nothing else
 * reads `_data/`.
 *
 * @module
 */
import type { z } from "zod";
import { type PerformanceTable, performanceTable } from "../bench/schema.ts";
import { type Comparison, comparisonResults } from "../audit/comparison/schema.ts";
import { type AuditResults, auditResults } from "../audit/schema.ts";
import { type Change, readChanges } from "../runner/changes.ts";
import { faultOf } from "../runner/fault.ts";
import { checkFolder, readWhole } from "../runner/files.ts";
import { provenancePath, readProvenance } from "../runner/provenance.ts";
import { parseWith } from "../runner/json.ts";
import { readResults, resultsPath } from "../runner/results.ts";
import { studies } from "../studies/registry.ts";
import { type GivenFits, givenFits } from "./recompute/given.ts";
import type { StudyResults } from "../studies/shared/study.ts";
import type { Loaded } from "../studies/shared/view.ts";

/** All that the site is made from. */
export interface Report {
  /** The results of every study that has some, by its name, in the order of the report. */
  readonly studies: ReadonlyMap<string, Loaded<StudyResults>>;
  /** The worked example of an audit; `undefined` if the data folder does not hold it. */
  readonly audit: Loaded<AuditResults> | undefined;
  /** The worked example of a comparison; `undefined` if the data folder does not hold it. */
  readonly comparison: Loaded<Comparison> | undefined;
  /** Times of the bench; `undefined` where none are kept. */
  readonly performance: PerformanceTable | undefined;
  /** Kept fits, from which the page that computes again goes on. */
  readonly fits: GivenFits;
  /** What changed in the results, in the order of time. */
  readonly changes: readonly Change[];
}

function load<Data>(
  folder: string,
  study: string,
  schema: z.ZodType<Data>,
): Loaded<Data> | undefined {
  const results = readResults(folder, study);
  if (results === undefined) return undefined;
  const { data, error } = schema.safeParse(results.data);
  if (error !== undefined) {
    const { rule, current } = faultOf(error, results.data);
    throw new SyntaxError(
      `Cannot build the site as ${
        resultsPath(folder, study)
      } must follow the schema of the study ${study}, where ${rule}: current value is ${current}`,
    );
  }
  const { profile, key } = results;
  const provenance = readProvenance(folder, study);
  for (
    const [name, recorded, expected] of [
      ["study", provenance?.study, study],
      ["profile", provenance?.profile, profile],
      ["key", provenance?.key, key],
    ]
  ) {
    if (provenance !== undefined && recorded !== expected) {
      throw new SyntaxError(
        `Cannot build the site as ${
          provenancePath(folder, study)
        } must belong to the results beside it, ${name} ${expected}: current value is ${recorded}`,
      );
    }
  }
  return { profile, key, data, provenance };
}

/** The times of the bench, where the data folder has them. */
function loadPerformance(folder: string): PerformanceTable | undefined {
  const path = resultsPath(folder, "performance");
  const bytes = readWhole(path);
  return bytes &&
    parseWith(performanceTable, "of the bench", path, new TextDecoder().decode(bytes));
}

/**
 * Reads and checks the results of every study.
 *
 * @param folder The data folder, such as `_data`.
 * @param rest Folder that what the first one lacks is taken from, default none.
 * @throws {TypeError} If a folder is a file.
 * @throws {Error} If results are missing that the site cannot be built without.
 * @throws {SyntaxError} If results are damaged; the sentence names the file, the rule and the value found.
 */
export function loadReport(folder: string, rest?: string): Report {
  const folders = rest === undefined ? [folder] : [folder, rest];
  for (const path of folders) checkFolder(path);
  /** The content of the first folder that has it. */
  const first = <T>(read: (folder: string) => T | undefined): T | undefined => {
    for (const folder of folders) {
      const content = read(folder);
      if (content !== undefined) return content;
    }
  };
  const loaded = new Map<string, Loaded<StudyResults>>();
  for (const { name, results: schema, page } of studies) {
    const results = first((folder) => load(folder, name, schema));
    if (results !== undefined) loaded.set(name, results);
    else if (!page.optional) {
      throw new Error(
        `Cannot build the site as ${
          resultsPath(folder, name)
        } must hold the results of the study ${name}: current value is no file`,
      );
    }
  }
  return {
    studies: loaded,
    audit: first((folder) => load(folder, "audit", auditResults)),
    comparison: first((folder) => load(folder, "comparison", comparisonResults)),
    performance: first(loadPerformance),
    fits: givenFits(folders, loaded),
    changes: readChanges(rest ?? folder),
  };
}
