/**
 * Files of arrays in the safetensors format.
 *
 * @module
 */
import { decodeHeader, headerEnd, type TensorEntry } from "../../runner/safetensors.ts";
import type { Bytes } from "./bytes.ts";
import { openNamed, selectColumns } from "./columns.ts";
import { decode, type ElementType } from "./elements.ts";
import type { Opened } from "./format.ts";
import { checkShape, damaged, type FoundArray, quote, reasonOf, type Selection } from "./source.ts";

/** The longest header that is read. */
const MAX_HEADER = 1 << 24;

/** Types of real numbers, as they are stored. */
const numbers: Readonly<Record<string, ElementType>> = {
  BOOL: { kind: "b", bytes: 1, littleEndian: true },
  U8: { kind: "u", bytes: 1, littleEndian: true },
  I8: { kind: "i", bytes: 1, littleEndian: true },
  U16: { kind: "u", bytes: 2, littleEndian: true },
  I16: { kind: "i", bytes: 2, littleEndian: true },
  F16: { kind: "f", bytes: 2, littleEndian: true },
  U32: { kind: "u", bytes: 4, littleEndian: true },
  I32: { kind: "i", bytes: 4, littleEndian: true },
  F32: { kind: "f", bytes: 4, littleEndian: true },
  U64: { kind: "u", bytes: 8, littleEndian: true },
  I64: { kind: "i", bytes: 8, littleEndian: true },
  F64: { kind: "f", bytes: 8, littleEndian: true },
};

/** Bytes of a number of each type, also of those that are not read. */
const sizes: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(numbers).map(([type, { bytes }]) => [type, bytes])),
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  C64: 8,
};

/** The arrays of a file, by name, and where their numbers begin. */
function arraysOf(file: Bytes): { arrays: Map<string, TensorEntry<string>>; dataOffset: number } {
  const { path, length } = file;
  try {
    const dataOffset = headerEnd(path, file.read(0, Math.min(8, length)), length);
    if (dataOffset > MAX_HEADER) {
      throw damaged(path, `its header must have at most ${MAX_HEADER} bytes`, dataOffset);
    }
    const { entries } = decodeHeader(path, file.read(0, dataOffset), length, sizes);
    return { arrays: new Map(entries.map((entry) => [entry.name, entry])), dataOffset };
  } catch (error) {
    const prefix = `Cannot use ${path} as `;
    if (!(error instanceof SyntaxError && error.message.startsWith(prefix))) throw error;
    throw new SyntaxError(
      `Cannot read ${quote(path, 300)} as ${error.message.slice(prefix.length)}`,
    );
  }
}

/** The type of the numbers of an array whose shape is countable. */
function typeOf(path: string, { name, type, shape }: TensorEntry<string>): ElementType {
  checkShape(path, shape);
  if (Object.hasOwn(numbers, type)) return numbers[type];
  throw damaged(path, `the values of ${quote(name)} must be real numbers of 1 to 8 bytes`, type);
}

/** An array, or several side by side: {@linkcode FormatModule}. */
export async function open(file: Bytes, selection: Selection): Promise<Opened> {
  const { path } = file;
  const { arrays, dataOffset } = arraysOf(file);
  const names = [...arrays.keys()];
  return await openNamed(path, "arrays", names, selection, (name, columns, step) => {
    const entry = arrays.get(name)!;
    const { shape, begin, end } = entry;
    const type = typeOf(path, entry);
    const array = {
      shape,
      async *values() {
        const stretches = file.stream(dataOffset + begin, dataOffset + end, step * type.bytes);
        for await (const part of stretches) yield decode(path, part, type);
      },
    };
    return selectColumns(path, array, columns);
  });
}

/** The arrays of a file: {@linkcode FormatModule}. */
export function inspect(file: Bytes): FoundArray[] {
  return [...arraysOf(file).arrays.values()].map((entry) => {
    const { name, shape } = entry;
    try {
      typeOf(file.path, entry);
      return { name, shape };
    } catch (error) {
      return { name, shape, unreadable: reasonOf(file.path, error) };
    }
  });
}
