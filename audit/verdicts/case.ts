/**
 * What all verdicts on one binning share: how low p-values must be to fail, how low they can be, and what would make
 * them lower.
 *
 * @module
 */
import { type Absent, type BinningTests, fewestDraws, isPresent } from "../../core/measure/mod.ts";
import { atLeast, decimal, grouped, listed } from "../../render/sentence.ts";
import { exchangeFloor, replicatesWanted, runsWanted } from "./wanted.ts";
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
  /** Lowest p-value that exchanging the truth with draws can give. */
  readonly floor: number;
  /** What that depends on. */
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
    count(worth.ratio, 1) +
    count(consistency.halves, 1) +
    count(consistency.runs, 1);
}

/** What all verdicts on a binning share. */
export function caseOf(binning: BinningTests, setup: Setup): Case {
  const { runs, draws, replicates, falseAlarms, besides = 0 } = setup;
  const { countingShare } = binning.worth;
  const independent = draws / binning.consistency.autocorrelationTime;
  const exchanges = exchangeFloor(independent, runs);
  const simulations = 1 / (replicates + 1);
  const level = falseAlarms / Math.max(1, countTests(binning) + besides);
  return {
    binning,
    setup,
    bins: `${binning.shape.join(" × ")} bins`,
    level,
    floor: Math.max(simulations, exchanges),
    limit: exchanges > simulations
      ? `${runs === 1 ? "one run" : `${runs} runs`} of ${draws} draws`
      : `${replicates} simulations`,
    cure: cureOf(setup, independent, level),
    independent,
    onlyCounting: isPresent(countingShare) &&
      1 - countingShare.value < 2 * (countingShare.error ?? 0),
  };
}

/** What would bring the lowest possible p-values below the level of a test. */
function cureOf(
  { runs, replicates }: Setup,
  independent: number,
  level: number,
): string | undefined {
  const parts = [
    ...(exchangeFloor(independent, runs) >= level
      ? [`${runsWanted(independent, level)} runs`]
      : []),
    ...(1 / (replicates + 1) >= level
      ? [`${grouped(replicatesWanted(level))} simulations (replicates)`]
      : []),
  ];
  return parts.length === 0 ? undefined : `${listed(parts)} would settle it.`;
}

/** Why nothing is judged, and what would settle it; undefined where there are enough draws. */
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
