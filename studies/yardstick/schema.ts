/**
 * Results of the study of the exact yardstick.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, setup } from "../shared/schema.ts";

/** One method; errors are between training sets. */
const series = z.strictObject({
  method,
  /** k of its target, and the identifier of the exact posterior of that target. */
  klWeight: z.number().positive(),
  reference: z.string(),
  draws: z.int().positive(),
  /** Root mean square over bins of the standard deviation over draws, relative to the true mass. */
  width: estimate,
  /** The same over that of the exact posterior. */
  widthRatio: estimate,
  /** Standard deviation along the direction in which exact masses vary most, over the exact one. */
  widestRatio: estimate,
  /** Similarity of the covariances of bin masses: the cosine of the angle between the matrices. */
  alike: estimate,
  /** Distance of the mean masses from the exact ones, in units of the exact width. */
  distance: estimate,
  /** Square of that distance less its expectation for independent draws about the same mean. */
  excess: estimate,
  /** Mean over levels of coverage of the truth less nominal, by rank intervals. */
  signed: estimate,
  /** Equivalent true events by the spread, in units of the training events; null where draws are alike. */
  worth: estimate.nullable(),
  /** Share of accepted proposals, and largest R-hat of the log-likelihood; null where there is none. */
  acceptance: estimate.nullable(),
  rHat: z.number().nullable(),
  /** Standard deviations of a proposal's gain, and of what the batch adds to it, nats. */
  gain: estimate.nullable(),
  noise: estimate.nullable(),
});
export type YardstickSeries = z.infer<typeof series>;

/** How a width follows a setting: d log width / d log setting. */
const slope = z.strictObject({
  id: z.string(),
  label: z.string(),
  symbol: z.string(),
  slope: estimate,
});
export type YardstickSlope = z.infer<typeof slope>;

/** Schema of `_data/yardstick/results.json`'s data. */
export const yardstickResults = z.strictObject({
  setup,
  findings: z.array(finding),
  /** Bins along each axis. */
  nBins: z.int().positive(),
  /** Weights that are fitted. */
  weights: z.int().positive(),
  /** k of the target of all methods but those that vary it. */
  klWeight: z.number().positive(),
  /** Identifier of other draws of the exact posterior. */
  control: z.string(),
  /** Error of the quadrature in the exact mean, posterior standard deviations, and relative in the width. */
  quadrature: z.strictObject({ mean: estimate, width: estimate }),
  /** Error of the cubature relative to the mass of a bin. */
  cubature: z.number(),
  series: z.array(series),
  slopes: z.array(slope),
  warnings: z.array(z.strictObject({
    label: z.string(),
    run: z.int().positive(),
    warning: z.string(),
  })),
});
export type YardstickResults = z.infer<typeof yardstickResults>;
