/**
 * Results of the study of ranks and scores: is the truth one among the draws, bin by bin and in all bins
 * at once, and how good are the draws as a forecast of it?
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, judged, method, protocol, setup } from "../shared/schema.ts";

/** A test statistic with the share of simulated calibrated posteriors that reach it. */
const tested = z.strictObject({
  value: z.number(),
  pValue: z.number(),
  /** Number of simulations, where it is not 999. */
  replicates: z.int().positive().optional(),
});
export type Tested = z.infer<typeof tested>;

/** Numbers along a line with their standard errors, and the band that holds 95 % of calibrated posteriors whole. */
const banded = {
  mean: z.array(z.number()),
  error: z.array(z.number().nullable()),
  lower: z.array(z.number()),
  upper: z.array(z.number()),
};

/** Everything about one method under one protocol. */
const series = z.strictObject({
  method,
  protocol,
  /** Histograms of the rank of the truth, at some binnings. */
  histograms: z.array(z.strictObject({
    nBins: z.int().positive(),
    /** Share of bins in each group of ranks. */
    shares: z.strictObject(banded),
    /** Cumulative share minus the uniform one at the upper edge of each group but the last. */
    cumulative: z.strictObject({ mean: banded.mean, lower: banded.lower, upper: banded.upper }),
  })),
  /** Interval scores of the rank levels at some binnings, in units of the true mass. */
  intervals: z.array(z.strictObject({
    nBins: z.int().positive(),
    score: z.array(estimate),
    width: z.array(estimate),
  })),
  /** Coverage of joint credible regions at some binnings. */
  joint: z.array(z.strictObject({ nBins: z.int().positive(), ...banded })),
  /** One row for each number of bins. */
  rows: z.array(z.strictObject({
    nBins: z.int().positive(),
    /** Draws that are worth one independent draw, on these masses. */
    autocorrelationTime: z.number().min(1).optional(),
    /** Uniformity of the ranks, p-values from calibrated posteriors with bins as correlated. */
    chiSquare: tested,
    /** The same statistic judged as if bins were independent. */
    chiSquareIndependent: z.number(),
    /** Largest distance of the cumulative shares from uniform ones. */
    distance: tested,
    /**
     * Largest distance of the joint coverage from its nominal level; null where the draws are worth fewer than 4
     * independent ones.
     */
    joint: tested.nullable(),
    /** Ranked probability score, in units of the true mass. */
    score: estimate,
    scorePerRun: z.array(z.number()),
    /** The score that a posterior so wide has where it is calibrated. */
    spread: estimate,
    /** Score over spread: 1 where calibrated, in expectation. */
    ratio: estimate,
    /** Expected calibration error of rank intervals. */
    absolute: judged,
    signed: judged,
  })),
});
export type RanksSeries = z.infer<typeof series>;

/** Where a classifier tells generated from true points. */
const classified = z.strictObject({
  method,
  /** Held-out points of each kind, of each run. */
  points: z.int().positive(),
  /** Probability that a generated point is ranked above a true one; 0.5 where they cannot be distinguished. */
  area: estimate,
  /** p-value of the area of each run under exchange of the two samples. */
  pValues: z.array(z.number()),
  /** Generated over true density by the classifier, ln, mean over runs, `[row x2][column x1]`. */
  logRatio: z.array(z.array(z.number().nullable())),
  /** The same over its standard error. */
  significance: z.array(z.array(z.number().nullable())),
});
export type Classified = z.infer<typeof classified>;

/** Schema of `_data/ranks/results.json`'s data. */
export const ranksResults = z.strictObject({
  setup,
  findings: z.array(finding),
  nBins: z.array(z.int().positive()),
  /** Groups of ranks of the histograms. */
  groups: z.int().positive(),
  /** Nominal levels of the rank intervals, narrowest first. */
  rankNominal: z.array(z.number()),
  /** Nominal levels of the joint regions. */
  jointNominal: z.array(z.number()),
  series: z.array(series),
  /** Classifier two-sample tests on a square grid of the plane. */
  classifier: z.strictObject({
    /** Cell centres along both axes. */
    centres: z.array(z.number()),
    methods: z.array(classified),
  }),
});
export type RanksResults = z.infer<typeof ranksResults>;
