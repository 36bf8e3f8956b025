/**
 * What the results of every study have in common, as schemas: the same text validates a file and
 * types the code that writes it. JSON holds no NaN and no infinity; what cannot be had is `null`.
 *
 * @module
 */
import { z } from "zod";
export type { Estimate } from "../../core/estimate.ts";
export type { Judged } from "../../core/calibration/mod.ts";

/** A number that stands for a measurement, with its standard error; the file says how it was found. */
export const estimate = z.strictObject({
  value: z.number(),
  /** One standard error, between runs unless the study says otherwise; null where it cannot be had. */
  error: z.number().nonnegative().nullable(),
});

/**
 * An estimate beside the range in which 95 % of perfectly calibrated posteriors lie, with as many runs and draws,
 * and bins as correlated.
 */
export const judged = z.strictObject({
  ...estimate.shape,
  calibrated: z.strictObject({ lower: z.number(), upper: z.number() }),
});

/** A sentence computed from the numbers beside it. */
export const finding = z.strictObject({
  id: z.string(),
  sentence: z.string(),
  /** The numbers that the sentence rests on, by name. */
  evidence: z.record(z.string(), estimate),
});
export type Finding = z.infer<typeof finding>;

/** A posterior with its setting, as a series of a chart. */
export const method = z.strictObject({
  /** Identifier, such as "mean-field-k10". */
  id: z.string(),
  /** Name in a legend, such as "mean field, k = 10". */
  label: z.string(),
  /** Name of the posterior, such as "mean-field". */
  posterior: z.string(),
  /** The setting that tells methods of one posterior apart. */
  parameter: z.strictObject({ symbol: z.string(), value: z.number() }),
});
export type Method = z.infer<typeof method>;

/** How a study was set up: what a reader must know to judge every number of its page. */
export const setup = z.strictObject({
  /** Identifier and title of the target. */
  target: z.strictObject({ name: z.string(), title: z.string() }),
  /** Training points of each run. */
  nTrain: z.int().positive(),
  /** Independent training sets. */
  runs: z.int().positive(),
  /** Posterior draws of each run. */
  draws: z.int().positive(),
  methods: z.array(method).min(1),
});
export type Setup = z.infer<typeof setup>;

/**
 * What a generated sample adds to the masses of a drawn flow: nothing (`"exact"`), or the counting noise
 * of as many points as the paper generates, `"scaled"` (1000 for each bin) or `"fixed"` (10^7).
 */
export const protocol = z.enum(["exact", "scaled", "fixed"]);
export type Protocol = z.infer<typeof protocol>;

/** Measures along the first axis, averaged over the others. */
export const alongAxis = z.strictObject({
  nBins: z.int().positive(),
  /** Middle (in probability) of each bin. */
  centres: z.array(z.number()),
  /** Mean over levels of coverage less nominal, by rank intervals, with its error between runs. */
  deviation: z.array(z.number()),
  error: z.array(z.number().nullable()),
  /** Where all deviations of a calibrated posterior lie together in 95 % of cases. */
  lower: z.array(z.number()),
  upper: z.array(z.number()),
  /** Mean mass over the true mass, and mean standard deviation of the draws over it. */
  massRatio: z.array(z.number()),
  spread: z.array(z.number()),
});
