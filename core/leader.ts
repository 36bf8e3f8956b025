/**
 * Which of several estimates is the largest, and among which that remains open.
 *
 * @module
 */
import { hypot } from "./elementary.ts";
import { type Estimate, meanOverRuns } from "./estimate.ts";
import { chanceOf } from "./significance.ts";

/** An estimate that may be the largest or the smallest. */
export interface Candidate extends Estimate {
  /** The values of runs that all candidates share; the differences are then taken run by run. */
  readonly perRun?: readonly number[];
}

/** What decides. */
export interface LeaderOptions {
  /** Independent runs that the errors come from. */
  readonly runs: number;
  /** Whether the largest or the smallest leads, default the largest. */
  readonly leads?: "largest" | "smallest";
  /** Whether errors may be correlated in any way, as those of bins of one fit; default false, independent. */
  readonly correlated?: boolean;
  /** Probability of naming a leader that does not lead, default 5 %. */
  readonly alarms?: number;
}

/** The leading candidate, and its rivals. */
export interface Leader {
  /** Index of the candidate that leads. */
  readonly index: number;
  /** Indices of the candidates that may lead instead, nearest first; empty if it is the leader. */
  readonly rivals: readonly number[];
  /** By how much it leads the nearest of all others; null if it is alone. */
  readonly lead: Estimate | null;
  /** The probability below which a lead counts, two-sided. */
  readonly line: number;
}

function differenceOf(a: Candidate, b: Candidate, correlated: boolean): Estimate {
  if (a.perRun !== undefined && b.perRun !== undefined && !correlated) {
    const { value, error } = meanOverRuns(a.perRun.map((value, run) => value - b.perRun![run]));
    return { value, error };
  }
  const error = a.error === null || b.error === null
    ? null
    : correlated
    ? a.error + b.error
    : hypot(a.error, b.error);
  return { value: a.value - b.value, error };
}

/**
 * The leader of several estimates, where it is one: its lead over each of the others must be significant by Student's
 * distribution, one-sided, at `alarms` over the number of candidates (multiple comparisons with the best; Hsu, Annals
 * of Statistics 9, 1981). Leader and rivals together hold the true leader with a probability of 1 - `alarms` or more.
 *
 * @param candidates At least one.
 *
 * @example A leader, and one that may not lead
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hypot } from "./elementary.ts";
 * import { leaderOf } from "./leader.ts";
 *
 * const candidates = [5, 9, 4].map((value) => ({ value, error: 0.8 }));
 * assertEquals(leaderOf(candidates, { runs: 5 }).rivals, []);
 * assertEquals(leaderOf(candidates, { runs: 3 }).rivals, [0, 2]);
 * assertEquals(leaderOf(candidates, { runs: 5, leads: "smallest" }), {
 *   index: 2,
 *   rivals: [0],
 *   lead: { value: 1, error: hypot(0.8, 0.8) },
 *   line: 0.1 / 3,
 * });
 * ```
 */
export function leaderOf(candidates: readonly Candidate[], options: LeaderOptions): Leader {
  const { runs, leads = "largest", correlated = false, alarms = 0.05 } = options;
  const sign = leads === "largest" ? 1 : -1;
  const order = candidates.map((_, i) => i)
    .sort((a, b) => sign * (candidates[b].value - candidates[a].value));
  const [index, ...others] = order;
  const line = 2 * alarms / candidates.length;
  const leadOver = (other: number): Estimate => {
    const { value, error } = differenceOf(candidates[index], candidates[other], correlated);
    return { value: sign * value, error };
  };
  const mayLead = (other: number) => {
    const lead = leadOver(other);
    return lead.value <= 0 || chanceOf(lead, runs) >= line;
  };
  return {
    index,
    rivals: others.filter(mayLead),
    lead: others.length === 0 ? null : leadOver(others[0]),
    line,
  };
}
