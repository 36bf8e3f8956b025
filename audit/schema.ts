/**
 * Results of an audit: `results.json`.
 *
 * The form is published as JSON Schema beside this file, `results.schema.json`; a reader refuses what it
 * does not know. What cannot be had has the value null and a reason.
 *
 * @module
 */
import * as z from "zod";

/** Name and version of the form. */
export const auditSchema = "ampliflow/audit/3";

const number = z.number();
const numbers = z.array(number);
const maybe = z.array(number.nullable());

/** What cannot be had, and why. */
const absent = z.strictObject({ value: z.null(), reason: z.string() });
const or = <T extends z.ZodType>(schema: T) => z.union([schema, absent]);

/** A measurement and its standard error: between runs, of a single run from its draws; null without either. */
const quantity = z.strictObject({ value: number, error: number.nonnegative().nullable() });
/** A measurement beside the range of 95 % of calibrated posteriors of as many runs, draws and bins. */
const judged = z.strictObject({
  ...quantity.shape,
  calibrated: z.strictObject({ lower: number, upper: number }),
});
const curve = z.strictObject({
  nominal: numbers,
  mean: numbers,
  error: maybe,
  lower: numbers,
  upper: numbers,
});
const band = z.strictObject({ mean: numbers, error: maybe, lower: numbers, upper: numbers });
const tested = z.strictObject({ value: number, pValue: number });
/** Distance of a truth from the draws, and how often a calibrated Gaussian posterior has one as far, at most. */
const distance = z.strictObject({
  /** In standard deviations of the draws along it; null where they do not differ along it. */
  deviations: number.nonnegative().nullable(),
  pValue: number,
});

const calibration = z.strictObject({
  curve,
  interpolated: or(curve),
  deviation: judged,
  signed: judged,
  pSigned: number,
  mad: or(judged),
  madByAxis: or(z.array(judged)),
  floor: z.strictObject({ mad: number, madByAxis: numbers }),
  oneSigma: or(quantity),
  oneSigmaExpected: number,
  along: z.array(z.strictObject({ deviation: band, massRatio: maybe, spread: maybe })),
  ranks: z.strictObject({
    shares: band,
    cumulative: band.omit({ error: true }),
    chiSquare: tested,
    distance: tested,
  }),
  joint: or(z.strictObject({ nominal: numbers, coverage: band, distance: tested })),
  distance: or(distance).optional(),
  scores: or(z.strictObject({ score: quantity, spread: quantity, ratio: quantity })),
  intervals: or(z.strictObject({ score: z.array(quantity), width: z.array(quantity) })),
});

const holdout = z.strictObject({
  events: number,
  inside: number,
  curve,
  deviation: judged,
  signed: judged,
  pSigned: number,
  ranks: z.strictObject({ shares: band, chiSquare: tested }),
  distance: or(distance).optional(),
  countingShare: number,
});

const consistency = z.strictObject({
  relativeSpread: or(quantity),
  spreadAlong: or(z.array(maybe)),
  total: z.strictObject({ lower: number, upper: number }),
  neighbours: or(tested),
  halves: or(tested),
  farthest: or(z.strictObject({ run: z.int(), draw: z.int(), ratio: number })),
  /** Draws that are worth one independent draw. */
  autocorrelationTime: number.min(1),
  runs: or(quantity),
});

const worth = z.strictObject({
  events: or(quantity),
  amplification: or(quantity),
  paperAmplification: or(quantity),
  forecast: or(quantity),
  forecastWithoutCounting: or(quantity),
  countingShare: or(quantity),
  claimed: or(quantity),
  achieved: or(quantity),
  ratio: or(quantity),
  claimTest: or(z.strictObject({ ratio: number, pAbove: number, pBelow: number })),
  systematicShare: or(quantity),
  divergence: or(quantity),
  fromDivergence: or(quantity),
});

const binning = z.strictObject({
  shape: z.array(z.int().positive()),
  bins: z.int().positive(),
  factor: z.int().positive(),
  consistency,
  worth,
  calibration: or(calibration),
  holdout: or(holdout),
});

/**
 * An axis. Edges are null where infinite (the outermost) or not given. They are those of the places along the axis, as in
 * all that is measured along it: its bins, or, of more than 1,000 bins, groups of as many neighbours each.
 */
export const axisResults = z.strictObject({
  name: z.string(),
  unit: z.string().nullable(),
  edges: maybe.nullable(),
});
export type AxisResults = z.infer<typeof axisResults>;

/** Shares of all events at each place along an axis, summed over the other axes. */
const spectrum = z.strictObject({
  axis: axisResults,
  /** Bins of the axis. */
  bins: z.int().positive(),
  /** Mean over draws and runs. */
  mean: numbers,
  /** Standard deviation of the draws of a run. */
  spread: or(numbers),
  /** Where 95 % of the draws of a run lie. */
  central: or(z.strictObject({ lower: numbers, upper: numbers })),
  /** Errors are those of counting; null where the truth is exact. */
  truth: or(z.strictObject({ value: numbers, error: numbers.nullable() })),
  holdout: or(z.strictObject({ value: numbers, error: numbers })),
});
export type Spectrum = z.infer<typeof spectrum>;

/** One number of the finest binning by the name that a gate knows it by. */
export const namedQuantity = z.strictObject({
  name: z.string(),
  /** What it is, in a few words. */
  meaning: z.string(),
  value: number.nullable(),
  error: number.nonnegative().nullable(),
  calibrated: z.strictObject({ lower: number, upper: number }).nullable(),
  reason: z.string().nullable(),
});
export type NamedQuantity = z.infer<typeof namedQuantity>;

