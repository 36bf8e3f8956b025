/**
 * What is written of a training file, of its fits and of the report on it.
 *
 * @module
 */
import * as z from "zod";

/** Name and version of the form of `sample.json` and `results.json`. */
export const ownSchema = "ampliflow/own-data/1";

const schema = z.literal(ownSchema);
const number = z.number();
const count = z.int().positive();

const curve = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("linear") }),
  z.strictObject({ kind: z.literal("above"), lower: number }),
  z.strictObject({ kind: z.literal("below"), upper: number }),
  z.strictObject({ kind: z.literal("between"), lower: number, upper: number }),
  z.strictObject({ kind: z.literal("tails"), centre: number, scale: number }),
]);

/** A feature: its name, and its transform to the space of the flow. */
const feature = z.strictObject({
  name: z.string(),
  transform: z.strictObject({ curve, mean: number, deviation: z.number().positive() }),
});

/** What was read of a training file, and how it was split. */
export const ownSample = z.strictObject({
  /** Name of the file, without its folder. */
  file: z.string(),
  format: z.string(),
  features: z.array(feature).min(2).max(5),
  /** Events of each part. */
  training: count,
  heldOut: count,
  /** Seed of the split, and of the fits. */
  seed: z.int().nonnegative(),
  /** SHA-256 of both parts as they are kept. */
  digest: z.string(),
  /** What is unusual in the file, in sentences. */
  notes: z.array(z.string()),
});
/** What was read of a training file. */
export type OwnSample = z.infer<typeof ownSample>;

/** What `sample.json` holds. */
export const ownSampleFile = z.strictObject({ schema, ...ownSample.shape });

/** A value with its standard error over held-out events. */
const estimate = z.strictObject({ value: number, error: z.number().nonnegative() });
const scalars = z.record(z.string(), number.nullable());

const fitted = z.strictObject({
  id: z.string(),
  label: z.string(),
  draws: count,
  /** Events generated with each draw. */
  generated: count,
  /** Options of the posterior, its lengths among them. */
  options: z.record(z.string(), z.unknown()),
  /** Mean log density of held-out events, nats, averaged over draws before the logarithm. */
  score: estimate,
  /** The best score less this one, event by event; null for the best. */
  behind: estimate.nullable(),
  /** Diagnostics of the fit. */
  scalars,
  warnings: z.array(z.string()),
});

/** All fits, in the order of the plan. */
export const ownFits = z.strictObject({
  /** Identifier of the fit with the best score. */
  best: z.string(),
  /** Identifiers of those that may be the best instead, the nearest first. */
  rivals: z.array(z.string()),
  fits: z.array(fitted).min(1),
});
/** All fits. */
export type OwnFits = z.infer<typeof ownFits>;
/** A fit and its score. */
export type OwnFit = OwnFits["fits"][0];

const quantity = z.strictObject({
  name: z.string(),
  meaning: z.string(),
  value: number.nullable(),
  error: number.nullable(),
  calibrated: z.strictObject({ lower: number, upper: number }).nullable(),
  reason: z.string().nullable(),
});
const finding = z.strictObject({ id: z.string(), sentence: z.string() });

/** What `results.json` holds. */
export const ownResults = z.strictObject({
  schema,
  title: z.string(),
  profile: z.enum(["smoke", "standard", "paper"]),
  findings: z.array(finding),
  limits: z.array(z.string()),
  sample: ownSample,
  ...ownFits.shape,
  /** The audit of each fit: its verdicts, and the numbers of its finest binning. */
  audits: z.array(z.strictObject({
    id: z.string(),
    verdicts: z.array(
      z.strictObject({ id: z.string(), standing: z.string(), sentence: z.string() }),
    ),
    quantities: z.array(quantity),
  })),
});
/** The report on a training file. */
export type OwnResults = z.infer<typeof ownResults>;
