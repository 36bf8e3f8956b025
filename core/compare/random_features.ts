/**
 * Random features of a kernel: cosines and sines of events along random frequencies.
 *
 * @module
 */
import { cos, sin } from "../elementary.ts";
import type { WeightedPoints } from "./points.ts";

/**
 * Cosines and sines of an event's phases f x, in turns: the mean over f of the products of two events' features is the mean of
 * cos f (x - y), a kernel.
 *
 * @param frequencies f, `[frequencies, features]`.
 * @param out `[2 frequencies]`
 *
 * Source: Rahimi and Recht, NIPS 2007.
 */
export function phasesOf(
  { values, features }: WeightedPoints,
  event: number,
  frequencies: Float64Array,
  out: Float64Array,
): void {
  for (let f = 0, at = 0; at < frequencies.length; f++) {
    let phase = 0;
    for (let k = 0; k < features; k++, at++) {
      phase += frequencies[at] * values[event * features + k];
    }
    out[2 * f] = cos(phase);
    out[2 * f + 1] = sin(phase);
  }
}
