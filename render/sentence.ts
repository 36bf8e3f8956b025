/**
 * Numbers as sentences state them.
 *
 * @module
 */
import type { Measured } from "./format.ts";

/** A number with a fixed number of decimals and a true minus sign. */
export function decimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212");
}

/**
 * A number rounded to whole, its digits in groups of three: not by `toLocaleString`, whose text depends on the
 * engine's tables.
 *
 * @example Thousands and millions
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grouped } from "./sentence.ts";
 *
 * assertEquals([999, 10_000, 1234567.8].map(grouped), ["999", "10,000", "1,234,568"]);
 * ```
 */
export function grouped(value: number): string {
  return decimal(value, 0).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** Power of ten of a number in exponential notation. */
function magnitude(exponential: string): number {
  return Number(exponential.slice(exponential.indexOf("e") + 1));
}

/**
 * A measurement rounded to two digits of its error, such as "0.123 ± 0.045"; without an error, or where it is 0 as
 * all runs are alike, to three significant digits.
 *
 * @example Rounded to the error
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plusMinus } from "./sentence.ts";
 *
 * assertEquals(plusMinus({ value: 0.12345, error: 0.0456 }), "0.123 ± 0.046");
 * assertEquals(plusMinus({ value: 1234.4, error: 67.8 }), "1234 ± 68");
 * assertEquals(plusMinus({ value: 14577, error: 1916 }), "14600 ± 1900");
 * assertEquals(plusMinus({ value: 1, error: 0.0996 }), "1.00 ± 0.10");
 * assertEquals(plusMinus({ value: -2.5, error: null }), "\u22122.50");
 * assertEquals(plusMinus({ value: -2.5, error: 0 }), "\u22122.50 ± 0");
 * ```
 */
export function plusMinus({ value, error }: Measured): string {
  if (error === null || error === 0) {
    return decimal(value, Math.min(20, Math.max(0, 2 - magnitude(value.toExponential())))) +
      (error === 0 ? " ± 0" : "");
  }
  const last = magnitude(error.toExponential(1)) - 1;
  const decimals = Math.min(20, Math.max(0, -last)), unit = Number(`1e${Math.max(0, last)}`);
  const rounded = (x: number) => decimal(last > 0 ? Math.round(x / unit) * unit : x, decimals);
  return `${rounded(value)} ± ${rounded(error)}`;
}

/** A list in words: "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  return items.length < 2
    ? items.join("")
    : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** What a sentence states of something that has a name, such as a method. */
export interface Stated {
  readonly label: string;
  readonly value: number;
  /** The value in words. */
  readonly text: string;
}

/** A measurement of something that has a name. */
export function measurement(label: string, { value, error }: Measured, unit = ""): Stated {
  return { label, value, text: plusMinus({ value, error }) + unit };
}

/** Most names that a sentence lists; the numbers beside it name them all. */
const mostListed = 3;

/** The members in the order of their values. */
function inOrder(who: readonly Stated[]): Stated[] {
  return [...who].sort((a, b) => a.value === b.value ? 0 : a.value < b.value ? -1 : 1);
}

/**
 * Numbers with their names: each of few, the least and the largest of many.
 *
 * @example Few and many
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { range } from "./sentence.ts";
 *
 * const who = [3, 1, 4, 2].map((value) => ({ label: `k = ${value}`, value, text: `${value} %` }));
 * assertEquals(range(who.slice(0, 2)), "3 % (k = 3) and 1 % (k = 1)");
 * assertEquals(range(who), "1 % (k = 1) to 4 % (k = 4)");
 * ```
 */
export function range(who: readonly Stated[]): string {
  const words = ({ label, text }: Stated) => `${text} (${label})`;
  if (who.length <= mostListed) return listed(who.map(words));
  const sorted = inOrder(who);
  return `${words(sorted[0])} to ${words(sorted[sorted.length - 1])}`;
}

/** Some of all, counted: "all 9 methods", "4 of 9 methods". */
export function counted(who: readonly unknown[], total: number, kind = "methods"): string {
  return `${who.length === total ? "all" : `${who.length} of`} ${total} ${kind}`;
}

/**
 * Whom a sentence is about, with their numbers: each of few, and of many how many they are, the least and
 * the largest.
 *
 * @param who Whom it is about.
 * @param total Number of all of whom it might be.
 *
 * @example Few and many
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stated } from "./sentence.ts";
 *
 * const who = [3, 1, 4, 2].map((value) => ({ label: `k = ${value}`, value, text: `${value} %` }));
 * assertEquals(stated(who.slice(0, 2), 5), "k = 3 (3 %) and k = 1 (1 %)");
 * assertEquals(stated(who, 5), "4 of 5 methods, 1 % (k = 1) to 4 % (k = 4)");
 * ```
 */
export function stated(who: readonly Stated[], total: number): string {
  return who.length <= mostListed
    ? listed(who.map(({ label, text }) => `${label} (${text})`))
    : `${counted(who, total)}, ${range(who)}`;
}

/**
 * What is so for each of few, one after the other; of many for the first and for the last in the order of
 * their values.
 *
 * @example Many
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { firstAndLast } from "./sentence.ts";
 *
 * const who = [20, 5, Infinity, 12].map((value, i) => ({ label: `k = ${i}`, value, text: `${value}` }));
 * assertEquals(firstAndLast(who.slice(0, 2)), "for k = 0 it is 20; for k = 1 it is 5");
 * assertEquals(firstAndLast(who), "for k = 1, the first of 4 methods, it is 5; for k = 2, the last, it is Infinity");
 * ```
 */
export function firstAndLast(who: readonly Stated[]): string {
  const sorted = inOrder(who);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  return who.length <= mostListed
    ? who.map(({ label, text }) => `for ${label} it is ${text}`).join("; ")
    : `for ${first.label}, the first of ${who.length} methods, it is ${first.text}; for ${last.label}, the last, it is ${last.text}`;
}
