/**
 * What all verdicts on one binning share: how low p-values must be to fail, how low they can be, and what would make
 * them lower.
 *
 * @module
 */
import { type Absent, type BinningTests, fewestDraws, isPresent } from "../../core/measure/mod.ts";
import type { Estimate } from "../../core/estimate.ts";
import { atLeast, decimal, grouped, listed } from "../../render/sentence.ts";
import { reachableP, replicatesWanted, runsWanted } from "./wanted.ts";
import type { AuditResults } from "../schema.ts";

/** What verdicts depend on beside the measures. */
export type Setup =
  & Pick<
    AuditResults["setup"],
    "runs" | "draws" | "replicates" | "falseAlarms" | "nTrain" | "generated" | "truthAs"
  >
  & {
    /** Tests beside those of the binning, such as those of projections; default none. */
    readonly besides?: number;
  };

/** What all verdicts on one binning share. */
export interface Case {
  readonly binning: BinningTests;
  readonly setup: Setup;
  /** Bins in words. */
  readonly bins: string;
  /** Highest p-value of a test that fails. */
  readonly level: number;
  /** p-value that tests reach where the truth is beyond all draws. */
  readonly floor: number;
  /** What limits it, in words. */
  readonly limit: string;
  /** What would bring it below the level; undefined where it is. */
  readonly cure: string | undefined;
  /** Draws of a run that are worth independent ones. */
  readonly independent: number;
  /** Whether the draws differ no more than counting their events makes samples of one density differ. */
  readonly onlyCounting: boolean;
}

/** The p-values of a binning that can make a verdict fail, as many as there are. */
function countTests({ calibration, holdout, worth, consistency }: BinningTests): number {
  const count = (part: object | Absent, tests: number) =>
    isPresent(part as object | Absent) ? tests : 0;
  return count(calibration, 2) +
    (isPresent(calibration) ? count(calibration.joint, 1) : 0) +
    count(holdout, 2) +
    (isPresent(worth.claimed) ? count(worth.claimTest, 1) : 0) +
    count(consistency.halves, 1) +
    count(consistency.runs, 1);
}

/** What all verdicts on a binning share. */
export function caseOf(binning: BinningTests, setup: Setup): Case {
  const { runs, draws, replicates, falseAlarms, besides = 0 } = setup;
  const { countingShare } = binning.worth;
  const independent = draws / binning.consistency.autocorrelationTime;
  const tests = Math.max(1, countTests(binning) + besides);
  const level = falseAlarms / tests;
  const wanted = wantedFor(setup, independent, level, tests);
  return {
    binning,
    setup,
    bins: `${binning.shape.join(" × ")} bins`,
    level,
    floor: reachableP(independent, runs, replicates),
    limit: wanted.runs > runs
      ? `${runs === 1 ? "one run" : `${runs} runs`} of ${draws} draws`
      : `${replicates} simulations`,
    cure: cureOf(setup, wanted),
    independent,
    onlyCounting: isPresent(countingShare) && isAllCounting(countingShare, binning.bins, setup),
  };
}

/** Whether the share of counting is compatible with 1. */
function isAllCounting(
  { value, error }: Estimate,
  bins: number,
  { runs, draws }: Pick<Setup, "runs" | "draws">,
): boolean {
  // Few runs may agree by chance: samples of one density have shares that scatter by this or more.
  const least = Math.sqrt(2 / (runs * (draws - 1) * Math.max(1, bins - 1)));
  return 1 - value < 2 * Math.max(error ?? 0, least);
}

/** Runs and simulations that let most tests reach p-values below their level. */
function wantedFor(
  { runs, falseAlarms }: Setup,
  independent: number,
  level: number,
  tests: number,
) {
  const more = runsWanted(independent, level);
  if (more <= runs) return { runs, replicates: replicatesWanted(independent, runs, level) };
  // Several runs are also tested against each other.
  const shared = runs === 1 ? falseAlarms / (tests + 1) : level;
  const wanted = runsWanted(independent, shared);
  return { runs: wanted, replicates: replicatesWanted(independent, wanted, shared) };
}

/** What would bring p-values below the level of a test, in a sentence; undefined where nothing needs to. */
function cureOf(
  { runs, replicates }: Setup,
  wanted: { readonly runs: number; readonly replicates: number },
): string | undefined {
  const parts = [
    ...(wanted.runs > runs ? [`${wanted.runs} runs`] : []),
    ...(wanted.replicates > replicates
      ? [`${grouped(wanted.replicates)} simulations (replicates)`]
      : []),
  ];
  return parts.length === 0 ? undefined : `${listed(parts)} would settle it.`;
}

/** Why nothing is judged, and what would change that; undefined where there are enough draws. */
export function tooFewDraws(
  { setup, independent, binning }: Case,
): { readonly reason: string; readonly next: string } | undefined {
  if (independent >= fewestDraws || binning.consistency.autocorrelationTime === 1) return undefined;
  const longer = Math.ceil(10 * fewestDraws / independent) / 10;
  return {
    reason: `the ${setup.draws} draws of a run are worth ${
      decimal(independent, 1)
    } independent ones, fewer than ${fewestDraws}`,
    next: `A chain ${decimal(longer, 1)} times as long, from which ${
      atLeast(longer * setup.draws)
    } draws are taken, would be enough.`,
  };
}
