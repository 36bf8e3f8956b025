/**
 * Whether the truth is plainly elsewhere, where ranks among the draws cannot decide it.
 *
 * @module
 */
import type { TruthDistance } from "../../core/calibration/mod.ts";
import { type BinningTests, isPresent } from "../../core/measure/mod.ts";
import { decimal } from "../../render/sentence.ts";
import type { Verdict } from "../schema.ts";
import { type Case, tooFewDraws } from "./case.ts";
import { pText } from "./p_text.ts";

/** A truth that lies where no calibrated posterior of Gaussian tails has it. */
export interface Elsewhere {
  readonly sentence: string;
  readonly evidence: Verdict["evidence"];
}

/**
 * Whether a calibrated posterior of Gaussian tails has a truth as far from the draws too rarely on any of the binnings,
 * with their number allowed for. Only judged where ranks cannot make a verdict fail, because there are too few draws or
 * they differ by counting alone: its false alarms are those that the tests of ranks cannot use.
 *
 * @param part Measures of the truth, or of the held-out sample.
 * @param binnings All binnings on which draws and truth are compared.
 * @returns Undefined where it is not, or where ranks decide.
 */
export function elsewhere(
  part: "calibration" | "holdout",
  what: string,
  context: Case,
  binnings: readonly BinningTests[],
): Elsewhere | undefined {
  const { level, floor, onlyCounting } = context;
  if (floor < level && !onlyCounting && tooFewDraws(context) === undefined) return undefined;
  let least: { readonly distance: TruthDistance; readonly bins: string } | undefined;
  for (const binning of binnings) {
    const measured = binning[part];
    if (!isPresent(measured)) continue;
    const { distance } = measured;
    if (distance === undefined || !isPresent(distance)) continue;
    if (least === undefined || distance.pValue < least.distance.pValue) {
      least = { distance, bins: `${binning.shape.join(" × ")} bins` };
    }
  }
  if (least === undefined) return undefined;
  const { distance: { deviations, pValue }, bins } = least;
  const adjusted = Math.min(1, pValue * binnings.length);
  if (!(adjusted < level)) return undefined;
  const place = deviations === null
    ? "differs from all of them where they agree"
    : `lies ${
      decimal(deviations, 1)
    } of their standard deviations from their mean, too far for a calibrated posterior with Gaussian tails`;
  return {
    sentence: `The draws do not reach ${what}: at ${bins} it ${place} (${pText(adjusted)}).`,
    evidence: {
      ...(deviations !== null && {
        "standard deviations from the draws": { value: deviations, error: null },
      }),
      "p-value of the distance": { value: adjusted, error: null },
    },
  };
}
