/**
 * Numbers as people read them.
 *
 * @module
 */

/** A measurement: value and one standard error, `null` where there is none. */
export interface Measured {
  readonly value: number;
  readonly error: number | null;
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A whole number as a superscript. */
export function superscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((d) => superscripts[Number(d)]).join("");
  return (exponent < 0 ? "⁻" : "") + digits;
}

/** The number nearest to a power of ten; the last bit of `10 ** exponent` is left to the engine. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** Decimal exponent of the leading digit; of 0 below all others. */
function magnitude(x: number): number {
  return x === 0 ? -Infinity : Number(Math.abs(x).toExponential().split("e")[1]);
}

/** Replaces the hyphen of a negative number by a minus sign. */
function minus(text: string): string {
  return text.replace(/^-/, "−");
}

/** Groups the digits before the point by thin spaces, from 10 000 on. */
export function group(text: string): string {
  const [whole, rest] = text.split(".");
  const grouped = whole.replace("-", "").length < 5
    ? whole
    : whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

/** With a fixed number of digits after the point. */
export function fixed(x: number, digits: number): string {
  const text = x.toFixed(digits);
  return minus(group(Number(text) === 0 ? text.replace("-", "") : text));
}

/**
 * With a number of significant digits, as a power of ten where it is very large or very small.
 *
 * @example Sizes people read, and sizes they do not
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { significant } from "./format.ts";
 *
 * assertEquals(significant(0.03456, 2), "0.035");
 * assertEquals(significant(-3.2e-7, 2), "−3.2 × 10⁻⁷");
 * ```
 */
export function significant(x: number, digits = 3): string {
  if (x === 0) return "0";
  const [mantissa, e] = x.toExponential(digits - 1).split("e");
  const exponent = Number(e);
  if (exponent < -4 || exponent > 6) {
    return `${minus(mantissa)} × 10${superscript(exponent)}`;
  }
  return fixed(Number(`${mantissa}e${e}`), Math.max(0, digits - 1 - exponent));
}

/** A whole number, or one with as many significant digits as it has, at most four. */
export function plain(x: number): string {
  if (Number.isInteger(x)) return group(minus(String(x)));
  const [mantissa] = Number(x.toPrecision(4)).toExponential().split("e");
  return significant(x, mantissa.replaceAll(/[-.]/g, "").length);
}

/**
 * A p-value with two digits, or that it is at most the smallest that can be resolved.
 *
 * @param least The smallest; by default that of 999 simulations.
 */
export function pValue(p: number, least = 0.001): string {
  return p <= least ? `≤ ${significant(least, 1)}` : significant(p, 2);
}

/** A share in per cent. */
export function percent(x: number, digits = 0): string {
  return `${fixed(100 * x, digits)} %`;
}

/**
 * A time as people say it, rounded to about a hundredth of itself.
 *
 * @example Short and long
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { duration } from "./format.ts";
 *
 * assertEquals(duration(0.0042), "0.004 s");
 * assertEquals(duration(59.96), "60.0 s");
 * assertEquals(duration(61), "1 min 1 s");
 * assertEquals(duration(5542), "1 h 32 min");
 * ```
 */
export function duration(seconds: number): string {
  if (seconds < 60) return `${fixed(seconds, seconds < 1 ? 3 : 1)} s`;
  const [whole, unit, part, small] = seconds < 3600
    ? [Math.round(seconds), 60, "s", "min"]
    : [Math.round(seconds / 60), 60, "min", "h"];
  return `${plain(Math.floor(whole / unit))} ${small} ${whole % unit} ${part}`;
}

/**
 * Value and standard error, both rounded to two digits of the error.
 *
 * @example Rounded to the error
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { measured } from "./format.ts";
 *
 * assertEquals(measured({ value: 0.034567, error: 0.00123 }), "0.0346 ± 0.0012");
 * assertEquals(measured({ value: 4.31e-6, error: 2.5e-7 }), "(4.31 ± 0.25) × 10⁻⁶");
 * assertEquals(measured({ value: 0.5, error: null }), "0.500");
 * ```
 */
export function measured({ value, error }: Measured): string {
  // An error below the last bit of the value is rounding.
  if (error === null || error <= Number.EPSILON * Math.abs(value)) {
    return Number.isInteger(value) ? plain(value) : significant(value, 3);
  }
  const leading = Math.max(magnitude(value), magnitude(error));
  const last = magnitude(Number(error.toPrecision(2))) - 1;
  if (leading < -4 || leading > 6) {
    const scale = powerOfTen(-leading);
    const digits = Math.max(0, leading - last);
    return `(${fixed(value * scale, digits)} ± ${fixed(error * scale, digits)}) × 10${
      superscript(leading)
    }`;
  }
  if (last > 0) {
    const unit = powerOfTen(last);
    return `${fixed(Math.round(value / unit) * unit, 0)} ± ${
      fixed(Math.round(error / unit) * unit, 0)
    }`;
  }
  return `${fixed(value, -last)} ± ${fixed(error, -last)}`;
}

/** Groups digits as all pages do, and keeps numbers together with their signs and errors in one line. */
export function unbroken(sentence: string): string {
  return sentence
    .replaceAll(/\b\d{1,3}(?:,\d{3})+\b/g, (number) => plain(Number(number.replaceAll(",", ""))))
    .replaceAll(/ ([=±×≤]) /g, "\u00a0$1\u00a0")
    .replaceAll(/(\d) (?=[%σ])/g, "$1\u00a0");
}

/** Words in lines of at most so many letters. */
export function wrap(words: string, letters: number): string[] {
  return words.split(" ").reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    return last !== undefined && `${last} ${word}`.length <= letters
      ? [...lines.slice(0, -1), `${last} ${word}`]
      : [...lines, word];
  }, []);
}
