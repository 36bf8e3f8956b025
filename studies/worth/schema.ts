/**
 * Results of the study of what a generated sample is worth: the claim in parts, the claim against the
 * truth, and the forecast that needs no truth.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, setup } from "../shared/schema.ts";

/** A quantity with its value in every run. */
const overRuns = z.strictObject({ ...estimate.shape, perRun: z.array(z.number()) });

/** Everything about one method. */
const series = z.strictObject({
  method,
  /** Posterior draws of each run. */
  draws: z.int().positive(),
  /** One row for each number of bins; every amplification is in units of the training events. */
  rows: z.array(z.strictObject({
    nBins: z.int().positive(),
    /** Draws that are worth one independent draw, on these masses. */
    autocorrelationTime: z.number().min(1).optional(),
    /** Number of bins in all, n_Q. */
    bins: z.int().positive(),
    /** The paper's estimator of the posterior alone. */
    posterior: overRuns,
    /** The same with the counting of the generated points. */
    counted: overRuns,
    /** Of counting alone, were the posterior infinitely sharp. */
    cap: overRuns,
    /** Claim, all bins together, and what the distance from the truth supports. */
    claimed: overRuns,
    achieved: overRuns,
    /** Claimed over achieved. */
    ratio: overRuns,
    /** Share of the squared error that all runs have in common; null with one run. */
    systematicShare: z.number().nullable(),
  })),
  /** Forecast and truth for volumes along the first axis, all angles together. */
  volumes: z.strictObject({
    nBins: z.int().positive(),
    /** Radius at the middle (in probability) of each row of volumes. */
    centres: z.array(z.number()),
    forecast: z.array(estimate),
    achieved: z.array(estimate),
    /** Forecast over achieved. */
    ratio: z.array(estimate),
  }),
  /** Without bins: from the distance between generated and true points, of each run. */
  differential: z.array(z.strictObject({
    /** Kolmogorov-Smirnov distance along the learned likelihood ratio, on held-out points. */
    distance: z.number(),
    pValue: z.number(),
    /** Amplification and the ends of its interval; null where the held-out sample is too small to tell. */
    amplification: z.number().nullable(),
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    /** Distance along the exact likelihood ratio of the finest bins, without sampling, and its amplification. */
    exactDistance: z.number(),
    exact: z.number(),
  })),
  /** Bins along each axis at which an amplification becomes 1, with the range between runs. */
  breakEven: z.strictObject({
    claimed: overRuns.nullable(),
    achieved: overRuns.nullable(),
  }),
});
export type WorthSeries = z.infer<typeof series>;

/** Schema of `_data/worth/results.json`'s data. */
export const worthResults = z.strictObject({
  setup,
  findings: z.array(finding),
  nBins: z.array(z.int().positive()),
  /** Generated points for each bin of the counting part. */
  pointsPerBin: z.int().positive(),
  /** Held-out points of each kind of the differential amplification. */
  heldOut: z.int().positive(),
  series: z.array(series),
});
export type WorthResults = z.infer<typeof worthResults>;
