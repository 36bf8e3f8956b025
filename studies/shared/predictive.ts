/**
 * What the draws of a fit say of an event together.
 *
 * @module
 */
import { exp, log } from "../../core/elementary.ts";

/**
 * Log density that the draws give each event together: the logarithm of the mean density.
 *
 * @param logDensity Nats, `[draws, events]`.
 * @returns Nats, `[events]`
 *
 * @example Two draws, one event
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { predictive } from "./predictive.ts";
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