/** A sentence about the generator, computed from the numbers beside it. */
const verdict = z.strictObject({
  id: z.string(),
  /**
   * "fails" where chance alone would say so in too few reports, "cautious" where errors are larger than they need be,
   * "holds" where neither is seen, "open" where these data cannot decide.
   */
  standing: z.enum(["holds", "fails", "cautious", "open"]),
  sentence: z.string(),
  /** What would settle it, with a number; absent where it is settled. */
  next: z.string().optional(),
  evidence: z.record(z.string(), quantity),
});
export type Verdict = z.infer<typeof verdict>;

/** Where a projection, or the events of a bin of the condition, are measured. */
const beside = z.strictObject({
  kind: z.enum(["projection", "condition"]),
  /** Its features, or the bin of the condition, in words. */
  title: z.string(),
  axes: z.array(z.string()),
  within: z.strictObject({ name: z.string(), from: number, to: number }).nullable(),
  shape: z.array(z.int().positive()),
  /** How often calibrated posteriors have a signed deviation of the coverage as far from its expectation. */
  pValue: number.nullable(),
  quantities: z.array(namedQuantity),
});
export type BesideResults = z.infer<typeof beside>;

const worthOfSample = z.strictObject({
  /** True events whose sample would be as far from the truth as the generated sample, its own counting included. */
  sample: or(quantity),
  /** The same for endlessly many generated events. */
  generator: or(quantity),
  /** What the generator is worth at least, with 95 % confidence. */
  lower: number.nullable(),
});

/** One generated sample beside the truth. */
const samples = z.strictObject({
  tests: z.array(z.strictObject({
    name: z.string(),
    value: number,
    /** What 95 % of samples of one law stay below. */
    upper: number,
    pValue: number,
    /** Events of each sample that were compared. */
    generated: z.int(),
    truth: z.int(),
  })),
  /** Where they differ most: ranges of each feature, null where they have no end, and shares of the events. */
  where: z.array(z.strictObject({
    from: maybe,
    to: maybe,
    first: number,
    second: number,
    z: number,
  })),
  /**
   * The energy distance of events in each bin of the condition; null where a sample has fewer than 20 there.
   */
  within: z.array(z.strictObject({
    name: z.string(),
    from: number,
    to: number,
    value: number.nullable(),
    upper: number.nullable(),
    pValue: number.nullable(),
    generated: z.int(),
    truth: z.int(),
  })).optional(),
  worth: z.array(z.strictObject({ cells: z.int(), ...worthOfSample.shape })),
  kernel: worthOfSample,
  /** Share of generated events that are nearer to a training event than to one of as many held-out events. */
  copies: or(z.strictObject({
    share: number,
    error: number,
    pValue: number,
    used: z.int(),
    exact: number,
    /** Training events, and as many held-out ones, that they were compared with. */
    references: z.int(),
    /** Where it copies most: ranges of each feature, and the share there beside what is expected without copies. */
    where: z.array(z.strictObject({
      from: maybe,
      to: maybe,
      share: number,
      expected: number,
      error: number,
      z: number,
      exact: number,
    })),
  })),
});
export type SampleResults = z.infer<typeof samples>;

/** Schema of the results of an audit. */
export const auditResults = z.strictObject({
  schema: z.literal(auditSchema),
  title: z.string(),
  generator: z.string(),
  setup: z.strictObject({
    runs: z.int().positive(),
    draws: z.int().positive(),
    /** Training events of each run. */
    nTrain: z.int().positive().nullable(),
    /** What was given of the draws, and of the truth. */
    drawsAs: z.enum(["masses", "densities", "counts", "events"]),
    /** Events of each draw: the harmonic mean, where they differ. */
    generated: number.nullable(),
    truthAs: z.enum(["equal", "masses", "densities", "counts", "events"]).nullable(),
    /** Of samples with weights the effective number, (sum w)^2 / sum w^2. */
    truthEvents: number.positive().nullable(),
    holdoutEvents: number.positive().nullable(),
    /** The samples whose events have weights. */
    weighted: z.array(z.enum(["draws", "truth", "holdout"])),
    axes: z.array(axisResults),
    binning: z.string(),
    beyond: z.enum(["left out", "outermost"]),
    seed: z.int(),
    id: z.string(),
    replicates: z.int(),
    falseAlarms: number,
  }),
  inputs: z.array(z.strictObject({
    role: z.enum(["draws", "truth", "holdout", "training", "edges"]),
    file: z.string(),
    format: z.string(),
    shape: z.array(z.int().nullable()),
    events: z.int().optional(),
    outside: z.int().optional(),
    /** Events that were left out, as one of their numbers is missing. */
    missing: z.int().optional(),
  })),
  verdicts: z.array(verdict),
  /** Of each feature, in the finest bins that it has. */
  spectra: z.array(spectrum),
  /** Numbers of the finest binning by name, for gates. */
  quantities: z.array(namedQuantity),
  /** What these data cannot say. */
  limits: z.array(z.string()),
  /** From the coarsest to the finest, which is the one that was given. */
  binnings: z.array(binning).min(1),
  /** Projections on features, and the bins of the condition. */
  besides: z.array(beside),
  /** Where there is one generated sample, and no draws: how it compares with the truth. */
  samples: samples.optional(),
});
export type AuditResults = z.infer<typeof auditResults>;

/** The published form of {@linkcode auditResults}, as JSON Schema (draft 2020-12). */
export function publishedSchema(): unknown {
  return {
    $id: auditSchema,
    title: "Results of an audit",
    ...z.toJSONSchema(auditResults),
  };
}
