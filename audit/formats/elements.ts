/**
 * Numbers from bytes: elements of arrays, and records of elements that have names.
 *
 * @module
 */
import { damaged, size, type Values } from "./source.ts";
import { foundColumns, usableColumns } from "./usable.ts";

/** How the numbers of an array are stored. */
export interface ElementType {
  readonly kind: "f" | "i" | "u" | "b";
  /** Bytes of one. */
  readonly bytes: 1 | 2 | 4 | 8;
  readonly littleEndian: boolean;
}

/** A column of records of equal length. */
export interface Field {
  readonly name: string;
  /** Bytes of a record before it. */
  readonly offset: number;
  /** Its type in words, if it is not a real number. */
  readonly type: ElementType | string;
}

/** A column of real numbers. */
type OfNumbers<Column> = Column & { readonly type: ElementType };

/** The most columns of records. */
export const MAX_FIELDS = 10_000;

/** Turns every group of `width` bytes round. */
function swap(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) {
    for (let i = start, j = start + width - 1; i < j; i++, j--) {
      [bytes[i], bytes[j]] = [bytes[j], bytes[i]];
    }
  }
}

/**
 * Numbers from their bytes; single precision where that holds every one of them.
 *
 * @param bytes Whole numbers of values; it is the decoder's from here on.
 * @throws {SyntaxError} If an integer is beyond $2^{53}$.
 */
export function decode(path: string, bytes: Uint8Array<ArrayBuffer>, type: ElementType): Values {
  if (!type.littleEndian && type.bytes > 1) swap(bytes, type.bytes);
  if (bytes.byteOffset % type.bytes !== 0) bytes = bytes.slice();
  const { buffer, byteOffset } = bytes;
  const length = bytes.length / type.bytes;
  switch (`${type.kind}${type.bytes}`) {
    case "f8":
      return new Float64Array(buffer, byteOffset, length);
    case "f4":
      return new Float32Array(buffer, byteOffset, length);
    case "f2":
      return Float32Array.from(new Float16Array(buffer, byteOffset, length));
    case "i1":
      return new Float32Array(new Int8Array(buffer, byteOffset, length));
    case "i2":
      return new Float32Array(new Int16Array(buffer, byteOffset, length));
    case "i4":
      return new Float64Array(new Int32Array(buffer, byteOffset, length));
    case "u1":
      return new Float32Array(bytes);
    case "u2":
      return new Float32Array(new Uint16Array(buffer, byteOffset, length));
    case "u4":
      return new Float64Array(new Uint32Array(buffer, byteOffset, length));
    case "b1":
      return Float32Array.from(bytes, (byte) => byte === 0 ? 0 : 1);
  }
  const integers = type.kind === "i"
    ? new BigInt64Array(buffer, byteOffset, length)
    : new BigUint64Array(buffer, byteOffset, length);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    values[i] = Number(integers[i]);
    if (!Number.isSafeInteger(values[i])) {
      throw damaged(path, "every integer must be below 2^53 in size", integers[i]);
    }
  }
  return values;
}

/**
 * The fields of a member of a record: one, or one for each number of an array, named `member[0]`,
 * `member[1]` and so on.
 *
 * @param shape Extents of the array; none where the member is a number.
 * @param bytes Bytes of one number.
 */
export function memberFields(
  name: string,
  offset: number,
  type: ElementType | string,
  shape: readonly number[],
  bytes: number,
): Field[] {
  const count = size(shape);
  if (!(count <= MAX_FIELDS)) return [{ name, offset, type: `an array of ${count}` }];
  return Array.from({ length: count }, (_, i) => {
    let rest = i, place = "";
    for (const extent of [...shape].reverse()) {
      place = `[${rest % extent}]${place}`;
      rest = Math.floor(rest / extent);
    }
    return { name: `${name}${place}`, offset: offset + i * bytes, type };
  });
}

/** Fields as the columns of a table: those that are real numbers can be used. */
function asColumns<Column extends Pick<Field, "name" | "type">>(fields: readonly Column[]) {
  return fields.map((field) => ({
    name: field.name,
    field,
    ...(typeof field.type === "string" && { unreadable: field.type }),
  }));
}

/** The fields that are real numbers, and those that are not where there are such. */
export function foundFields(fields: readonly Pick<Field, "name" | "type">[]) {
  return foundColumns(asColumns(fields));
}

/**
 * The selected fields, in the given order.
 *
 * @param wanted Their names; all without.
 * @throws {RangeError} If a name is not there.
 * @throws {SyntaxError} If one is not a real number.
 */
export function selectFields<Column extends Pick<Field, "name" | "type">>(
  path: string,
  fields: readonly Column[],
  wanted?: readonly string[],
): OfNumbers<Column>[] {
  return usableColumns(path, "column", asColumns(fields), wanted)
    .map(({ field }) => field as OfNumbers<Column>);
}

/**
 * Columns of records, row-major.
 *
 * @param bytes Whole records.
 * @param length Bytes of a record.
 * @throws {SyntaxError} If an integer is beyond $2^{53}$.
 */
export function decodeRecords(
  path: string,
  bytes: Uint8Array,
  length: number,
  fields: readonly OfNumbers<Field>[],
): Float64Array {
  const rows = bytes.length / length;
  const out = new Float64Array(rows * fields.length);
  for (const [c, { offset, type }] of fields.entries()) {
    const column = new Uint8Array(rows * type.bytes);
    for (let row = 0; row < rows; row++) {
      const from = row * length + offset;
      column.set(bytes.subarray(from, from + type.bytes), row * type.bytes);
    }
    const values = decode(path, column, type);
    for (let row = 0; row < rows; row++) out[row * fields.length + c] = values[row];
  }
  return out;
}
