/**
 * The next step of a verdict that fails or stays open, in sentences.
 *
 * @module
 */
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { isPresent } from "../../core/measure/mod.ts";
import { atLeast, decimal } from "../../render/sentence.ts";
import type { Case } from "./case.ts";
import { generatedWanted, truthEventsWanted } from "./wanted.ts";

/** Events a draw that would show the posterior's own spread. */
export function moreEvents(
  { binning: { worth: { countingShare } }, setup: { generated } }: Case,
): string {
  const share = countingShare as { value: number; error: number | null };
  return `At least ${
    atLeast(generatedWanted(generated!, share))
  } events a draw would show it, if the posterior's own spread is as large as these draws leave room for.`;
}

/** How much wider or narrower the draws would have to be for claim and distance to agree; undefined without a truth. */
export function rightWidth(
  { binning: { worth: { ratio }, consistency }, setup }: Case,
): string | undefined {
  if (!isPresent(ratio)) return undefined;
  const fair = calibratedRatio(setup.draws, consistency.autocorrelationTime);
  return `Draws that scatter ${
    decimal(Math.sqrt(ratio.value / fair), 2)
  } times as much would agree with their distance from the truth.`;
}

/** What the page of ranks shows of coverage that is not as stated. */
export const ranksTell =
  "Its ranks among the draws tell why: heaped at both ends, the draws are too narrow; in the middle, too wide; at one end, they are shifted.";

/** True events that would test the claim of draws without a truth. */
export function truthNeeded(
  { binning: { worth: { events }, bins }, setup }: Case,
): { next?: string } {
  if (setup.truthAs !== null) {
    return { next: "The verdict on the claim compares it with the truth." };
  }
  return !isPresent(events) || bins < 2 ? {} : {
    next: `A true sample of about ${
      atLeast(truthEventsWanted(events.value, bins))
    } events would test this claim.`,
  };
}
