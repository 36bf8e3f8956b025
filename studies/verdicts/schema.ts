/**
 * Results of the study of verdicts: how many reports say what of generators that are known to be right or wrong.
 *
 * @module
 */
import { z } from "zod";
import { finding } from "../shared/schema.ts";
import { judging } from "./measure.ts";

const probability = z.number().min(0).max(1);
const range = z.strictObject({ lower: probability, upper: probability });
const count = z.int().nonnegative();

/** A share of reports with its Clopper-Pearson interval, 95 % confidence. */
const share = z.strictObject({ count, value: probability, ...range.shape });
export type Share = z.infer<typeof share>;

/** The same with its number of reports. */
const countedShare = z.strictObject({ reports: z.int().positive(), ...share.shape });
export type CountedShare = z.infer<typeof countedShare>;

/** Sizes of a generator, and what its draws are compared with. */
const design = z.strictObject({
  name: z.string(),
  runs: z.int().positive(),
  draws: z.int().positive(),
  bins: z.int().positive(),
  /** Autocorrelation time, in draws. */
  time: z.number().min(1),
  /** Neighbouring bins that fluctuate together. */
  span: z.int().positive(),
  truth: z.union([z.literal("exact"), z.int().positive()]).nullable(),
  heldOut: z.int().positive().nullable(),
});

/** In how many reports a verdict stood so; none of them where it was never given. */
const standings = z.strictObject({
  id: z.enum(judging),
  holds: count,
  fails: count,
  cautious: count,
  open: count,
});

const common = {
  design,
  reports: z.int().positive(),
  verdicts: z.array(standings),
  /** Any verdict fails by the earlier rule, where that was counted. */
  before: countedShare.optional(),
};

/** Reports on calibrated generators of one design. */
const row = z.strictObject({
  ...common,
  /** Any verdict fails. */
  failing: share,
  /** Bounds of the share of failing reports that hold for all designs together, 95 % confidence each way. */
  together: range,
  /** Any verdict is over-cautious. */
  cautious: share,
  /** No verdict fails, and one stays open. */
  open: share,
});
export type VerdictsRow = z.infer<typeof row>;

/** Reports on generators with a fault. */
const powerRow = z.strictObject({
  ...common,
  fault: z.string(),
  /** Any verdict fails: the fault is found. */
  failing: share,
  /** No verdict fails, and one stays open. */
  open: share,
  /** No verdict fails, and none stays open. */
  missed: share,
});
export type PowerRow = z.infer<typeof powerRow>;

/** Schema of `_data/verdicts/results.json`'s data. */
export const verdictsResults = z.strictObject({
  findings: z.array(finding),
  /** Stated chance that a report on a calibrated generator says "fails". */
  falseAlarms: probability,
  /** Simulations behind each p-value. */
  replicates: z.int().positive(),
  designs: z.array(row).min(1),
  /** What is wrong with the generators of a fault. */
  faults: z.array(z.strictObject({
    id: z.string(),
    words: z.string(),
    width: z.number().positive(),
    shift: z.number(),
  })),
  power: z.array(powerRow),
});
export type VerdictsResults = z.infer<typeof verdictsResults>;
