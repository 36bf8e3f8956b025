/**
 * What is measured of one posterior on any target.
 *
 * @module
 */
import { z } from "zod";
import { estimate, judged } from "./schema.ts";

/** A quantity with its value in every run. */
const overRuns = z.strictObject({ ...estimate.shape, perRun: z.array(z.number()) });

/** Calibration, claim and achievement. */
export const measures = z.strictObject({
  /** One row for each number of bins; amplifications are in units of the training events. */
  rows: z.array(z.strictObject({
    nBins: z.int().positive(),
    /** Number of bins in all. */
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
     * Only where masses were counted: the part of counting in the spread and in the squared error, which is taken
     * out, with its standard deviation as a share of the same square.
     */
    counting: z.strictObject({ spread: estimate, distance: estimate }).optional(),
  })).min(1),
  /** Only where masses were counted: binnings at which counting hides spread or error, with the reason. */
  hidden: z.array(z.strictObject({
    nBins: z.int().positive(),
    bins: z.int().positive(),
    reason: z.string(),
  })).optional(),
  /** Along the first axis, over all others. */
  profile: z.strictObject({
    nBins: z.int().positive(),
    /** Middle (in probability) of each bin. */
    centres: z.array(z.number()),
    /** Signed deviation of the coverage, and where that of a calibrated posterior lies. */
    deviation: z.array(z.number()),
    error: z.array(z.number().nullable()),
    lower: z.array(z.number()),
    upper: z.array(z.number()),
    /** Mean mass over the true one with its error between runs, and relative posterior spread. */
    massRatio: z.array(z.number()),
    massRatioError: z.array(z.number()).nullable(),
    spread: z.array(z.number()),
  }),
  /** Number of bins in all at which an amplification becomes 1. */
  breakEven: z.strictObject({ claimed: overRuns.nullable(), achieved: overRuns.nullable() }),
});
export type Measures = z.infer<typeof measures>;
