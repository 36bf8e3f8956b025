/**
 * Results of the study of amplification: how many truth events is the generated sample worth?
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, protocol, setup } from "../shared/schema.ts";

/** One quantity of every run, with what a chart shows of it. */
const perRun = z.strictObject({
  /** Mean over runs and its standard error. */
  mean: estimate,
  /** Smallest and largest over the runs: the paper's bars. */
  min: z.number(),
  max: z.number(),
});

/** Everything about one method under one protocol. */
const series = z.strictObject({
  method,
  protocol,
  /** One row for each number of bins. */
  rows: z.array(z.strictObject({
    nBins: z.int().positive(),
    /** Number of bins in all, n_Q. */
    bins: z.int().positive(),
    /** Draws that are worth one independent draw, on these masses. */
    autocorrelationTime: z.number().min(1),
    /**
     * Claimed amplification: equivalent truth events over the training events by the estimator "unbiased"; null where
     * the draws are worth fewer than 4 independent ones.
     */
    unbiased: perRun.nullable(),
    /** The same by the paper's estimator, D / (D - 3) times as large for D independent draws. */
    std: perRun,
    /** The authors' other estimators; null where counts are not generated, or the estimate is infinite. */
    naive: perRun.nullable(),
    mean: perRun.nullable(),
    binomial: perRun.nullable(),
    /** Equivalent truth events from the mean squared error against the truth: what is achieved. */
    achieved: perRun,
    /** Jensen-Shannon divergence of the mean over draws from the truth, nats. */
    divergence: perRun,
    /** Expected divergence of truth samples as large as claimed: by the paper's sizing of its figure, and by its estimator. */
    divergenceNaive: z.number().nullable(),
    divergenceStd: z.number(),
    /** Equivalent truth events, over the training events, that the divergence speaks of: (K - 1)/(8 D N). */
    fromDivergence: perRun,
  })),
  /** Power laws G = a n_Q^b through the finest binnings, eight where there are as many; null below three. */
  fit: z.strictObject({
    /** Of the paper's estimator, with the authors' linear residuals. */
    linear: z.strictObject({ a: estimate, b: estimate }).nullable(),
    /** Of the estimator "unbiased", on logarithms; null where a binning has none. */
    logarithmic: z.strictObject({ a: estimate, b: estimate }).nullable(),
  }),
});
export type AmplificationSeries = z.infer<typeof series>;

/** Schema of `_data/amplification/results.json`'s data. */
export const amplificationResults = z.strictObject({
  setup,
  findings: z.array(finding),
  nBins: z.array(z.int().positive()),
  series: z.array(series),
});
export type AmplificationResults = z.infer<typeof amplificationResults>;
