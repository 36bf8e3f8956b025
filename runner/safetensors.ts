/**
 * Files of numbers in the safetensors format, which the Python library of that name reads.
 *
 * ```
 * length    uint64, of the header in bytes, little-endian
 * header    JSON in UTF-8, padded with spaces to a multiple of 8 bytes
 * numbers   arrays without gaps, little-endian: float64 before float32, each sorted by name
 * ```
 *
 * The header has an entry for each array, `{ dtype, shape, data_offsets }`, and texts in `__metadata__`.
 * Source: https://huggingface.co/docs/safetensors, "Format".
 *
 * @module
 */
import type { NumberArray } from "./cell.ts";
import { jsonFault } from "./json_fault.ts";

/** Named arrays, and texts about them. */
export interface Tensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly arrays: Readonly<Record<string, NumberArray>>;
}

/** Place of an array in a file. */
export interface TensorEntry<Type extends string = "F32" | "F64"> {
  readonly name: string;
  readonly type: Type;
  readonly shape: readonly number[];
  /** Offset of its first byte from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** The header of a file. */
export interface TensorHeader<Type extends string = "F32" | "F64"> {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of the file. */
  readonly entries: readonly TensorEntry<Type>[];
}

/** Largest length of a header in bytes, a limit of the format. */
const longestHeader = 100_000_000;
/** Largest depth of the header: a list within the entry of an array. */
const deepest = 3;
const itemSizes = { F32: 4, F64: 8 } as const;
const metadataName = "__metadata__";

/** Names that arrays cannot have: the format uses the first one, JavaScript the other. */
const reserved = [metadataName, "__proto__"];

function refuse(file: string, rule: string, value: unknown): never {
  throw new SyntaxError(`Cannot use ${file} as ${rule}: current value is ${value}`);
}

/** Compares names by their UTF-16 code units, independently of the locale. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The bytes of a file; the same arrays and texts give the same bytes.
 *
 * @throws {TypeError} If the length of an array differs from its shape, or its name is reserved or not
 * well-formed Unicode.
 * @throws {RangeError} If the header is longer than the format allows.
 *
 * @example Encode and decode
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeTensors, encodeTensors } from "./safetensors.ts";
 *
 * const weights = { shape: [2, 1], values: new Float32Array([0.25, 0.75]) };
 * const bytes = encodeTensors({ metadata: { unit: "1" }, arrays: { weights } });
 * assertEquals(bytes.length % 8, 0);
 * assertEquals(decodeTensors("a file", bytes).arrays.weights, weights);
 * ```
 */
export function encodeTensors({ metadata, arrays }: Tensors): Uint8Array {
  const refuseArray = (name: string, rule: string, value: unknown): never => {
    throw new TypeError(
      `Cannot write array ${
        JSON.stringify(name)
      } as safetensors as ${rule}: current value is ${value}`,
    );
  };
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    if (reserved.includes(name)) {
      refuseArray(name, `its name must not be one of ${reserved.join(", ")}`, name);
    }
    const size = shape.reduce((a, b) => a * b, 1);
    if (size !== values.length) {
      refuseArray(name, `its shape [${shape}] must have ${size} numbers`, values.length);
    }
  }
  for (const text of [...Object.keys(arrays), ...Object.entries(metadata).flat()]) {
    if (!text.isWellFormed()) {
      refuseArray(text, "names and metadata must be whole Unicode characters", "a lone surrogate");
    }
  }
  const typeOf = ({ values }: NumberArray) => values instanceof Float64Array ? "F64" : "F32";
  const names = Object.keys(arrays).sort((a, b) =>
    itemSizes[typeOf(arrays[b])] - itemSizes[typeOf(arrays[a])] || byName(a, b)
  );
  const sorted = Object.keys(metadata).sort(byName).map((name) => [name, metadata[name]]);
  const header: [string, unknown][] = [[metadataName, Object.fromEntries(sorted)]];
  let end = 0;
  for (const name of names) {
    const begin = end;
    end += arrays[name].values.byteLength;
    const { shape } = arrays[name];
    header.push([name, { dtype: typeOf(arrays[name]), shape, data_offsets: [begin, end] }]);
  }
  // An object would put names that are whole numbers first.
  const text = header.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  const json = new TextEncoder().encode(`{${text.join(",")}}`);
  const length = Math.ceil(json.length / 8) * 8;
  if (length > longestHeader) {
    throw new RangeError(
      `Cannot write arrays as safetensors as the header must have at most ${longestHeader} bytes: current value is ${length}`,
    );
  }
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let place = 8 + length;
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = arrays[name].values;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place += byteLength;
  }
  return bytes;
}

/**
 * The end of the header of a file.
 *
 * @param file Name of the file in messages.
 * @param bytes The file, or its first 8 bytes.
 * @param size Bytes of the whole file.
 * @returns Bytes from the start of the file.
 * @throws {SyntaxError} If the length of the header is not possible.
 */
export function headerEnd(file: string, bytes: Uint8Array, size: number): number {
  if (size < 8 || bytes.length < 8) refuse(file, "it must have at least 8 bytes", size);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(longestHeader, size - 8);
  if (length > BigInt(most)) {
    refuse(file, `its header must have at most ${most} bytes`, length);
  }
  return 8 + Number(length);
}

/** Number of strings in a JSON text, names included, and depth of its lists and objects. */
function outline(text: string): { readonly strings: number; readonly depth: number } {
  let strings = 0, depth = 0, open = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') {
      strings++;
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
    } else if (letter === "{" || letter === "[") depth = Math.max(depth, ++open);
    else if (letter === "}" || letter === "]") open--;
  }
  return { strings, depth };
}

