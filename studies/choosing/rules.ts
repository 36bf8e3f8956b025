/**
 * Rules by which a user chooses among fits: from held-out events and from the draws, without the truth.
 *
 * @module
 */
import type { Estimate } from "../shared/schema.ts";

/** What a user has of a candidate. */
export interface Seen {
  /** Mean log density of the held-out events, nats, with its error over events. */
  readonly score: Estimate;
  /** By how much the score is behind the best one, nats, with the error of this difference over events. */
  readonly behind: Estimate;
  /**
   * Mean absolute deviation of the coverage of the held-out counts, beside the range of calibrated draws; the error is
   * that of calibrated draws.
   */
  readonly heldOut: Estimate & { readonly calibrated: { readonly upper: number } };
  /** Amplification by the spread of the draws; null where the draws are all the same. */
  readonly forecast: Estimate | null;
}

/** What is known of a candidate only with the truth. */
export interface Known {
  /** Amplification by the distance of the draws' mean from the truth. */
  readonly achieved: number;
  /** Mean absolute deviation of the coverage of the truth. */
  readonly coverage: number;
  /** Divergence of the draws' mean from the truth, nats. */
  readonly divergence: number;
}

/** A rule that a user can follow. */
export interface Rule {
  readonly id: string;
  /** Name on the page and in sentences, such as "the best held-out score". */
  readonly label: string;
  /** Index of the candidate that the rule takes. */
  choose(candidates: readonly Seen[]): number;
}

/** Index of the largest value; of several that are equal the first. */
export function largest(values: readonly number[]): number {
  return values.reduce((best, value, i) => value > values[best] ? i : best, 0);
}

/** The best by a value among those that pass; among all if no candidate passes. */
function bestOf(
  candidates: readonly Seen[],
  value: (candidate: Seen) => number,
  passes: (candidate: Seen) => boolean = () => true,
): number {
  const passing = candidates.some(passes) ? passes : () => true;
  return largest(
    candidates.map((candidate) => passing(candidate) ? value(candidate) : -Infinity),
  );
}

const score = ({ score: { value } }: Seen) => value;
const nearness = ({ heldOut: { value } }: Seen) => -value;
const forecast = ({ forecast }: Seen) => forecast?.value ?? -Infinity;

/** Whether the score is within one standard error of the best. */
function nearBest({ behind: { value, error } }: Seen): boolean {
  return value <= (error ?? 0);
}

/** Whether the held-out coverage deviates no more than that of calibrated draws in 97.5 % of cases. */
function holds({ heldOut: { value, calibrated } }: Seen): boolean {
  return value <= calibrated.upper;
}

/** Follows a value where the held-out coverage of some candidate holds; else takes the nearest coverage. */
function whereHeld(value: (candidate: Seen) => number): Rule["choose"] {
  return (candidates) =>
    candidates.some(holds) ? bestOf(candidates, value, holds) : bestOf(candidates, nearness);
}

/** The rules, in the order of the page. */
export const rules: readonly Rule[] = [
  {
    id: "score",
    label: "the best held-out score",
    choose: (candidates) => bestOf(candidates, score),
  },
  {
    id: "coverage",
    label: "the nearest held-out coverage",
    choose: (candidates) => bestOf(candidates, nearness),
  },
  {
    id: "forecast",
    label: "the largest forecast",
    choose: (candidates) => bestOf(candidates, forecast),
  },
  {
    id: "score-coverage",
    label: "the nearest coverage among the best scores",
    choose: (candidates) => bestOf(candidates, nearness, nearBest),
  },
  {
    id: "coverage-score",
    label: "the best score where coverage holds",
    choose: whereHeld(score),
  },
  {
    id: "coverage-forecast",
    label: "the largest forecast where coverage holds",
    choose: whereHeld(forecast),
  },
];

/** Index of the candidate that the truth would take, by amplification or by calibration. */
export function oracle(candidates: readonly Known[], by: "achieved" | "coverage"): number {
  return largest(candidates.map((known) => by === "achieved" ? known.achieved : -known.coverage));
}
