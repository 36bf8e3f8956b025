/**
 * What would settle what is open, in words that all studies share.
 *
 * @module
 */
import { runsToSettle } from "../../core/significance.ts";
import { grouped, range } from "../../render/sentence.ts";
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

/** "about 12", "more than 1,000". */
function words(needed: number): string {
  return needed === Infinity ? "more than 1,000" : `about ${roundedUp(needed)}`;
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
 *   " If the difference is as measured, it takes about 12 training sets to settle it.",
 * );
 * assertEquals(
 *   nextStep({ value: 0.01, error: 1 }, { runs: 5, what: "seeds" }),
 *   " If the difference is as measured, it takes more than 1,000 seeds to settle it.",
 * );
 * ```
 */
export function nextStep(difference: Estimate, step: NextStep): string {
  const needed = runsToSettle(difference, step.runs, step.alarms);
  if (needed === null) return "";
  return ` If the difference is as measured, it takes ${words(needed)} ${
    step.what ?? "training sets"
  } to settle it.`;
}

/** A difference of something that has a name. */
export interface Open {
  readonly label: string;
  readonly difference: Estimate;
}

/**
 * The same for several differences: each of few, the least and the largest number of runs of many.
 *
 * @example Two targets
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nextSteps } from "./next_step.ts";
 *
 * const open = [2, 0.01].map((value) => ({ label: `${value}`, difference: { value, error: 1 } }));
 * assertEquals(
 *   nextSteps(open, { runs: 5 }),
 *   " If the differences are as measured, it takes about 12 (2) and more than 1,000 (0.01) training sets to settle them.",
 * );
 * ```
 */
export function nextSteps(open: readonly Open[], step: NextStep): string {
  if (open.length === 1) return nextStep(open[0].difference, step);
  const known = open.flatMap(({ label, difference }) => {
    const value = runsToSettle(difference, step.runs, step.alarms);
    return value === null ? [] : [{ label, value, text: words(value) }];
  });
  if (known.length === 0) return "";
  return ` If the differences are as measured, it takes ${range(known)} ${
    step.what ?? "training sets"
  } to settle them.`;
}
