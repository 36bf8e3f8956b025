/**
 * Arrays of numbers in files of a disk, in any of the formats: recognised by content, not by name, and streamed.
 *
 * @module
 */
import { processes } from "./apart.ts";
import { RandomAccessFile } from "./file.ts";
import { type Contents, inspectBytes, isApart, openBytes, valuesOf } from "./formats.ts";
import type { ArraySource, Selection } from "./source.ts";

export type { ArraySource, FoundArray, Selection, Values } from "./source.ts";
export { formatTitles, valuesOf } from "./formats.ts";
export { arraySource } from "./memory.ts";

/** Processes that read a file each. */
const readers = processes();

/** Ends the process that waits for further requests, if there is one. */
export function endReaders(): Promise<void> {
  return readers.end();
}

/**
 * Whether a file is read by a process of its own, which must be allowed to start.
 *
 * @throws {Error} If it cannot be read.
 */
export function readsApart(path: string): boolean {
  using file = RandomAccessFile.open(path);
  return isApart(file);
}

/**
 * What a file holds, without reading its values.
 *
 * @param path A file in one of the formats.
 * @returns The format's name, and the arrays in the file's order.
 * @throws {SyntaxError} If the file is in none of the formats, or damaged.
 * @throws {Error} If it cannot be read.
 */
export async function inspect(path: string): Promise<Contents> {
  using file = RandomAccessFile.open(path);
  return await inspectBytes(file, readers);
}

/**
 * Opens an array in a file.
 *
 * @param path A file in one of the formats.
 * @param selection Which of its arrays and columns; needed where the file has several.
 * @throws {SyntaxError} If the file is in none of the formats, or damaged.
 * @throws {RangeError} If it has not what is selected.
 * @throws {Error} If it cannot be read.
 */
export async function openArray(path: string, selection: Selection = {}): Promise<ArraySource> {
  return await openBytes(RandomAccessFile.open(path), readers, selection);
}

/**
 * All values of an array of a file, with its bin edges where the file has them.
 *
 * @param maxValues The most that may be held.
 * @throws Whatever {@linkcode openArray} and {@linkcode valuesOf} throw.
 */
export async function readArray(
  path: string,
  selection: Selection = {},
  maxValues?: number,
): Promise<{ shape: number[]; values: Float64Array; edges?: readonly Float64Array[] }> {
  const source = await openArray(path, selection);
  try {
    return { ...await valuesOf(source, maxValues), edges: source.edges };
  } finally {
    source.close();
  }
}
