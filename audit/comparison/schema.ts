/**
 * Results of a comparison of generators: `comparison.json`.
 *
 * The form is published as JSON Schema beside this file, `comparison.schema.json`; a reader refuses what it does not
 * know.
 *
 * @module
 */
import { z } from "zod";
import { axisResults, namedQuantity } from "../schema.ts";

/** Name and version of the form. */
export const comparisonSchema = "ampliflow/audit-comparison/1";

const number = z.number();

/** One generator. */
const generator = z.strictObject({
  name: z.string(),
  /** Its configuration, or what it generated. */
  file: z.string(),
  runs: z.int().positive(),
  draws: z.int().positive(),
  /** Training events of each run. */
  nTrain: z.int().positive().nullable(),
  /** Events of each draw, or of the generated sample. */
  generated: number.nullable(),
  /** Numbers of its own audit, of the binning that was given. */
  quantities: z.array(namedQuantity),
});
export type ComparedGenerator = z.infer<typeof generator>;

/** The value of a measure for a generator; null with the reason where it is not available. */
const measured = z.strictObject({
  value: number.nullable(),
  /** Standard error, the noise of the truth included; null for a single run. */
  error: number.nonnegative().nullable(),
  /** One more than the generators that come before it; generators that do not differ significantly may share a rank. */
  rank: z.int().positive().nullable(),
  reason: z.string().nullable(),
});

/** A measure of all generators. */
const measure = z.strictObject({
  name: z.string(),
  /** In a word or two. */
  title: z.string(),
  meaning: z.string(),
  better: z.enum(["lower", "higher", "neither"]),
  /** In the order of the generators. */
  values: z.array(measured),
});
export type ComparedMeasure = z.infer<typeof measure>;

/** The difference of two generators by one measure, where both have it. */
const difference = z.strictObject({
  measure: z.string(),
  first: z.string(),
  second: z.string(),
  /** The first less the second. */
  value: number,
  /** Standard error, in which the noise that the truth adds to both cancels. */
  error: number.nonnegative().nullable(),
  pValue: z.number().min(0).max(1),
  /** How the first stands to the second: "before" and "after" by measures that have a better side. */
  order: z.enum(["before", "after", "larger", "smaller"]).nullable(),
});
export type GeneratorDifference = z.infer<typeof difference>;

/** Schema of a comparison. */
export const comparisonResults = z.strictObject({
  schema: z.literal(comparisonSchema),
  title: z.string(),
  /** What each generator gave. */
  of: z.enum(["draws", "sample"]),
  setup: z.strictObject({
    truth: z.strictObject({
      kind: z.enum(["equal", "masses", "densities", "counts", "events"]),
      file: z.string().nullable(),
      /** SHA-256 of the truth as it was read. */
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      /** Effective ones, where they have weights; null where the truth is exact. */
      events: number.positive().nullable(),
    }),
    axes: z.array(axisResults),
    shape: z.array(z.int().positive()),
    /** Generated events of each generator that were compared, where there are no draws. */
    events: z.int().positive().nullable(),
    seed: z.int(),
    /** Probability that any order is stated of generators that are alike. */
    falseAlarms: number,
  }),
  generators: z.array(generator).min(2),
  measures: z.array(measure),
  differences: z.array(difference),
  /** What follows of each pair, in sentences. */
  findings: z.array(z.string()),
  /** What these data cannot say. */
  limits: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonResults>;

/** The published form of {@linkcode comparisonResults}, as JSON Schema (draft 2020-12). */
export function publishedComparisonSchema(): unknown {
  return {
    $id: comparisonSchema,
    title: "Results of a comparison of generators",
    ...z.toJSONSchema(comparisonResults),
  };
}
