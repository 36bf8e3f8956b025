/**
 * What an earlier rule of the verdicts said of the same generators, as `deno task bench:verdicts` counted it on
 * commit 40e4ef9.
 *
 * That rule took the draws of a chain for independent ones, compared every run with the same sample of events as if
 * the runs were independent, and gave each of its tests a rate of false alarms of its own, 1 % to 5 %.
 *
 * @module
 */
import earlier from "./earlier.json" with { type: "json" };
import type { Design, Fault } from "./designs.ts";

/** Reports of the earlier rule on generators of a design with a fault, and how many said "fails". */
export interface EarlierCount {
  readonly reports: number;
  readonly failing: number;
}

const failing: Readonly<Record<string, Readonly<Record<string, number>>>> = earlier.failing;

/** What the earlier rule said; undefined where that was not counted. */
export function earlierCount(
  { name }: Pick<Design, "name">,
  { id }: Pick<Fault, "id">,
): EarlierCount | undefined {
  const count = failing[id]?.[name];
  return count === undefined ? undefined : { reports: earlier.reports, failing: count };
}
