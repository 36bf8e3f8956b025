/**
 * Results of the study that holds the posteriors against each other.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, setup } from "../shared/schema.ts";

/** A curve with the standard error of each value. */
const curve = z.strictObject({ value: z.array(z.number()), error: z.array(z.number()) });

/** Values recorded along a chain. */
const trace = z.strictObject({ steps: z.array(z.number()), values: z.array(z.number()) });

/** How well chains mixed, over several functions of their draws. */
const mixing = z.strictObject({
  /** Number of functions: bin masses. */
  functions: z.int().positive(),
  /** Largest R-hat of the functions; null where a function did not change at all. */
  rHat: z.number().nullable(),
  /** R-hat below which the largest of as many independent draws stays with 95 % probability. */
  rHatIndependent: z.number(),
  /** Median over functions of the effective draws in the bulk and in the tails, and least in the bulk. */
  bulkEss: z.number().nullable(),
  tailEss: z.number().nullable(),
  leastEss: z.number().nullable(),
  /** Median autocorrelation time, draws. */
  autocorrelationTime: z.number().nullable(),
  /** The same judgement of the log-likelihood, over recorded steps after the burn-in. */
  logLikelihoodRHat: z.number().nullable(),
  /** Whether the chains pass for independent draws. */
  mixed: z.boolean(),
});

/** Everything about one posterior. */
const series = z.strictObject({
  method,
  /** Methods of one family share a panel. */
  family: z.string(),
  draws: z.int().positive(),
  /** Independent chains; null where draws are independent by construction. */
  chains: z.int().positive().nullable(),
  /** Passes over all training points. */
  work: z.strictObject({
    flowMatching: z.number(),
    gradients: z.number(),
    values: z.number(),
    total: z.number(),
  }),
  /** Step size at which the leapfrog settled; absent where there is none. */
  stepSize: z.number().positive().optional(),
  /** Share of proposals that were accepted; null where there are none. */
  acceptance: z.number().nullable(),
  /** Root of the mean square over bins of a bin's standard deviation over draws, relative to its true mass. */
  spread: estimate,
  /** The same over that of the reference. */
  spreadRatio: estimate,
  /** Distance of the posterior means from those of the reference, in units of the reference's spread. */
  distance: estimate,
  /** What that distance is on average for two samples of the same posterior with as many independent draws. */
  distanceExpected: z.number(),
  /**
   * Root mean square error of the posterior mean against the truth over the spread; 1 if calibrated, null where all
   * draws are the same. */
  errorOverSpread: estimate.nullable(),
  /** Against the first axis: spread, and deviation of the mean from the truth, relative to the true mass. */
  radius: z.strictObject({ spread: curve, bias: curve }),
  mixing: mixing.nullable(),
  /** log-likelihood of all data along each chain, nats. */
  logLikelihood: z.array(trace),
  /** Mass inside the innermost tenth of the first axis, relative to the truth, of every draw; by chain. */
  innermost: z.array(z.array(z.number())),
  /** What the acceptance test on a batch adds to the change of the loss; null where it was not probed. */
  test: z.strictObject({
    probes: z.int().positive(),
    /** Standard deviation of a proposal's gain on all data, nats. */
    gain: estimate,
    /** Standard deviation of what the batch adds to it, nats. */
    noise: estimate,
    onBatch: z.array(z.number()),
    onAll: z.array(z.number()),
  }).nullable(),
  /**
   * Log-likelihood of all data of the discrete map that a chain fits less that of the continuous flow, nats: at the
   * start, the mean over draws, and the largest of them, without sign; null where none is fitted.
   */
  discretisation: z.strictObject({
    start: z.number().nullable(),
    mean: z.number().nullable(),
    largest: z.number().nullable(),
  }).nullable().default(null),
  /** Warnings of the fit. */
  warnings: z.array(z.string()),
});
export type PosteriorSeries = z.infer<typeof series>;

/** A slope of logarithms with the methods that it goes through. */
const slope = z.strictObject({
  family: z.string(),
  methods: z.array(z.string()),
  slope: estimate,
});
export type WidthSlope = z.infer<typeof slope>;

/** Schema of `_data/posteriors/results.json`'s data. */
export const posteriorsResults = z.strictObject({
  setup,
  findings: z.array(finding),
  /** Identifier of the method with which the others are compared. */
  reference: z.string(),
  /** Bins along each axis of spread and bias, and of the judgement of mixing. */
  nBins: z.int().positive(),
  mixingBins: z.int().positive(),
  /** Radius at the middle (in probability) of each ring. */
  centres: z.array(z.number()),
  series: z.array(series),
  /** How the width follows the noise scale: d log spread / d log sigma, with its error from the scatter of chains. */
  slopes: z.array(slope),
});
export type PosteriorsResults = z.infer<typeof posteriorsResults>;
