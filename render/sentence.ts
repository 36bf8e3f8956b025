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

/**
 * A number of things to provide, rounded up to two digits.
 *
 * @example Runs and events
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { atLeast } from "./sentence.ts";
 *
 * assertEquals([11.2, 1234, 98_765].map(atLeast), ["12", "1,300", "99,000"]);
 * ```
 */
export function atLeast(count: number): string {
  const unit = Number(`1e${Math.max(0, String(Math.ceil(count)).length - 2)}`);
  return grouped(Math.ceil(count / unit) * unit);
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

/**
 * A list in words; items that hold commas are set apart by semicolons.
 *
 * @example With and without commas of their own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listed } from "./sentence.ts";
 *
 * assertEquals(listed(["a", "b"]), "a and b");
 * assertEquals(listed(["a", "b", "c"]), "a, b and c");
 * assertEquals(listed(["a, 1", "b, 2"]), "a, 1, and b, 2");
 * assertEquals(listed(["a, 1", "b, 2", "c, 3"]), "a, 1; b, 2; and c, 3");
 * ```
 */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  const first = items.slice(0, -1), last = items[items.length - 1];
  if (!items.some((item) => item.includes(", "))) return `${first.join(", ")} and ${last}`;
  return `${first.join("; ")}${first.length === 1 ? "," : ";"} and ${last}`;
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
  return { label: inText(label), value, text: plusMinus({ value, error }) + unit };
}

/**
 * The name of a method as a sentence has it.
 *
 * @example A setting
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { inText } from "./sentence.ts";
 *
 * assertEquals(inText("mean field, k = 10"), "mean field at k = 10");
 * ```
 */
export function inText(label: string): string {
  return label.replace(/, (?=\S+ = )/, " at ");
}

/**
 * A text in the middle of a sentence: a comma closes what a comma of its own opens.
 *
 * @example A name with a comma
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { enclosed } from "./sentence.ts";
 *
 * assertEquals([`${enclosed("SWAG")} wins`, `${enclosed("SWAG, k = 2")} wins`], ["SWAG wins", "SWAG, k = 2, wins"]);
 * ```
 */
export function enclosed(text: string): string {
  const last = text.slice(text.lastIndexOf(" and ") + 1);
  return last.includes(", ") ? `${text},` : text;
}

const digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** A whole number in words below ten, else in digits. */
export function spelled(count: number): string {
  return digits[count] ?? grouped(count);
}

/** A text as a sentence begins with it. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The members in the order of their values. */
function inOrder(who: readonly Stated[]): Stated[] {
  return [...who].sort((a, b) => a.value === b.value ? 0 : a.value < b.value ? -1 : 1);
}

/**
 * A number alone, or of several the least and the largest with their names.
 *
 * @example One, several, and several that are alike
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { range } from "./sentence.ts";
 *
 * const who = [3, 1, 4].map((value) => ({ label: `k = ${value}`, value, text: `${value} %` }));
 * assertEquals(range(who.slice(0, 1)), "3 %");
 * assertEquals(range(who), "from 1 % for k = 1 to 4 % for k = 4");
 * assertEquals(range(who.map((one) => ({ ...one, text: "a few" }))), "a few for each");
 * ```
 */
export function range(who: readonly Stated[]): string {
  const sorted = inOrder(who);
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  if (least.text === most.text) return who.length === 1 ? least.text : `${least.text} for each`;
  return `from ${least.text} for ${enclosed(least.label)} to ${most.text} for ${most.label}`;
}

/** Some of all, counted: "all 9 methods", "both methods", "4 of 9 methods". */
export function counted(who: readonly unknown[], total: number, kind = "methods"): string {
  if (who.length < total) return `${who.length} of ${total} ${kind}`;
  return total === 2 ? `both ${kind}` : `all ${total} ${kind}`;
}

/** Most names that a sentence lists; the numbers beside it name them all. */
const mostNamed = 2;

/**
 * Whom a sentence is about: the names of few, the number of many.
 *
 * @param total Number of all of whom it might be.
 *
 * @example Few and many
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { named } from "./sentence.ts";
 *
 * const who = [1, 2, 3, 4].map((k) => ({ label: `k = ${k}` }));
 * assertEquals([named(who.slice(2), 5), named(who, 5)], ["k = 3 and k = 4", "4 of 5 methods"]);
 * ```
 */
export function named(
  who: readonly { readonly label: string }[],
  total: number,
  kind = "methods",
): string {
  return who.length <= mostNamed && (who.length < total || total === 1)
    ? listed(who.map(({ label }) => inText(label)))
    : counted(who, total, kind);
}
