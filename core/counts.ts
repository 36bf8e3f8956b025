/**
 * Arrays of counts, as narrow as the largest count allows.
 *
 * @module
 */

/** Whole numbers from 0. */
export type Counts = Uint16Array | Uint32Array;

/**
 * An array of zeros that holds every whole number up to `most`.
 *
 * @throws {RangeError} If `most` is 2^32 or more.
 *
 * @example More draws than 16 bits can count
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { countsUpTo } from "./counts.ts";
 *
 * const counts = countsUpTo(65_536, 1);
 * counts[0] = 65_536;
 * assertEquals(counts[0], 65_536);
 * ```
 */
export function countsUpTo(most: number, length: number): Counts {
  if (most >= 2 ** 32) {
    throw new RangeError(`Cannot count as counts must be below 2^32: current value is ${most}`);
  }
  return most < 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}
