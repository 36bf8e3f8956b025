/**
 * Numbers in the lists of JSON.
 *
 * @module
 */
import { jsonFault } from "../../runner/json_fault.ts";
import { damaged, quote, size } from "./source.ts";

/** The longest text that is read whole: lists take 30 times its length. */
export const MAX_TEXT = 1e7;

/** The most lists within each other. */
const MAX_DEPTH = 32;

/** An integer of many digits. */
const longInteger = /(?<![\d.eE+]|[eE]-)-?\d{16,}(?![\d.eE])/g;

/** Where in a file something stands. */
export interface Place {
  readonly path: string;
  /** In a file of many texts, such as ` in line 3`. */
  readonly where?: string;
}

/**
 * The value of a text.
 *
 * @throws {SyntaxError} If it is not JSON, or has an integer that a number cannot tell from others.
 */
export function parseJson({ path, where = "" }: Place, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(path, "it must be JSON", `${quote(jsonFault(text))}${where}`);
  }
  if (text.search(longInteger) >= 0) {
    const integers = text.replace(/"(?:[^"\\]|\\.)*"/g, "").match(longInteger) ?? [];
    const large = integers.find((integer) => !Number.isSafeInteger(Number(integer)));
    if (large !== undefined) {
      throw damaged(path, "every integer must be below 2^53 in size", `${quote(large)}${where}`);
    }
  }
  return value;
}

/** Whether a value is an object with members. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** An unexpected value, shortened: it may be as deep as the text is long. */
export function kindOf(value: unknown): string {
  if (typeof value === "string") return quote(value);
  return Array.isArray(value) ? "a list" : isObject(value) ? "an object" : String(value);
}

/**
 * Extents of nested lists, by the first ones of each depth.
 *
 * @throws {SyntaxError} If it is not a list, or deeper or larger than its text can fill.
 */
export function shapeOf({ path, where = "" }: Place, value: unknown): number[] {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (shape.length > MAX_DEPTH) {
      throw damaged(path, `lists must be at most ${MAX_DEPTH} deep`, `more${where}`);
    }
  }
  if (shape.length === 0) {
    throw damaged(
      path,
      "its array must be lists of numbers",
      `${kindOf(value)}${where}`,
      typeof value === "string" ? "text" : undefined,
    );
  }
  // No list is longer than its text, even if the product of the first lengths of each depth is.
  if (size(shape) > MAX_TEXT) {
    throw damaged(path, "lists at the same depth must be of equal lengths", `others${where}`);
  }
  return shape;
}

/**
 * Puts the numbers of nested lists into a row, in their order.
 *
 * @param shape Extents of the lists.
 * @param nonFinite Whether null is NaN, and infinite numbers are taken.
 * @throws {SyntaxError} If the lists are not of these extents, or hold anything but numbers.
 */
export function fill(
  { path, where = "" }: Place,
  value: unknown,
  shape: readonly number[],
  row: Float64Array,
  nonFinite: boolean | undefined,
): void {
  const indices: number[] = [];
  const at = () =>
    `${indices.length === 0 ? "" : ` at ${indices.map((index) => `[${index}]`).join("")}`}${where}`;
  let filled = 0;
  const walk = (item: unknown, depth: number) => {
    if (depth < shape.length) {
      if (!Array.isArray(item) || item.length !== shape[depth]) {
        throw damaged(
          path,
          depth === 0
            ? `every list must have ${shape[0]} items`
            : `every list at depth ${depth} must have ${shape[depth]} items`,
          `${Array.isArray(item) ? item.length : "no list"}${at()}`,
        );
      }
      for (let i = 0; i < item.length; i++) {
        indices[depth] = i;
        walk(item[i], depth + 1);
      }
      indices.length = depth;
    } else if (typeof item === "number" && (nonFinite || Number.isFinite(item))) {
      row[filled++] = item;
    } else if (item === null && nonFinite) {
      row[filled++] = NaN;
    } else {
      throw damaged(
        path,
        "every value must be a finite number",
        `${kindOf(item)}${at()}`,
        typeof item === "string" ? "text" : undefined,
      );
    }
  };
  walk(value, 0);
}
