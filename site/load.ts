/**
 * The one door from the committed results to the site: everything is checked here, and nothing else
 * reads `_data/`.
 *
 * @module
 */
import type { z } from "zod";
import { type PerformanceTable, performanceTable } from "../bench/schema.ts";
import {
  type AmplificationResults,
  amplificationResults,
} from "../studies/amplification/schema.ts";
import { type AuditResults, auditResults } from "../audit/schema.ts";
import { type CalibrationResults, calibrationResults } from "../studies/calibration/schema.ts";
import { type ReproductionResults, reproductionResults } from "../studies/reproduction/schema.ts";
import { type RanksResults, ranksResults } from "../studies/ranks/schema.ts";
import { type RingResults, ringResults } from "../studies/ring/schema.ts";
import { type EdgesResults, edgesResults } from "../studies/edges/schema.ts";
import { type LengthResults, lengthResults } from "../studies/length/schema.ts";
import { type TrainingSizeResults, trainingSizeResults } from "../studies/training_size/schema.ts";
import { type PosteriorsResults, posteriorsResults } from "../studies/posteriors/schema.ts";
import { type WorthResults, worthResults } from "../studies/worth/schema.ts";
import { type Change, readChanges } from "../runner/changes.ts";
import { readProvenance } from "../runner/provenance.ts";
import { readResults, resultsPath } from "../runner/results.ts";
import type { Loaded } from "../studies/shared/view.ts";

/** All that the site is made from. */
export interface Report {
  readonly ring: Loaded<RingResults>;
  readonly calibration: Loaded<CalibrationResults>;
  readonly ranks: Loaded<RanksResults>;
  readonly amplification: Loaded<AmplificationResults>;
  readonly worth: Loaded<WorthResults>;
  readonly posteriors: Loaded<PosteriorsResults>;
  readonly edges: Loaded<EdgesResults>;
  readonly "training-size": Loaded<TrainingSizeResults>;
  readonly reproduction: Loaded<ReproductionResults>;
  /** What fits give on their way; `undefined` where that was not computed. */
  readonly length: Loaded<LengthResults> | undefined;
  /** The worked example of an audit; `undefined` where none is kept. */
  readonly audit: Loaded<AuditResults> | undefined;
  /** Times of the bench; `undefined` where none are kept. */
  readonly performance: PerformanceTable | undefined;
  /** What changed in the results, in the order of time. */
  readonly changes: readonly Change[];
}

function load<Schema extends z.ZodType>(
  folder: string,
  study: string,
  schema: Schema,
): Loaded<z.infer<Schema>> {
  const path = resultsPath(folder, study);
  const results = readResults(folder, study);
  if (results === undefined) {
    throw new Error(
      `Cannot build the site as ${path} must hold the results of the study ${study}: current value is no file`,
    );
  }
  const parsed = schema.safeParse(results.data);
  if (!parsed.success) {
    const { path: place, message } = parsed.error.issues[0];
    throw new SyntaxError(
      `Cannot build the site as ${path} must follow the schema of the study ${study}: current value is "${message}" at data.${
        place.join(".")
      }`,
    );
  }
  return {
    profile: results.profile,
    key: results.key,
    data: parsed.data,
    provenance: readProvenance(folder, study),
  };
}

/** The times of the bench, where the data folder has them. */
function loadPerformance(folder: string): PerformanceTable | undefined {
  const path = resultsPath(folder, "performance");
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const refuse = (found: string) =>
    new SyntaxError(
      `Cannot build the site as ${path} must follow the schema of the bench: current value is "${found}"`,
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const parsed = performanceTable.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0];
  throw refuse(`${message} at ${place.join(".")}`);
}

/**
 * Reads and checks the results of every study.
 *
 * @param folder The data folder, such as `_data`.
 * @throws {Error} If results are missing.
 * @throws {SyntaxError} If results are damaged; the sentence names the file, the rule and the value found.
 */
export function loadReport(folder: string): Report {
  return {
    ring: load(folder, "ring", ringResults),
    calibration: load(folder, "calibration", calibrationResults),
    ranks: load(folder, "ranks", ranksResults),
    amplification: load(folder, "amplification", amplificationResults),
    worth: load(folder, "worth", worthResults),
    posteriors: load(folder, "posteriors", posteriorsResults),
    edges: load(folder, "edges", edgesResults),
    "training-size": load(folder, "training-size", trainingSizeResults),
    reproduction: load(folder, "reproduction", reproductionResults),
    length: readResults(folder, "length") && load(folder, "length", lengthResults),
    audit: readResults(folder, "audit") && load(folder, "audit", auditResults),
    performance: loadPerformance(folder),
    changes: readChanges(folder),
  };
}
