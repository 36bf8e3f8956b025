/**
 * Arrays of numbers in files, whatever their format: recognised by content, not by name, and streamed.
 *
 * @module
 */
import { RandomAccessFile } from "./file.ts";
import { NPY_MAGIC, openNpy } from "./npy.ts";
import { type ArraySource, damaged, type Selection, sentence } from "./source.ts";

export type { ArraySource, Format, Selection, Values } from "./source.ts";
export { arraySource } from "./memory.ts";

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
  const file = RandomAccessFile.open(path);
  try {
    const start = file.read(0, Math.min(file.length, 512));
    if (NPY_MAGIC.every((byte, i) => start[i] === byte)) return await openNpy(file);
    void selection;
    throw damaged(path, "it must be an array in a known format", "other bytes");
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * All values of an array.
 *
 * @param maxValues The most that may be held: $2^{25}$ by default, 256 MB.
 * @returns Its shape, its values row-major, and its bin edges where the file has them.
 * @throws {RangeError} If it has more values.
 * @throws Whatever {@linkcode openArray} throws.
 */
export async function readArray(
  path: string,
  selection: Selection = {},
  maxValues = 1 << 25,
): Promise<{ shape: number[]; values: Float64Array; edges?: readonly Float64Array[] }> {
  const source = await openArray(path, selection);
  try {
    const refuse = (count: string) =>
      new RangeError(sentence(path, `it must have at most ${maxValues} values`, count));
    const [first, ...inner] = source.shape as readonly [number | null, ...number[]];
    const rowLength = inner.reduce((product, extent) => product * extent, 1);
    const known = source.shape.length === 0 ? 1 : first === null ? undefined : first * rowLength;
    if (known !== undefined && known > maxValues) throw refuse(String(known));
    const parts: (Float32Array | Float64Array)[] = [];
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
    const shape = source.shape.length === 0 ? [] : [first ?? count / rowLength, ...inner];
    return { shape, values, edges: source.edges };
  } finally {
    source.close();
  }
}
