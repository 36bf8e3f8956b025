/**
 * What a reader of any format returns: a shape and a stream of finite numbers.
 *
 * @module
 */

/** Consecutive values, row-major; the reader gives each away and does not touch it again. */
export type Values = Float32Array | Float64Array;

/** An array of numbers in a file; values stream, row-major. */
export interface ArraySource {
  /** Path of the file, or what an array in memory is. */
  readonly path: string;
  /** Name of the file's format; "memory" for an array in memory. */
  readonly format: string;
  /** Row-major; the first extent is null where only reading to the end tells it (text). */
  readonly shape: readonly (number | null)[];
  /** Names of the columns of a table, where the file has them. */
  readonly columns?: readonly string[];
  /** Bin edges of each axis, where the file has them (ROOT histograms). */
  readonly edges?: readonly Float64Array[];
  /** Sums of squares of the weights of each bin, as many as values, where the file has them (ROOT histograms). */
  readonly squares?: Float64Array;
  /**
   * The values from the first to the last, in stretches of any length; every value is finite, unless
   * others were requested. May be called again once the last stream has ended or was left.
   *
   * @throws {SyntaxError} If a value is not a finite number, or the file is damaged; the place is named.
   */
  chunks(): AsyncIterable<Values>;
  /** Frees the file; the source is of no use afterwards. */
  close(): void;
}

/** What tables of text may have, and is read where it is said that they do. */
export const textWays = ["decimal commas", "row of units"] as const;
/** What a table of text may have. */
export type TextWay = typeof textWays[number];

/** The selected part of a file. */
export interface Selection {
  /** Name of an array (`.npz`), dataset (HDF5), histogram or tree (ROOT), or member (JSON). */
  readonly dataset?: string;
  /**
   * In this order; all in the file's order by default. Columns of a table, or branches of a tree, by name;
   * of an array without names, indices from 0 along its last axis. Where no dataset is named and the file
   * holds several arrays, the names of arrays of one shape: each is a column.
   */
  readonly columns?: readonly string[];
  /**
   * Gives values that are not finite numbers as they are, and missing ones as NaN. By default they are
   * refused.
   */
  readonly nonFinite?: boolean;
  /** What a table of text has; by default none of it. */
  readonly text?: readonly TextWay[];
}

/** An array in a file, described without reading its values. */
export interface FoundArray {
  /** Its name as a dataset; null where the file's one array has none. */
  readonly name: string | null;
  /** Row-major; null for an extent that only reading tells. */
  readonly shape: readonly (number | null)[];
  /** Names of the columns that can be read, where it is a table. */
  readonly columns?: readonly string[];
  /** Columns that cannot be read, and why in a few words, where a table has such beside others. */
  readonly leftOut?: readonly { readonly name: string; readonly unreadable: string }[];
  /** What it certainly has as a table of text, and must be said to be read. */
  readonly text?: readonly TextWay[];
  /** Whether it comes with bin edges. */
  readonly edges?: boolean;
  /** Why it cannot be read, in a few words, such as "text"; readable without. */
  readonly unreadable?: string;
}

/** Values that a stream gives at once, about: 2 MB of doubles. */
export const CHUNK = 1 << 18;

/** A text of a file, or its name, as it may stand in a sentence: one line, not long. */
export function quote(text: string, length = 80): string {
  return JSON.stringify(text.length > length ? `${text.slice(0, length)}…` : text);
}

/** Names as they may stand in a sentence: the first of them. */
export function list(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).map((name) => quote(name)).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown || "none";
}

/** `Cannot read <path> as <rule>: current value is <value>`. */
export function sentence(path: string, rule: string, value: unknown): string {
  return `Cannot read ${quote(path, 300)} as ${rule}: current value is ${value}`;
}

/**
 * The error of a file whose content contradicts its format, or is not numbers.
 *
 * @param kind What it is instead of numbers, in a few words.
 */
export function damaged(path: string, rule: string, value: unknown, kind?: string): SyntaxError {
  return new SyntaxError(sentence(path, rule, value), { cause: kind });
}

/** Whether an error is our sentence about this file, and not the message of a library. */
export function isSentence(path: string, error: unknown): error is Error {
  return error instanceof Error && error.message.startsWith(`Cannot read ${quote(path, 300)} as `);
}

/** What a library says of a file that it cannot read: its words, as those of the language differ between engines. */
export function libraryWords(error: unknown): string {
  return error instanceof Error && error.constructor === Error
    ? quote(error.message.split("\n")[0])
    : "a damaged one";
}

/**
 * Why an array cannot be read, from what its opening throws: what it is instead of numbers, or else which rule it
 * breaks.
 *
 * @throws Errors that are not a sentence about the file.
 */
export function reasonOf(path: string, error: unknown): string {
  if (!isSentence(path, error)) throw error;
  if (typeof error.cause === "string") return error.cause;
  return error.message.slice(sentence(path, "", "").indexOf(": current value is "));
}

/** The name of a file, without its folder. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Product of extents. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * Checks extents that a file claims.
 *
 * @throws {SyntaxError} If one is not a count, or their product is too large for an exact number.
 */
export function checkShape(path: string, shape: readonly number[]): void {
  if (
    shape.length > 32 || shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0) ||
    !Number.isSafeInteger(size(shape))
  ) throw damaged(path, "its shape must be countable", `[${shape.slice(0, 33).join(", ")}]`);
}

/** Where a value stands, in words: its indices from 0. */
function place(shape: readonly (number | null)[], index: number): string {
  const inner = shape.slice(1) as number[];
  const indices: number[] = [];
  for (const extent of inner.reverse()) {
    indices.unshift(index % extent);
    index = Math.floor(index / extent);
  }
  return `[${[index, ...indices].join(", ")}]`;
}

/**
 * Checks a stretch of values.
 *
 * @param start Index of its first value in the whole array.
 * @throws {SyntaxError} If a value is not finite.
 */
export function checkFinite(
  source: { readonly path: string; readonly shape: readonly (number | null)[] },
  values: Values,
  start: number,
): void {
  // Zero times a finite number is zero; times anything else it is not a number.
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += values[i] * 0;
  if (zero === 0) return;
  const bad = values.findIndex((value) => !Number.isFinite(value));
  throw damaged(
    source.path,
    "every value must be finite, unless missing: [nan, infinity] leaves such events out",
    `${values[bad]} at ${place(source.shape, start + bad)}`,
  );
}
