/**
 * Results of the study of the posterior of the likelihood.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, setup } from "../shared/schema.ts";

/** How the chains of a training set mix in one function of the draws; null where that cannot be judged. */
const mixing = z.strictObject({
  /** Rank-normalised split R-hat. */
  rHat: z.number().nullable(),
  /** Effective draws of the bulk and of the tails, of all chains together. */
  bulkEss: z.number().nullable(),
  tailEss: z.number().nullable(),
});
export type ChainMixing = z.infer<typeof mixing>;

/** One chain of the reference. */
const chain = z.strictObject({
  /** Where it started. */
  start: z.string(),
  acceptance: z.number(),
  /** Angle of a leapfrog step, rad. */
  angle: z.number(),
  /** Of the trajectories whose draws count. */
  gradients: z.int().positive(),
  /** Log-likelihood of some draws less the largest of the training set, nats, and their trajectories. */
  trajectories: z.array(z.int().positive()),
  logLikelihood: z.array(z.number()),
});
export type LikelihoodChain = z.infer<typeof chain>;

/** How the chains of a training set mix in the log-likelihood and all bins, by their length. */
const course = z.strictObject({
  /** Of a chain, the mean over chains. */
  gradients: z.number().positive(),
  /** The largest R-hat, and the fewest effective draws; null where one cannot be judged. */
  rHat: z.number().nullable(),
  effective: z.number().nullable(),
});

/** The chains of a training set. */
const set = z.strictObject({
  run: z.int().positive(),
  chains: z.array(chain),
  /** In ascending length; the last one is that of all draws. */
  course: z.array(course).min(1),
  logLikelihood: mixing,
  /** For each bin, row by row. */
  bins: z.array(mixing),
  /** Error of the solve in the log-likelihood at some draws, nats: its mean, and standard deviation; null without draws. */
  error: z.strictObject({ mean: z.number(), deviation: z.number() }).nullable(),
});
export type LikelihoodSet = z.infer<typeof set>;

/** A method on the same weights; numbers relative to the reference are null where it has not mixed. */
const series = z.strictObject({
  method,
  draws: z.int().positive(),
  /** Whether its draws come from a chain. */
  chain: z.boolean(),
  /** Share of accepted proposals, mean over training sets, and largest R-hat of the log-likelihood. */
  acceptance: z.number().nullable(),
  rHat: z.number().nullable(),
  /** Root mean square over bins of the standard deviation over draws, over that of the reference. */
  widthRatio: estimate.nullable(),
  /** Distance of the mean masses from those of the reference, in units of its width. */
  distance: estimate.nullable(),
  /** Cosine of the angle between the covariances of bin masses. */
  alike: estimate.nullable(),
});
export type LikelihoodSeries = z.infer<typeof series>;

/** Schema of `_data/likelihood/results.json`'s data. */
export const likelihoodResults = z.strictObject({
  setup,
  findings: z.array(finding),
  /** Weights of the last layer, of the whole network, and the standard deviation of their prior. */
  weights: z.int().positive(),
  allWeights: z.int().positive(),
  priorScale: z.number().positive(),
  /** Bins along each axis. */
  nBins: z.int().positive(),
  /** Trajectories of each chain whose draws count. */
  trajectories: z.int().positive(),
  sets: z.array(set),
  /** The attempt on all weights of the first training set; null without one. */
  attempt: set.nullable(),
  series: z.array(series),
  warnings: z.array(z.strictObject({
    label: z.string(),
    run: z.int().positive(),
    warning: z.string(),
  })),
});
export type LikelihoodResults = z.infer<typeof likelihoodResults>;
