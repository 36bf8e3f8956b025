/**
 * Arrays of numbers in files, whatever their format: recognised by content, not by name, and streamed.
 *
 * @module
 */
import { type ApartFormat, openApart } from "./apart.ts";
import { selectColumns } from "./columns.ts";
import { RandomAccessFile } from "./file.ts";
import { openJson } from "./json.ts";
import { NPY_MAGIC, openNpy } from "./npy.ts";
import {
  type ArraySource,
  damaged,
  quote,
  type Selection,
  sentence,
  type Values,
} from "./source.ts";

export type { ArraySource, Format, Selection, Values } from "./source.ts";
export { endReaders } from "./apart.ts";
export { arraySource } from "./memory.ts";

const text = (word: string) => Uint8Array.from(word, (letter) => letter.charCodeAt(0));

/** Whether bytes follow each other at a place. */
function has(bytes: Uint8Array, word: Uint8Array, at = 0): boolean {
  return word.every((byte, i) => bytes[at + i] === byte);
}

function startOf(file: RandomAccessFile): Uint8Array {
  return file.read(0, Math.min(file.length, 2056));
}

/** The format of a file that is read apart, by its first bytes. */
function apartOf(start: Uint8Array): ApartFormat | undefined {
  // Programs may put up to 2 kB of their own before HDF5.
  return [0, 512, 1024, 2048].some((at) => has(start, text("\x89HDF\r\n\x1a\n"), at))
    ? "hdf5"
    : has(start, text("root"))
    ? "root"
    : has(start, text("PAR1"))
    ? "parquet"
    : undefined;
}

/**
 * Whether a file is read by a process of its own, which must be allowed to start.
 *
 * @throws {Error} If it cannot be read.
 */
export function readsApart(path: string): boolean {
  const file = RandomAccessFile.open(path);
  try {
    return apartOf(startOf(file)) !== undefined;
  } finally {
    file.close();
  }
}

/**
 * Opens an array in a file.
 *
 * @param path A file in one of the formats of {@linkcode Format}.
 * @param selection Which of its arrays and columns; needed where the file has several.
 * @throws {SyntaxError} If the file is in none of the formats, or damaged.
 * @throws {RangeError} If it has not what is selected.
 * @throws {Error} If it cannot be read.
 */
export async function openArray(path: string, selection: Selection = {}): Promise<ArraySource> {
  const { dataset, columns } = selection;
  const file = RandomAccessFile.open(path);
  try {
    const start = startOf(file);
    const begins = (word: Uint8Array) => has(start, word);
    const apart = apartOf(start);
    if (apart !== undefined) {
      file.close();
      return await openApart(apart, path, selection);
    }
    if (begins(NPY_MAGIC)) {
      if (dataset !== undefined) {
        throw new RangeError(
          sentence(path, "a .npy file has one array", `the dataset ${quote(dataset)}`),
        );
      }
      return selectColumns(await openNpy(file), columns);
    }
    // Libraries are loaded where they are needed.
    if (begins(text("PK\x03\x04")) || begins(text("PK\x05\x06"))) {
      return selectColumns(await (await import("./npz.ts")).openNpz(file, selection), columns);
    }
    const first = new TextDecoder().decode(start).trimStart()[0];
    if (first === "[" || first === "{") return selectColumns(openJson(file, selection), columns);
    if (first !== undefined && !start.includes(0)) {
      return await (await import("./csv.ts")).openCsv(file, selection);
    }
    throw damaged(path, "it must be an array in a known format", "other bytes");
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The values of a source that tells their number. */
async function filled(source: ArraySource, values: Float64Array): Promise<Float64Array> {
  let count = 0;
  for await (const part of source.chunks()) {
    if (count + part.length <= values.length) values.set(part, count);
    count += part.length;
  }
  if (count === values.length) return values;
  throw damaged(source.path, `it must have ${values.length} values as its shape says`, count);
}

/** The values of a source whose number only its end tells. */
async function gathered(
  source: ArraySource,
  maxValues: number,
  refuse: (count: string) => RangeError,
): Promise<Float64Array> {
  const parts: Values[] = [];
  let count = 0;
  for await (const part of source.chunks()) {
    count += part.length;
    if (count > maxValues) throw refuse("more");
    parts.push(part);
  }
  const values = new Float64Array(count);
  let offset = 0;
  for (const part of parts) {
    values.set(part, offset);
    offset += part.length;
  }
  return values;
}

/**
 * All values of an array.
 *
 * @param maxValues The most that may be held: $2^{24}$ by default, 128 MB.
 * @returns Its shape, its values row-major, and its bin edges where the file has them.
 * @throws {RangeError} If it has more values.
 * @throws Whatever {@linkcode openArray} throws.
 */
export async function readArray(
  path: string,
  selection: Selection = {},
  maxValues = 1 << 24,
): Promise<{ shape: number[]; values: Float64Array; edges?: readonly Float64Array[] }> {
  const source = await openArray(path, selection);
  try {
    const refuse = (count: string) =>
      new RangeError(sentence(path, `it must have at most ${maxValues} values`, count));
    const [first, ...inner] = source.shape as readonly [number | null, ...number[]];
    const rowLength = inner.reduce((product, extent) => product * extent, 1);
    const known = source.shape.length === 0 ? 1 : first === null ? undefined : first * rowLength;
    if (known !== undefined && known > maxValues) throw refuse(String(known));
    const values = known === undefined
      ? await gathered(source, maxValues, refuse)
      : await filled(source, new Float64Array(known));
    const count = values.length;
    const shape = source.shape.length === 0 ? [] : [first ?? count / rowLength, ...inner];
    return { shape, values, edges: source.edges };
  } finally {
    source.close();
  }
}
