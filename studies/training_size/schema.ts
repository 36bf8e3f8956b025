/**
 * Results of the study of the training size: how calibration and amplification scale with it.
 *
 * @module
 */
import { z } from "zod";
import { measures } from "../shared/measures_schema.ts";
import { estimate, finding, setup } from "../shared/schema.ts";

/** Everything about one number of training events. */
const series = z.strictObject({ setup, ...measures.shape });
export type TrainingSizeSeries = z.infer<typeof series>;

/**
 * A power of the number of training events: the slope of a straight line through the logarithms, with its error
 * from resampling runs.
 */
const power = z.strictObject({
  nBins: z.int().positive(),
  /** Equivalent true events of the generated sample, claimed and achieved. */
  claimed: estimate,
  achieved: estimate,
  /**
   * Training events at which the achieved amplification passes 1, with the value of each run; null where it
   * does not in every run.
   */
  breakEven: z.strictObject({ ...estimate.shape, perRun: z.array(z.number()) }).nullable(),
});

/** Schema of `_data/training-size/results.json`'s data. */
export const trainingSizeResults = z.strictObject({
  setup,
  findings: z.array(finding),
  nBins: z.array(z.int().positive()),
  series: z.array(series).min(2),
  powers: z.array(power),
});
export type TrainingSizeResults = z.infer<typeof trainingSizeResults>;
