/**
 * Results of the study of the length: what a fit gives after so many steps.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, setup } from "../shared/schema.ts";

/** Numbers of steps of fits and of their beginnings. */
const steps = z.int().positive();

/** A quantity at some length, and its difference from that of the whole fit, run by run. */
const moved = z.strictObject({ ...estimate.shape, toWhole: estimate });
export type Moved = z.infer<typeof moved>;

/** One number of bins. */
const row = z.strictObject({
  nBins: z.int().positive(),
  /** Mean absolute deviation of the coverage from its levels, by the authors' intervals. */
  mad: moved,
  /** Mean signed deviation of the coverage from its levels, by rank intervals. */
  signed: moved,
  /** Share of bins whose truth lies within one standard deviation of the mean. */
  oneSigma: moved,
  /** Root mean square over bins of the draws' standard deviation over the truth. */
  width: moved,
  /** Equivalent true events by standard deviations, in units of the training events; null without a width. */
  amplification: moved.nullable(),
  /** Jensen-Shannon divergence of the mean from the truth, nats. */
  divergence: moved,
});

/** A fit, or a beginning of it. */
const point = z.strictObject({
  steps,
  rows: z.array(row).min(1),
  /** Signed deviation of the coverage in the innermost ring of the finest binning. */
  edge: moved,
  /** Along the radius, rings of the finest binning. */
  radius: z.strictObject({
    deviation: z.array(z.number()),
    error: z.array(z.number().nullable()),
    /** Mean mass over the true one, and spread over the true mass. */
    mass: z.array(z.number()),
    spread: z.array(z.number()),
  }),
});
export type LengthPoint = z.infer<typeof point>;

/** One method at all of its lengths, the whole fit last. */
const series = z.strictObject({ method, points: z.array(point).min(2) });
export type LengthSeries = z.infer<typeof series>;

/** Something that a beginning says of the calibration and the whole fit does not. */
const overturned = z.strictObject({
  method,
  quantity: z.enum(["signed", "oneSigma"]),
  nBins: z.int().positive(),
  steps,
  before: estimate,
  whole: estimate,
  /** Where the beginning and the whole fit are said to lie; null where neither side is significant. */
  saidBefore: z.enum(["above", "below"]).nullable(),
  said: z.enum(["above", "below"]).nullable(),
});
export type Overturned = z.infer<typeof overturned>;

/** Schema of `_data/length/results.json`'s data. */
export const lengthResults = z.strictObject({
  setup,
  findings: z.array(finding),
  nBins: z.array(z.int().positive()),
  /** Middle (in probability) of each ring. */
  centres: z.array(z.number()),
  /** Share of bins within one standard deviation that calibrated draws have. */
  calibratedOneSigma: z.number(),
  series: z.array(series).min(1),
  overturned: z.array(overturned),
});
export type LengthResults = z.infer<typeof lengthResults>;
