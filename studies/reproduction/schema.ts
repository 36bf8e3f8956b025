/**
 * Results of the study of reproduction: the paper's published curves and numbers beside ours.
 *
 * @module
 */
import { z } from "zod";
import { estimate, finding, method, protocol, setup } from "../shared/schema.ts";

/**
 * Whether a difference is significant: "agrees" at a probability of 5 % or more, "differs" below
 * 1 %, by Student's distribution; "opposite sign" where it cannot, but one deviates to one side and the other to
 * the other; "not judged" where the set-ups are different or no error can be had.
 */
export const verdict = z.enum(["agrees", "opposite sign", "in tension", "differs", "not judged"]);
export type Verdict = z.infer<typeof verdict>;

/** Ours minus the paper's. */
const comparison = z.strictObject({
  /** With the combined standard error of both and of the digitisation. */
  difference: estimate,
  /** Degrees of freedom by which that error is known; null where it is known fully, or not at all. */
  freedom: z.number().positive().nullable(),
  /** The difference in units of that error. */
  pull: z.number().nullable(),
  /** The true difference that would have been called one in 4 of 5 repetitions; null without a pull. */
  detectable: z.number().positive().nullable().default(null),
  verdict,
});
export type Comparison = z.infer<typeof comparison>;

/** Comparison of a curve. */
const summary = z.strictObject({
  /** Mean difference over the points. */
  mean: comparison,
  /** Mean over the points; null where none has a pull. */
  squaredPull: z.number().nullable(),
  /** The same of points that agree, in expectation; null where it does not exist. */
  expectedSquaredPull: z.number().nullable(),
});
export type Summary = z.infer<typeof summary>;

export const quantity = z.enum([
  "coverage",
  "mad",
  "madRadius",
  "madAngle",
  "radius",
  "amplification",
]);

const bars = z.array(z.number()).nullable();

/** A published curve with ours. */
const curve = z.strictObject({
  quantity,
  /** Name of the paper's series. */
  series: z.string(),
  /** Bins along each axis where all points share them. */
  nBins: z.int().positive().nullable(),
  /** How the paper generates, and what is added to our masses. */
  protocol,
  /** Whether differences are those of the numbers or of their natural logarithms. */
  differences: z.enum(["absolute", "logarithmic"]),
  paper: z.strictObject({
    /** Nominal level, number of bins in all, or radius. */
    x: z.array(z.number()),
    y: z.array(z.number()),
    low: bars,
    high: bars,
    /** One standard deviation of the digitisation. */
    uncertainty: z.array(z.number()),
  }),
  /** One entry for each of our methods of that posterior and setting. */
  ours: z.array(z.strictObject({
    method,
    x: z.array(z.number()),
    y: z.array(z.number()),
    /** Standard error between runs. */
    error: z.array(z.number().nullable()),
    low: bars,
    high: bars,
    /** The paper's number at each of our x, and the comparison; null where there is none. */
    paper: z.array(z.number().nullable()),
    points: z.array(comparison.nullable()),
    /** Null without points in common. */
    summary: summary.nullable(),
  })),
});
export type ReproducedCurve = z.infer<typeof curve>;

/** A published number with ours. */
const number = z.strictObject({
  id: z.string(),
  name: z.string(),
  method,
  paper: estimate,
  ours: estimate,
  comparison,
});
export type ReproducedNumber = z.infer<typeof number>;

/** A reason why something does not come out, tested by a chain or a measurement that differs in it alone. */
const reason = z.strictObject({
  /** What does not come out. */
  quantity: z.string(),
  reason: z.string(),
  /** The chain that differs, or whose draws are measured otherwise. */
  method,
  /** The paper's less ours: the change that would bring them together. */
  needed: estimate,
  /** The change that was found: of another chain on one training set, of the same draws on all of them. */
  found: estimate,
  outcome: z.enum([
    "accounts for it",
    "accounts for a part of it",
    "open",
    "does not account for it",
    "not judged",
  ]),
});
export type Reason = z.infer<typeof reason>;

/** A published diagonal against ours after fewer and after all steps of the same fits. */
const lengthComparison = z.strictObject({
  method,
  /** Bins along each axis. */
  nBins: z.int().positive(),
  /** Mean difference over the levels after each number of steps, the fewest first; without counting noise. */
  points: z.array(z.strictObject({ steps: z.int().positive(), comparison })).min(1),
});
export type LengthComparison = z.infer<typeof lengthComparison>;

/** Schema of `_data/reproduction/results.json`'s data. */
export const reproductionResults = z.strictObject({
  setup,
  findings: z.array(finding),
  /** Where the published numbers come from. */
  source: z.string(),
  /** What was set how, in the paper and here. */
  settings: z.array(z.strictObject({ name: z.string(), paper: z.string(), ours: z.string() })),
  /** Whether training and draws are as many as the paper's, so that differences mean something. */
  comparable: z.boolean(),
  curves: z.array(curve),
  numbers: z.array(number),
  /** Reasons tested where the authors' chain does not come out. */
  reasons: z.array(reason),
  /** Reasons tested on the same draws, where a curve does not come out. */
  sameDraws: z.array(reason).default([]),
  /** Published diagonals against ours after fewer steps, where fits have draws of their beginnings. */
  lengths: z.array(lengthComparison).default([]),
  /** Our mean absolute deviations under both protocols. */
  protocols: z.array(z.strictObject({
    method,
    protocol,
    bins: z.array(z.int().positive()),
    mad: z.array(estimate),
  })),
  /** Series of the paper that no method here stands for. */
  notComputed: z.array(z.string()),
  /** Methods here of which the paper shows no curve. */
  notPublished: z.array(z.string()),
});
export type ReproductionResults = z.infer<typeof reproductionResults>;
