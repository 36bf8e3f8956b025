/**
 * Whether the intervals of a posterior hold the truth as often as they say.
 *
 * @module
 */
import { fewestDraws } from "../../core/measure/order.ts";
import { normalQuantile } from "../../core/random.ts";
import type { CalibrationSeries } from "./schema.ts";

/**
 * "narrow" and "wide" where the mean signed deviation of the coverage lies below or above the range that holds all
 * judged methods, if they are calibrated, in 95 % of cases; "calibrated" where it lies in it; "few" where the draws
 * are too few to judge it.
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

/** Whether the draws of a run are worth enough independent ones to judge the intervals. */
export function isJudged(
  deviation: Pick<Deviation, "autocorrelationTime">,
  draws: number,
): boolean {
  return independentDraws(deviation, draws) >= fewestDraws;
}

/**
 * The range that holds several calibrated methods together in 95 % of cases, from that of one: wider by a ratio of
 * normal quantiles, each method leaving it in 5 % over their number.
 *
 * @example Seven methods
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sharedRange } from "./standing.ts";
 *
 * const { lower, upper } = sharedRange({ lower: -0.1, upper: 0.06 }, 7);
 * assertAlmostEquals(lower, -0.1298, 1e-4);
 * assertAlmostEquals(upper, 0.0898, 1e-4);
 * ```
 */
export function sharedRange(
  { lower, upper }: { readonly lower: number; readonly upper: number },
  methods: number,
): { readonly lower: number; readonly upper: number } {
  const middle = (lower + upper) / 2;
  const half = (upper - lower) / 2 * normalQuantile(1 - 0.025 / methods) / normalQuantile(0.975);
  return { lower: middle - half, upper: middle + half };
}

/**
 * The standing of a method at one number of bins.
 *
 * @param methods Number of methods that are judged together, default this one alone.
 */
export function standingOf(
  deviation: Pick<Deviation, "signed" | "autocorrelationTime">,
  draws: number,
  methods = 1,
): Standing {
  if (!isJudged(deviation, draws)) return "few";
  const { lower, upper } = sharedRange(deviation.signed.calibrated, methods);
  const { value } = deviation.signed;
  if (value < lower) return "narrow";
  return value > upper ? "wide" : "calibrated";
}
