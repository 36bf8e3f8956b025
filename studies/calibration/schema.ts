/**
 * Results of the study of calibration: does the truth lie in the posterior's intervals as often as
 * their level says?
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, protocol, setup } from "../schema.ts";

const curve = z.strictObject({
  nBins: z.int().positive(),
  /** Empirical coverage at each nominal level: mean over bins and runs, and its standard error between runs. */
  mean: z.array(z.number()),
  error: z.array(z.number().nullable()),
});

/** Schema of `_data/calibration/results.json`'s data. */
export const calibrationResults = z.strictObject({
  setup,
  findings: z.array(finding),
  /** Numbers of bins along each axis. */
  nBins: z.array(z.int().positive()),
  /** The paper's nominal levels, (2j + 1)/99. */
  nominal: z.array(z.number()),
  /** Nominal levels that intervals between ranks of the draws attain exactly. */
  rankNominal: z.array(z.number()),
  series: z.array(z.strictObject({
    method,
    protocol,
    /** Coverage by the authors' interpolated quantiles. */
    curves: z.array(curve),
    /** Coverage by rank intervals with exact nominal level. */
    rankCurves: z.array(curve),
    /** One row for each number of bins. */
    deviations: z.array(z.strictObject({
      nBins: z.int().positive(),
      /** Mean absolute deviation of the coverage curve from its nominal levels. */
      mad: estimate,
      /** The same of curves for each radial bin, then averaged. */
      madRadius: estimate,
      /** The same of curves for each angular bin, then averaged. */
      madAngle: estimate,
      /** Mean signed deviation: below 0 means under-coverage. */
      signed: estimate,
      /** Share of bins whose truth lies within one standard deviation of the mean; 0.683 if Gaussian and calibrated. */
      oneSigma: estimate,
    })),
    /** Signed deviation of the coverage against the radius, at the finest binning. */
    radius: z.strictObject({
      nBins: z.int().positive(),
      /** Radius at the middle (in probability) of each bin. */
      centres: z.array(z.number()),
      deviation: z.array(z.number()),
      error: z.array(z.number().nullable()),
    }),
    /** Share of runs within one standard deviation for each bin at one binning, `[r][phi]`. */
    oneSigmaMap: z.strictObject({ nBins: z.int().positive(), share: z.array(z.array(z.number())) }),
  })),
  /** What a perfectly calibrated posterior with as many runs, draws and bins would show. */
  calibrated: z.strictObject({
    /** Central 95 % of the mean coverage curve, by simulation with independent bins. */
    bands: z.array(z.strictObject({
      nBins: z.int().positive(),
      lower: z.array(z.number()),
      upper: z.array(z.number()),
    })),
    /** Expected deviations. */
    floors: z.array(z.strictObject({
      nBins: z.int().positive(),
      mad: z.number(),
      madRadius: z.number(),
      madAngle: z.number(),
    })),
  }),
});
export type CalibrationResults = z.infer<typeof calibrationResults>;
