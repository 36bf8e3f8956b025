/**
 * What would settle what is open, in words that all studies share.
 *
 * @module
 */
import { runsToSettle } from "../../core/significance.ts";
import { grouped } from "../../render/sentence.ts";
import type { Estimate } from "./schema.ts";

/** What there would have to be more of. */
export interface NextStep {
  /** Independent runs that the error comes from. */
  readonly runs: number;
  /** Their name in the plural, default "training sets". */
  readonly what?: string;
  /** Probability below which a difference is significant, default 5 %. */
  readonly alarms?: number;
}

/** A number of runs as a sentence names it: two digits. */
function roundedUp(runs: number): string {
  const unit = runs < 100 ? 1 : runs < 1000 ? 10 : 100;
  return grouped(Math.ceil(runs / unit) * unit);
}

/**
 * A sentence on the runs that would settle a difference, with a blank before it; empty where the scatter of the runs is
 * not known.
 *
 * @example Two standard errors from five training sets
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nextStep } from "./next_step.ts";
 *
 * assertEquals(
 *   nextStep({ value: 2, error: 1 }, { runs: 5 }),
 *   " If the difference is as large as measured, about 12 training sets would settle it.",
 * );
 * assertEquals(
 *   nextStep({ value: 0.01, error: 1 }, { runs: 5, what: "seeds" }),
 *   " If the difference is as small as measured, it takes more than 1,000 seeds to settle it.",
 * );
 * ```
 */
export function nextStep(difference: Estimate, { runs, what, alarms }: NextStep): string {
  const needed = runsToSettle(difference, runs, alarms);
  const name = what ?? "training sets";
  if (needed === null) return "";
  return needed === Infinity
    ? ` If the difference is as small as measured, it takes more than 1,000 ${name} to settle it.`
    : ` If the difference is as large as measured, about ${
      roundedUp(needed)
    } ${name} would settle it.`;
}
