/**
 * Elementary functions with the same bits in every JavaScript engine.
 *
 * The language leaves the last bit of `Math.exp`, `Math.log`, `Math.pow`, `Math.sin` and similar
 * functions to the engine. Code that computes results imports them from here instead: stdlib's ports of
 * FreeBSD's msun and of Cephes are additions, multiplications, divisions and square roots of doubles,
 * whose results IEEE 754 fixes. `Math.sqrt`, `abs`, `floor`, `ceil`, `round`, `trunc`, `fround`, `min`,
 * `max` and `sign` are exact in the language, too, and are used as they are.
 *
 * Special cases are those of `Math`: exp(-Infinity) is 0, log(0) is -Infinity, log of a negative number is
 * NaN, and NaN gives NaN. `pow` is for positive bases and finite powers; elsewhere it departs from `Math.pow`.
 *
 * @module
 */
import hypotOfTwo from "@stdlib/math-base-special-hypot";

export { default as asin } from "@stdlib/math-base-special-asin";
export { default as atan2 } from "@stdlib/math-base-special-atan2";
export { default as cos } from "@stdlib/math-base-special-cos";
export { default as exp } from "@stdlib/math-base-special-exp";
export { default as expm1 } from "@stdlib/math-base-special-expm1";
export { default as log } from "@stdlib/math-base-special-ln";
export { default as log10 } from "@stdlib/math-base-special-log10";
export { default as log1p } from "@stdlib/math-base-special-log1p";
export { default as log2 } from "@stdlib/math-base-special-log2";
export { default as pow } from "@stdlib/math-base-special-pow";
export { default as sin } from "@stdlib/math-base-special-sin";

/**
 * Square root of the sum of squares, without overflow or underflow on the way.
 *
 * @example Two and three numbers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hypot } from "./elementary.ts";
 *
 * assertEquals(hypot(-3, 4), 5);
 * assertEquals(hypot(2, 3, 6), 7);
 * assertEquals(hypot(), 0);
 * ```
 */
export function hypot(...values: readonly number[]): number {
  return values.reduce(hypotOfTwo, 0);
}
