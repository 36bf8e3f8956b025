/**
 * What would settle what is open, in words that all studies share.
 *
 * @module
 */
import { runsToSettle } from "../../core/significance.ts";
import { atLeast } from "../../render/sentence.ts";
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

/** "about 12", "more than 1,000". */
function words(needed: number): string {
  return needed === Infinity ? "more than 1,000" : `about ${atLeast(needed)}`;
}

/** The least and the largest number: "about 8 to 32", "about 8 to more than 1,000". */
function span(needed: readonly number[]): string {
  const least = words(Math.min(...needed)), most = words(Math.max(...needed));
  return least === most ? least : `${least} to ${most.replace("about ", "")}`;
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
 *   " Settling a difference of this size takes about 12 training sets.",
 * );
 * assertEquals(
 *   nextStep({ value: 0.01, error: 1 }, { runs: 5, what: "seeds" }),
 *   " Settling a difference of this size takes more than 1,000 seeds.",
 * );
 * ```
 */
export function nextStep(difference: Estimate, step: NextStep): string {
  const needed = runsToSettle(difference, step.runs, step.alarms);
  if (needed === null) return "";
  return ` Settling a difference of this size takes ${words(needed)} ${
    step.what ?? "training sets"
  }.`;
}

/**
 * The same for several differences: the least and the largest number of runs.
 *
 * @example Two targets
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nextSteps } from "./next_step.ts";
 *
 * assertEquals(
 *   nextSteps([{ value: 2, error: 1 }, { value: 0.01, error: 1 }], { runs: 5 }),
 *   " Settling differences of these sizes takes about 12 to more than 1,000 training sets.",
 * );
 * ```
 */
export function nextSteps(differences: readonly Estimate[], step: NextStep): string {
  if (differences.length === 1) return nextStep(differences[0], step);
  const needed = differences.map((estimate) => runsToSettle(estimate, step.runs, step.alarms))
    .filter((runs) => runs !== null);
  if (needed.length === 0) return "";
  return ` Settling differences of these sizes takes ${span(needed)} ${
    step.what ?? "training sets"
  }.`;
}
