/**
 * Results of the study of what is learned: data, learned density, loss.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, setup } from "../shared/schema.ts";

/** Schema of `_data/ring/results.json`'s data. */
export const ringResults = z.strictObject({
  setup,
  findings: z.array(finding),
  /** Points of the first training set, `[x1, x2]`. */
  sample: z.array(z.tuple([z.number(), z.number()])),
  /** Densities on a square grid of cell centres, probability per unit area. */
  grid: z.strictObject({
    /** Cell centres along both axes. */
    centres: z.array(z.number()),
    /** `[row x2][column x1]` */
    truth: z.array(z.array(z.number())),
    methods: z.array(z.strictObject({
      method,
      /** Mean over the draws of the first run, `[row x2][column x1]`. */
      mean: z.array(z.array(z.number())),
      /** Standard deviation over those draws divided by their mean. */
      spread: z.array(z.array(z.number().nullable())),
    })),
  }),
  /** Radial densities, probability per unit radius. */
  radial: z.strictObject({
    radius: z.array(z.number()),
    truth: z.array(z.number()),
    methods: z.array(z.strictObject({
      method,
      /** Median and central 68 % and 95 % of the draws of the first run. */
      median: z.array(z.number()),
      lower68: z.array(z.number()),
      upper68: z.array(z.number()),
      lower95: z.array(z.number()),
      upper95: z.array(z.number()),
    })),
  }),
  /** Recorded quantities of the fits. */
  traces: z.array(z.strictObject({
    method,
    run: z.int().nonnegative(),
    name: z.string(),
    unit: z.string(),
    steps: z.array(z.number()),
    values: z.array(z.number()),
  })),
  /** One row for each method: how close the drawn flows come to the truth. */
  summary: z.array(z.strictObject({
    method,
    /** Kullback-Leibler divergence from the truth to the mean of the drawn densities, nats. */
    divergence: estimate,
    /** The same for single draws, averaged, nats. */
    divergenceOfDraws: estimate,
    /**
     * Jensen-Shannon divergence from the truth to the mean of the drawn densities at `closureBins` bins along each
     * axis, nats: the closure of the paper.
     */
    closure: estimate.nullable().default(null),
    /** Probability that the drawn flows put inside the hole, r < inner radius, where there is no truth. */
    inside: estimate,
    /** Probability that the cubature finds in all, 1 up to its error and the far tail. */
    total: estimate,
  })),
  /** Bins along each axis of the closure. */
  closureBins: z.int().positive().default(50),
  /** Fits of the paper's mean field to one training set, here and by another implementation. */
  closureElsewhere: z.array(z.strictObject({
    steps: z.int().positive(),
    seeds: z.int().positive(),
    here: estimate,
    elsewhere: estimate,
  })).default([]),
  /** What the fits say about themselves. */
  warnings: z.array(z.strictObject({ method, run: z.int().nonnegative(), warning: z.string() })),
});
export type RingResults = z.infer<typeof ringResults>;
