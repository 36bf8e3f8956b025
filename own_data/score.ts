/**
 * Scores of posteriors by the events that were held out.
 *
 * @module
 */
import { type Estimate, meanOverRuns } from "../core/estimate.ts";
import { leaderOf } from "../core/leader.ts";
import { predictive } from "../studies/shared/predictive.ts";
import type { OwnFit, OwnFits } from "./schema.ts";

/** A fit, and what its draws say of held-out events. */
export interface FittedScores {
  readonly fit: Omit<OwnFit, "score" | "behind">;
  /** Log density of each event by each draw, nats, `[draws, events]`. */
  readonly logDensity: ArrayLike<number>;
}

/**
 * The mean log density of held-out events by each fit, how far it is behind the best, and which may be the best instead.
 * Errors are over events; in a difference what the events share cancels.
 *
 * Source: the log score, Gneiting and Raftery, J. Am. Stat. Assoc. 102 (2007) 359.
 */
export function scored(all: readonly FittedScores[]): OwnFits {
  const nats = all.map(({ fit, logDensity }) => [...predictive(logDensity, fit.draws)]);
  const scores = nats.map(meanOverRuns);
  const { index, rivals } = leaderOf(scores, { runs: nats[0].length });
  const estimate = ({ value, error }: Estimate) => ({ value, error: error! });
  return {
    best: all[index].fit.id,
    rivals: rivals.map((rival) => all[rival].fit.id),
    fits: all.map(({ fit }, i) => ({
      ...fit,
      score: estimate(scores[i]),
      behind: i === index
        ? null
        : estimate(meanOverRuns(nats[index].map((x, event) => x - nats[i][event]))),
    })),
  };
}
