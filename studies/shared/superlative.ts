/**
 * Superlatives: which of several methods leads, and how a sentence says so.
 *
 * @module
 */
import { type Candidate, type Leader, leaderOf, type LeaderOptions } from "../../core/leader.ts";
import { inText, listed } from "../../render/sentence.ts";
import { nextStep } from "./next_step.ts";

/** Most rivals that a sentence names. */
const mostNamed = 3;

/** A candidate with a name. */
export interface Contender extends Candidate {
  readonly label: string;
}

/** Who leads, and what a sentence says of it. */
export interface Superlative extends Leader {
  /** Whether the leader differs significantly from all others. */
  readonly settled: boolean;
  /** The rivals by name, or how many they are of many: "k = 5 and k = 10", "5 of 8 others". */
  readonly names: string;
  /** What would tell the leader from its nearest rival, a sentence with a blank before it. */
  readonly next: string;
}

/**
 * The leader among contenders by {@linkcode leaderOf}.
 *
 * @example A leader with a rival
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { superlative } from "./superlative.ts";
 *
 * const contenders = [5, 9, 4].map((value) => ({ label: `k = ${value}`, value, error: 0.5 }));
 * assertEquals(superlative(contenders, { runs: 5 }).settled, true);
 * assertEquals(superlative(contenders, { runs: 5, leads: "smallest" }).names, "k = 5");
 * ```
 */
export function superlative(contenders: readonly Contender[], options: LeaderOptions): Superlative {
  const leader = leaderOf(contenders, options);
  const { rivals, lead, line } = leader;
  return {
    ...leader,
    settled: rivals.length === 0,
    names: rivals.length > mostNamed
      ? `${rivals.length} of ${contenders.length - 1} others`
      : listed(rivals.map((i) => inText(contenders[i].label))),
    next: rivals.length === 0 || lead === null
      ? ""
      : nextStep(lead, { runs: options.runs, alarms: line }),
  };
}