/** Number of strings in the JSON text of a value, names included. */
function stringsOf(value: unknown): number {
  if (typeof value === "string") return 1;
  if (value === null || typeof value !== "object") return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Object.values(value)) count += stringsOf(inner);
  return count;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((n) => Number.isSafeInteger(n) && n >= 0 && !Object.is(n, -0));
}

/** A value as one line, shortened. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function metadataOf(file: string, value: unknown): Record<string, string> {
  if (!isRecord(value)) refuse(file, `its ${metadataName} must be an object`, shown(value));
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string") {
      refuse(file, `the value ${shown(name)} of its ${metadataName} must be a text`, shown(text));
    }
  }
  return value as Record<string, string>;
}

function isTypeOf<Type extends string>(
  itemSizes: Readonly<Record<Type, number>>,
  dtype: unknown,
): dtype is Type {
  return typeof dtype === "string" && Object.hasOwn(itemSizes, dtype);
}

function entryOf<Type extends string>(
  file: string,
  name: string,
  value: unknown,
  itemSizes: Readonly<Record<Type, number>>,
): TensorEntry<Type> {
  const array = `its array ${shown(name)}`;
  if (reserved.includes(name)) refuse(file, "no array may have a reserved name", name);
  if (!isRecord(value) || Object.keys(value).sort().join() !== "data_offsets,dtype,shape") {
    refuse(file, `${array} must have dtype, shape and data_offsets`, shown(value));
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isTypeOf(itemSizes, dtype)) {
    const types = Object.keys(itemSizes);
    const last = types.pop();
    refuse(file, `${array} must be of dtype ${types.join(", ")} or ${last}`, shown(dtype));
  }
  if (!isCounts(shape)) refuse(file, `the shape of ${array} must be whole numbers`, shown(shape));
  if (!isCounts(offsets) || offsets.length !== 2) {
    refuse(file, `the data_offsets of ${array} must be two whole numbers`, shown(offsets));
  }
  const [begin, end] = offsets;
  const size = itemSizes[dtype] * shape.reduce((a, b) => a * b, 1);
  if (end - begin !== size) {
    refuse(file, `${array} must have the ${size} bytes of its shape`, end - begin);
  }
  return { name, type: dtype, shape, begin, end };
}

/**
 * Decodes and checks the header of a file, so that all its entries can be read without further checks.
 *
 * @param file Name of the file in messages.
 * @param bytes The file, at least up to the end of its header.
 * @param size Bytes of the whole file.
 * @param types Bytes of a number of each dtype that arrays may have.
 * @throws {SyntaxError} If it is damaged; the message says how.
 */
export function decodeHeader(file: string, bytes: Uint8Array, size: number): TensorHeader;
export function decodeHeader<Type extends string>(
  file: string,
  bytes: Uint8Array,
  size: number,
  types: Readonly<Record<Type, number>>,
): TensorHeader<Type>;
export function decodeHeader(
  file: string,
  bytes: Uint8Array,
  size: number,
  types: Readonly<Record<string, number>> = itemSizes,
): TensorHeader<string> {
  const start = headerEnd(file, bytes, size);
  const rule = "its header must be JSON in UTF-8";
  let text: string, header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes.subarray(8, start));
  } catch {
    refuse(file, rule, "another encoding");
  }
  const { depth, strings } = outline(text);
  if (depth > deepest) {
    refuse(file, `its header must be at most ${deepest} lists or objects deep`, depth);
  }
  try {
    header = JSON.parse(text);
  } catch {
    refuse(file, rule, JSON.stringify(jsonFault(text)));
  }
  if (!isRecord(header) || !text.startsWith("{")) {
    refuse(file, "its header must be an object from its first byte", shown(header));
  }
  if (strings !== stringsOf(header)) {
    refuse(file, "no name in its header must occur twice", "one that does");
  }
  const metadata = metadataOf(file, header[metadataName] ?? {});
  const entries = Object.entries(header).filter(([name]) => name !== metadataName)
    .map(([name, value]) => entryOf(file, name, value, types))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const { name, begin, end: next } of entries) {
    if (begin !== end) refuse(file, `its array ${shown(name)} must begin at byte ${end}`, begin);
    end = next;
  }
  if (end !== size - start) refuse(file, `it must have ${end} bytes of numbers`, size - start);
  return { metadata, entries };
}

/**
 * Decodes the arrays and texts of a file. The arrays are views of `bytes` if these are aligned.
 *
 * @param file Name of the file in messages.
 * @throws {SyntaxError} If the bytes are damaged, or have numbers other than F32 and F64; the message says how.
 */
export function decodeTensors(file: string, bytes: Uint8Array): Tensors {
  const { metadata, entries } = decodeHeader(file, bytes, bytes.length);
  const start = headerEnd(file, bytes, bytes.length);
  const arrays: Record<string, NumberArray> = {};
  for (const { name, type, shape, begin, end } of entries) {
    const part = bytes.subarray(start + begin, start + end);
    const size = itemSizes[type];
    const { buffer, byteOffset } = part.byteOffset % size === 0 ? part : part.slice();
    const count = (end - begin) / size;
    arrays[name] = {
      shape,
      values: type === "F32"
        ? new Float32Array(buffer as ArrayBuffer, byteOffset, count)
        : new Float64Array(buffer as ArrayBuffer, byteOffset, count),
    };
  }
  return { metadata, arrays };
}
