/**
 * Results of the study of choosing: what rules without the truth take, and what they lose.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, setup } from "../shared/schema.ts";

/** One candidate on one training set. */
const row = z.strictObject({
  /** Mean log density of the held-out events, nats, and how far it is behind the best; errors over events. */
  score: estimate,
  behind: estimate,
  /** Mean absolute deviation of the coverage of the held-out counts; a quarter of the range is the error. */
  heldOut: z.strictObject({
    ...estimate.shape,
    calibrated: z.strictObject({ lower: z.number(), upper: z.number() }),
  }),
  /** Amplification by the spread of the draws, error by their number; null where all draws are the same. */
  forecast: estimate.nullable(),
  /** Amplification by the distance of their mean from the truth. */
  achieved: z.number().positive(),
  /** Mean absolute deviation of the coverage of the truth. */
  coverage: z.number(),
  /** Divergence of the mean from the truth in the finest bins, nats. */
  divergence: z.number(),
  /** Whether the draws of a chain pass for independent; null where they are independent. */
  mixed: z.boolean().nullable(),
});
export type ChoosingRow = z.infer<typeof row>;

/** A candidate: a posterior with its setting and length. */
const candidate = z.strictObject({ method, steps: z.int().positive() });
export type ChoosingCandidate = z.infer<typeof candidate>;

/** A mean over training sets, with the value of each; over several targets the error is that about their means. */
const overRuns = z.strictObject({ ...estimate.shape, perRun: z.array(z.number()) });

/** What is lost against the truth's choice. */
const loss = z.strictObject({
  /** Logarithm of the amplification of the truth's choice over that of the rule's. */
  amplification: overRuns,
  /** Mean absolute deviation of the coverage, less the least one of all candidates. */
  calibration: overRuns,
});
export type Loss = z.infer<typeof loss>;

/** One target and number of training events. */
const situation = z.strictObject({
  setup,
  heldOut: z.int().positive(),
  runs: z.array(z.strictObject({
    run: z.int().nonnegative(),
    /** In the order of the candidates. */
    rows: z.array(row).min(2),
    /** Indices of the candidates that the truth takes, by achieved amplification and by coverage. */
    oracle: z.int().nonnegative(),
    calibrated: z.int().nonnegative(),
    /** Index of the candidate that each rule takes; null for one at random. */
    choices: z.array(z.int().nonnegative().nullable()),
  })).min(1),
  /** In the order of the rules. */
  losses: z.array(loss),
});
export type Situation = z.infer<typeof situation>;

/** A rule in all situations. */
const ruled = z.strictObject({
  id: z.string(),
  label: z.string(),
  /** What it needs: what a user has, nothing, or the truth. */
  needs: z.enum(["data", "nothing", "truth"]),
  /** Mean over targets and training sets, each the mean over its numbers of training events. */
  overall: loss,
  /** For each number of training events, over targets and training sets. */
  bySize: z.array(z.strictObject({ nTrain: z.int().positive(), ...loss.shape })),
  /** For each target, over its training sets. */
  byTarget: z.array(z.strictObject({ target: z.string(), ...loss.shape })),
  /** Situations and training sets in which it takes the truth's choice; null for one at random. */
  right: z.int().nonnegative().nullable(),
  of: z.int().positive(),
  /** Logarithm of forecast over achieved amplification of what it takes, null where a forecast is. */
  excess: overRuns.nullable(),
});
export type Ruled = z.infer<typeof ruled>;

/** Schema of `_data/choosing/results.json`'s data. */
export const choosingResults = z.strictObject({
  findings: z.array(finding),
  /** Numbers of bins of the coverage, the amplification and the divergence. */
  bins: z.strictObject({
    coverage: z.int().positive(),
    amplification: z.int().positive(),
    divergence: z.int().positive(),
  }),
  candidates: z.array(candidate).min(2),
  situations: z.array(situation).min(1),
  rules: z.array(ruled).min(1),
});
export type ChoosingResults = z.infer<typeof choosingResults>;
