/**
 * p-values from simulations: their resolution, and whether they decide.
 *
 * @module
 */
import { decimal } from "../../render/sentence.ts";
import type { Tested } from "./schema.ts";

/** Chance that any method of a study is called uncalibrated where all are calibrated. */
export const falseAlarms = 0.05;

/** The p-value below which a method is called uncalibrated: each of them has an equal share of false alarms. */
export function lineOf(methods: number): number {
  return falseAlarms / methods;
}

/** Simulated calibrated posteriors of a p-value, where it does not lie near the line. */
export const replicates = 999;

/** How many times as many where it does, and by which factor it must miss the line. */
const more = 10, near = 3;

/** Simulations of a p-value near the line: the smallest that they give is one in 10,000. */
export function moreReplicates(count: number): number {
  return more * (count + 1) - 1;
}

/** Whether a p-value is so near to the line between two verdicts that more simulations should decide. */
export function isNear({ pValue }: Tested, line: number): boolean {
  return pValue > line / near && pValue < near * line;
}

/** The smallest p-value that the simulations give. */
export function floorOf({ replicates: count = replicates }: Tested): number {
  return 1 / (count + 1);
}

/** Standard errors within which a p-value does not decide: 99 % on both sides together. */
const clearance = 2.58;

/** Most simulations that a next step names. */
const mostReplicates = 1e7;

/** Simulations with which a p-value as measured would decide. */
export function neededReplicates({ pValue }: Tested, line: number): number {
  const errors = clearance / Math.abs(pValue - line);
  return Math.min(mostReplicates, pValue * (1 - pValue) * errors * errors);
}

/** On which side of the line a p-value lies, with a confidence of 99 %; `undefined` where that is not settled. */
export function sideOfLine(tested: Tested, line: number): "below" | "above" | undefined {
  const { pValue } = tested;
  const error = Math.sqrt(pValue * (1 - pValue) * floorOf(tested));
  if (Math.abs(pValue - line) < clearance * error) return undefined;
  return pValue < line ? "below" : "above";
}

/** A p-value; a bound where none of the simulations reach the statistic. */
export function probability(tested: Tested): string {
  const { pValue } = tested, floor = floorOf(tested);
  if (pValue <= floor) return `at most ${floor}`;
  return decimal(pValue, pValue < 0.01 ? 4 : pValue < 0.1 ? 3 : 2);
}
