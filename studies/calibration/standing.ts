/**
 * Whether the intervals of a posterior hold the truth as often as they say.
 *
 * @module
 */
import { fewestDraws } from "../../core/measure/order.ts";
import type { CalibrationSeries } from "./schema.ts";

/**
 * "narrow" and "wide" where the mean signed deviation of the coverage lies below or above the range of 95 % of
 * calibrated posteriors, "calibrated" where it lies in it; "few" where the draws are too few to judge it.
 */
export type Standing = "narrow" | "wide" | "calibrated" | "few";

type Deviation = CalibrationSeries["deviations"][number];

/** How many independent draws the draws of a run are worth. */
export function independentDraws(
  { autocorrelationTime = 1 }: Pick<Deviation, "autocorrelationTime">,
  draws: number,
): number {
  return draws / autocorrelationTime;
}

/** The standing of a method at one number of bins. */
export function standingOf(
  deviation: Pick<Deviation, "signed" | "autocorrelationTime">,
  draws: number,
): Standing {
  if (independentDraws(deviation, draws) < fewestDraws) return "few";
  const { value, calibrated } = deviation.signed;
  if (value < calibrated.lower) return "narrow";
  return value > calibrated.upper ? "wide" : "calibrated";
}
