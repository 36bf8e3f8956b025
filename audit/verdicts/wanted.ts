/**
 * How much data or simulation would settle a verdict, from the noise that was measured.
 *
 * @module
 */
import { pow } from "../../core/elementary.ts";
import type { Estimate } from "../../core/estimate.ts";

/** Share of exchanges of the truth with one of the independent draws of each run that leave it in its place. */
function unchanged(independent: number, runs: number): number {
  return pow(Math.floor(independent) + 1, -runs);
}

/**
 * p-value that most tests reach where the truth is beyond all draws. Simulated exchanges that leave the truth in its
 * place are as far off as it is; they are a Poisson number, and one standard deviation more than expected is allowed
 * for.
 *
 * @param independent Draws of a run that are worth independent ones.
 * @param replicates Simulated exchanges.
 */
export function reachableP(independent: number, runs: number, replicates: number): number {
  const expected = replicates * unchanged(independent, runs);
  return (1 + expected + Math.sqrt(expected)) / (replicates + 1);
}

/** Runs with which enough simulations can give a p-value below a level. */
export function runsWanted(independent: number, level: number): number {
  let runs = 1;
  while (unchanged(independent, runs) >= level) runs++;
  return runs;
}

/** Simulations with which so many runs reach a p-value below a level. */
export function replicatesWanted(independent: number, runs: number, level: number): number {
  const enough = (replicates: number) => reachableP(independent, runs, replicates) < level;
  let few = 1, many = 2;
  while (!enough(many)) [few, many] = [many, 2 * many];
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many;
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
