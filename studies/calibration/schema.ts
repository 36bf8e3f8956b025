/**
 * Results of the study of calibration: does the truth lie in the posterior's intervals as often as
 * their level says?
 *
 * @module
 */
import { z } from "zod";
import { alongAxis, estimate, finding, judged, method, protocol, setup } from "../shared/schema.ts";

const curve = z.strictObject({
  nBins: z.int().positive(),
  /** Empirical coverage at each nominal level: mean over bins and runs, and its standard error between runs. */
  mean: z.array(z.number()),
  error: z.array(z.number().nullable()),
  /** Where the curve of a calibrated posterior lies in 95 % of cases, at each level alone. */
  lower: z.array(z.number()),
  upper: z.array(z.number()),
});
export type BinnedCurve = z.infer<typeof curve>;

/** Everything about one method under one protocol. */
const series = z.strictObject({
  method,
  protocol,
  /** Coverage by the authors' interpolated quantiles. */
  curves: z.array(curve),
  /** Coverage by rank intervals with exact nominal level. */
  rankCurves: z.array(curve),
  /** One row for each number of bins; rank intervals, unless the name says otherwise. */
  deviations: z.array(z.strictObject({
    nBins: z.int().positive(),
    /** Mean absolute deviation of the coverage curve from its nominal levels, by the authors' quantiles. */
    mad: judged,
    /** The same of curves for each radial bin, then averaged. */
    madRadius: judged,
    /** The same of curves for each angular bin, then averaged. */
    madAngle: judged,
    /** Mean signed deviation of rank intervals: below 0 means under-coverage. */
    signed: judged,
    /** Share of bins whose truth lies within one standard deviation of the mean. */
    oneSigma: estimate,
    /** The same share of a calibrated Gaussian posterior, with as many draws that are as correlated. */
    oneSigmaExpected: z.number().optional(),
    /** Draws that are worth one independent draw, on these masses. */
    autocorrelationTime: z.number().min(1).optional(),
  })),
  /** Signed deviation of the coverage against the radius, at the finest binning. */
  radius: alongAxis,
  /** Share of runs within one standard deviation for each bin at one binning, `[r][phi]`. */
  oneSigmaMap: z.strictObject({ nBins: z.int().positive(), share: z.array(z.array(z.number())) }),
});
export type CalibrationSeries = z.infer<typeof series>;

/** Schema of `_data/calibration/results.json`'s data. */
export const calibrationResults = z.strictObject({
  setup,
  findings: z.array(finding),
  /** Steps of the fit of each method of the set-up. */
  steps: z.array(z.int().positive()),
  /** Numbers of bins along each axis. */
  nBins: z.array(z.int().positive()),
  /** The paper's nominal levels, (2j + 1)/99. */
  nominal: z.array(z.number()),
  /** Nominal levels that intervals between ranks of the draws attain exactly. */
  rankNominal: z.array(z.number()),
  series: z.array(series),
  /** One-sigma coverage of a calibrated Gaussian posterior with as many draws. */
  oneSigmaExpected: z.number(),
  /** Expected deviations of a perfectly calibrated posterior with independent bins. */
  floors: z.array(z.strictObject({
    nBins: z.int().positive(),
    mad: z.number(),
    madRadius: z.number(),
    madAngle: z.number(),
  })),
});
export type CalibrationResults = z.infer<typeof calibrationResults>;
