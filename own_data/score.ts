/**
 * Scores of posteriors by the events that were held out.
 *
 * @module
 */
import { exp, log } from "../core/elementary.ts";
import { type Estimate, meanOverRuns } from "../core/estimate.ts";
import { leaderOf } from "../core/leader.ts";
import type { OwnFit, OwnFits } from "./schema.ts";

/** A fit, and what its draws say of held-out events. */
export interface FittedScores {
  readonly fit: Omit<OwnFit, "score" | "behind">;
  /** Log density of each event by each draw, nats, `[draws, events]`. */
  readonly logDensity: ArrayLike<number>;
}

/**
 * Log density that the draws give each event together: the logarithm of the mean density.
 *
 * @param logDensity Nats, `[draws, events]`.
 * @returns Nats, `[events]`
 *
 * @example Two draws, one event
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { predictive } from "./score.ts";
 *
 * const [nats] = predictive([Math.log(0.1), Math.log(0.3)], 2);
 * assertAlmostEquals(nats, Math.log(0.2), 1e-15);
 * ```
 */
export function predictive(logDensity: ArrayLike<number>, draws: number): Float64Array {
  const events = logDensity.length / draws;
  return Float64Array.from({ length: events }, (_, event) => {
    let most = -Infinity;
    for (let draw = 0; draw < draws; draw++) {
      most = Math.max(most, logDensity[draw * events + event]);
    }
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) sum += exp(logDensity[draw * events + event] - most);
    return most + log(sum / draws);
  });
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
