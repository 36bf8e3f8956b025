/**
 * How much data or simulation would settle a verdict, from the noise that was measured.
 *
 * @module
 */
import { pow } from "../../core/elementary.ts";
import type { Estimate } from "../../core/estimate.ts";

/**
 * Lowest p-value that exchanging the truth with one of the draws of each run can give.
 *
 * @param independent Draws of a run that are worth independent ones.
 */
export function exchangeFloor(independent: number, runs: number): number {
  return pow(Math.floor(independent) + 1, -runs);
}

/** Simulations with which a p-value can fall below a level. */
export function replicatesWanted(level: number): number {
  return Math.ceil(1 / level);
}

/** Runs with which exchanging the truth with draws can give a p-value below a level. */
export function runsWanted(independent: number, level: number): number {
  let runs = 1;
  while (exchangeFloor(independent, runs) >= level) runs++;
  return runs;
}

/**
 * Events a draw at which the spread of a posterior is as large as that of counting, if it is as large as the draws leave
 * room for: their variance without the counting share, and two of its errors.
 *
 * @param generated Events of each draw.
 * @param share Counting share of the variance of the draws.
 */
export function generatedWanted(generated: number, { value, error }: Estimate): number {
  const room = Math.max(0, 1 - value) + 2 * (error ?? 0);
  return generated * value / room;
}

/**
 * Events of a true sample whose counting noise leaves the distance of the draws' mean from the truth visible in most
 * repetitions, that is z = 3.6 times its error where 2 are needed, if the draws are worth as many events as they claim:
 * with x claimed events for each event of the sample, (K - 1)^2 h^2 = z^2 (2 K x^2 + 4 (K - 1) h x). The distance of a
 * calibrated generator may be below its expectation, by the factor h.
 *
 * @param claimed Events that the draws claim to be worth.
 * @param bins Number of bins K.
 */
export function truthEventsWanted(claimed: number, bins: number): number {
  const freedom = bins - 1;
  const low = Math.max(0.25, 1 - 1.64 * Math.sqrt(2 / freedom));
  const z = 3.6;
  const linear = 4 * z * z * freedom * low, square = 2 * z * z * bins;
  const constant = freedom * freedom * low * low;
  const x = (Math.sqrt(linear * linear + 4 * square * constant) - linear) / (2 * square);
  return claimed / x;
}
