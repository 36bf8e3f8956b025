/**
 * Numbers as sentences state them.
 *
 * @module
 */
import type { Estimate } from "./schema.ts";

/** A number with a fixed number of decimals and a true minus sign. */
export function decimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212");
}

/**
 * A measurement rounded to two digits of its error, such as "0.123 ± 0.045"; without an error, to three
 * significant digits.
 *
 * @example Rounded to the error
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plusMinus } from "./sentence.ts";
 *
 * assertEquals(plusMinus({ value: 0.12345, error: 0.0456 }), "0.123 ± 0.046");
 * assertEquals(plusMinus({ value: 1234.4, error: 67.8 }), "1234 ± 68");
 * assertEquals(plusMinus({ value: -2.5, error: null }), "\u22122.50");
 * ```
 */
export function plusMinus({ value, error }: Estimate): string {
  if (error === null || error === 0) {
    const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    return decimal(value, Math.min(20, Math.max(0, 2 - magnitude)));
  }
  const decimals = Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(error))));
  return `${decimal(value, decimals)} ± ${error.toFixed(decimals)}`;
}

/** A list in words: "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  return items.length < 2
    ? items.join("")
    : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}
