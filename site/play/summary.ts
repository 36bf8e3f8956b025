/**
 * The conclusions of a game, in words.
 *
 * @module
 */
import { percent, unbroken } from "../../render/format.ts";
import { capital, decimal, grouped, plusMinus, spelled } from "../../render/sentence.ts";
import type { Learned } from "./play.ts";
import { draws, rank } from "./setting.ts";
import type { State } from "./state.ts";

/** What to conclude from the coverage. */
function judgement({ coverage: { standing, lower, upper }, independent }: Learned): string {
  if (standing === "few") {
    return `The ${draws} draws of a training set are worth ${
      decimal(independent, 0)
    } independent ones, too few to judge that.`;
  }
  const level = lower.length - rank;
  return `Those of a calibrated posterior would in ${percent(lower[level]).replace(" %", "")} to ${
    percent(upper[level])
  }.`;
}

/** The sentences that sum up all training sets so far. */
export function summary({ events }: State, learned: Learned): string {
  const { set, coverage: { nominal, share }, worth: { claimed, achieved } } = learned;
  const level = nominal.length - rank;
  return unbroken(
    `${capital(spelled(set))} training set${set === 1 ? "" : "s"}: the intervals of ${
      percent(nominal[level])
    } hold the truth in ${percent(share[level])} of the bins. ${
      judgement(learned)
    } The sample claims to be worth ${plusMinus(claimed)} true events and is worth ${
      plusMinus(achieved)
    }, after training on ${grouped(events)}.`,
  );
}
