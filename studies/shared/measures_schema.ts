/**
 * Schema of the measures of one posterior on any target.
 *
 * @module
 */
import { z } from "zod";
import { alongAxis, estimate, judged } from "./schema.ts";

/** A quantity with the values of all runs. */
const overRuns = z.strictObject({ ...estimate.shape, perRun: z.array(z.number()) });

/** Calibration, and claimed and achieved amplification. */
export const measures = z.strictObject({
  /** One row for each number of bins; amplifications are in units of the training events. */
  rows: z.array(z.strictObject({
    nBins: z.int().positive(),
    /** Number of bins. */
    bins: z.int().positive(),
    /** Mean absolute and mean signed deviation of the coverage from its level, by rank intervals. */
    mad: judged,
    signed: judged,
    /** Draws that are worth one independent draw, on these masses. */
    autocorrelationTime: z.number().min(1).optional(),
    claimed: overRuns,
    achieved: overRuns,
    ratio: overRuns,
    /** Share of the squared error that all runs have in common; null with one run. */
    systematicShare: z.number().nullable(),
    /**
     * Only if masses were counted: shares of counting noise in the spread and in the squared error,
     * which are subtracted, with their standard deviations.
     */
    counting: z.strictObject({ spread: estimate, distance: estimate }).optional(),
  })).min(1),
  /** Only if masses were counted: binnings at which counting hides spread or error, with the reason. */
  hidden: z.array(z.strictObject({
    nBins: z.int().positive(),
    bins: z.int().positive(),
    reason: z.string(),
  })).optional(),
  /** Measures along the first axis, averaged over the others. */
  profile: z.strictObject({
    ...alongAxis.shape,
    /** Error of the mass over the true mass between runs. */
    massRatioError: z.array(z.number()).nullable(),
  }),
  /** Number of bins at which an amplification reaches 1. */
  breakEven: z.strictObject({ claimed: overRuns.nullable(), achieved: overRuns.nullable() }),
});
export type Measures = z.infer<typeof measures>;
