/**
 * NumPy's `.npy` files, versions 1 to 3
 * ({@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html}).
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { selectColumns } from "./columns.ts";
import {
  decode,
  decodeRecords,
  type ElementType,
  type Field,
  foundFields,
  MAX_FIELDS,
  memberFields,
  selectFields,
} from "./elements.ts";
import type { Opened } from "./format.ts";
import { type Literal, parseLiteral } from "./literal.ts";
import {
  checkShape,
  CHUNK,
  damaged,
  type FoundArray,
  quote,
  type Selection,
  sentence,
  size,
  type Values,
} from "./source.ts";

/** The first bytes of every `.npy` file. */
const NPY_MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/** The content of the header. */
interface NpyHeader {
  readonly shape: number[];
  /** Whether the first index moves fastest. */
  readonly fortran: boolean;
  /** A number, or the columns of a record. */
  readonly element: ElementType | readonly Field[];
  /** Bytes of an element. */
  readonly bytes: number;
  /** Bytes before the first value. */
  readonly dataOffset: number;
}

/** The longest header that is read: enough for 32 extents many times over. */
const MAX_HEADER = 1 << 16;

/** The most bytes of an element, which is held whole. */
const MAX_BYTES = 1 << 20;

/** The most records within each other. */
const MAX_DEPTH = 16;

/** A type and its bytes. */
interface Described {
  readonly type: ElementType | string;
  readonly bytes: number;
}

/** The type of a name such as `<f8`; undefined for any other name. */
function elementType(text: string): Described | undefined {
  const match = /^([<>|=]?)([a-zA-Z])(\d*)(\[\w+\])?$/.exec(text);
  if (match === null) return undefined;
  const [, order, kind] = match;
  const count = Number(match[3]);
  // Texts in UTF-32, objects by their pickles.
  const bytes = kind === "U" ? 4 * count : kind === "O" ? 8 : count;
  const real = kind === "f"
    ? [2, 4, 8].includes(bytes)
    : kind === "b"
    ? bytes === 1
    : /[iu]/.test(kind) && [1, 2, 4, 8].includes(bytes);
  return {
    bytes,
    type: real
      ? {
        kind: kind as ElementType["kind"],
        bytes: bytes as ElementType["bytes"],
        littleEndian: order !== ">",
      }
      : `${/[SU]/.test(kind) ? "text of " : kind === "O" ? "Python objects of " : ""}the type ${
        quote(text)
      }`,
  };
}

/** The columns of a record, and its bytes; undefined where it describes none. */
function recordOf(
  members: readonly Literal[],
  prefix = "",
  start = 0,
  depth = 0,
): { fields: Field[]; bytes: number } | undefined {
  const fields: Field[] = [];
  let offset = start;
  if (depth > MAX_DEPTH) return undefined;
  for (const member of members) {
    if (!Array.isArray(member) || member.length < 2) return undefined;
    const [named, described, extents = []] = member as Literal[];
    // A title may stand before the name.
    const name = Array.isArray(named) ? named[1] : named;
    const shape = typeof extents === "number" ? [extents] : extents;
    if (typeof name !== "string" || !isExtents(shape)) return undefined;
    if (Array.isArray(described)) {
      const inner = recordOf(described, `${prefix}${name}.`, offset, depth + 1);
      if (inner === undefined || shape.length > 0) return undefined;
      fields.push(...inner.fields);
      offset += inner.bytes;
    } else {
      const fieldLayout = typeof described === "string" ? elementType(described) : undefined;
      if (fieldLayout === undefined) return undefined;
      // Padding has no name.
      if (name !== "") {
        fields.push(
          ...memberFields(`${prefix}${name}`, offset, fieldLayout.type, shape, fieldLayout.bytes),
        );
      }
      offset += fieldLayout.bytes * size(shape);
    }
    if (fields.length > MAX_FIELDS || !Number.isSafeInteger(offset)) return undefined;
  }
  return { fields, bytes: offset - start };
}

function isExtents(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((extent) => typeof extent === "number");
}

/**
 * Reads the header.
 *
 * @throws {SyntaxError} If it is no header, or its numbers are not real, or the file holds fewer or more values
 * than it says.
 */
function headerOf(file: Bytes): NpyHeader {
  const { path, length: total } = file;
  const read = (offset: number, count: number) => {
    if (offset + count <= total) return file.read(offset, count);
    throw damaged(path, `its array must have at least ${offset + count} bytes`, total);
  };
  const start = read(0, 12);
  if (NPY_MAGIC.some((byte, i) => start[i] !== byte)) {
    throw damaged(path, "it must start as a .npy file does", "other bytes");
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const version = start[6];
  if (version < 1 || version > 3) {
    throw damaged(path, "its .npy version must be 1, 2 or 3", version);
  }
  const [at, length] = version === 1
    ? [10, view.getUint16(8, true)]
    : [12, view.getUint32(8, true)];
  if (length > MAX_HEADER) {
    throw damaged(path, `its header must have at most ${MAX_HEADER} bytes`, length);
  }
  const text = new TextDecoder().decode(read(at, length));
  const entries = parseLiteral(text);
  const header = entries instanceof Map ? entries : new Map<string, Literal>();
  const shape = header.get("shape"), fortran = header.get("fortran_order");
  const described = header.get("descr");
  const layout = typeof described === "string"
    ? elementType(described)
    : Array.isArray(described)
    ? recordOf(described)
    : undefined;
  if (
    header.size !== 3 || typeof fortran !== "boolean" || !isExtents(shape) || layout === undefined
  ) {
    throw damaged(path, "its header must name a type, an order and a shape", quote(text.trim()));
  }
  checkShape(path, shape);
  const element = "type" in layout ? layout.type : layout.fields;
  if (typeof element === "string") {
    throw damaged(path, "its values must be real numbers of 1 to 8 bytes", element, element);
  }
  if (layout.bytes === 0 || layout.bytes > MAX_BYTES) {
    throw damaged(path, `its elements must have 1 to ${MAX_BYTES} bytes`, layout.bytes);
  }
  const dataOffset = at + length, bytes = size(shape) * layout.bytes;
  if (dataOffset + bytes !== total) {
    throw damaged(
      path,
      `its values must have ${bytes} bytes as its shape [${shape.join(", ")}] says`,
      total - dataOffset,
    );
  }
  return { shape, fortran, element, bytes: layout.bytes, dataOffset };
}

/**
 * Values of an array whose first index moves fastest, row-major: blocks of rows, gathered from one
 * stretch of the file for each remaining index.
 */
function* fortranChunks(
  path: string,
  { shape }: NpyHeader,
  type: ElementType,
  read: (offset: number, length: number) => Uint8Array<ArrayBuffer>,
): Generator<Values> {
  const rows = shape[0];
  const inner = shape.slice(1);
  const rowLength = size(inner);
  // Stretches of 16 numbers at least would be wished for; 64 MB bound the memory.
  const most = Math.max(
    1,
    Math.floor(Math.max(CHUNK, Math.min(16 * rowLength, 1 << 23)) / rowLength),
  );
  for (let start = 0; start < rows; start += most) {
    const count = Math.min(most, rows - start);
    const block = new Float64Array(count * rowLength);
    for (let j = 0; j < rowLength; j++) {
      // The column-major offset of the j-th inner index in row-major order.
      let rest = j, offset = 0, stride = size(inner);
      for (const extent of [...inner].reverse()) {
        stride /= extent;
        offset += (rest % extent) * stride;
        rest = Math.floor(rest / extent);
      }
      const values = decode(
        path,
        read((offset * rows + start) * type.bytes, count * type.bytes),
        type,
      );
      for (let i = 0; i < count; i++) block[i * rowLength + j] = values[i];
    }
    yield block;
  }
}

/** Whether the order of values in the file differs from row-major. */
function isTurned({ shape, fortran }: NpyHeader): boolean {
  return fortran && shape.filter((extent) => extent !== 1).length > 1;
}

/**
 * The array of a file.
 *
 * @param step Values that it gives at once, about.
 * @throws {SyntaxError} If it has records in Fortran order, or a selected column does not hold real numbers.
 * @throws {RangeError} If there is no such column.
 */
export function openNpy(
  file: Bytes,
  columns: readonly string[] | undefined,
  step = CHUNK,
): Opened {
  const { path, length } = file;
  const header = headerOf(file);
  const { shape, element, bytes, dataOffset } = header;
  const turned = isTurned(header);
  if (!("kind" in element)) {
    if (turned) throw damaged(path, "an array of records must be in C order", "Fortran order");
    const fields = selectFields(path, element, columns);
    const rows = Math.max(1, Math.floor(8 * step / bytes));
    return {
      shape: [...shape, fields.length],
      columns: fields.map(({ name }) => name),
      async *values() {
        for await (const part of file.stream(dataOffset, length, rows * bytes)) {
          yield decodeRecords(path, part, bytes, fields);
        }
      },
    };
  }
  async function* values(): AsyncGenerator<Values> {
    const type = element as ElementType;
    if (turned) {
      const whole = await file.whole();
      const read = (offset: number, count: number) => whole.read(dataOffset + offset, count);
      yield* fortranChunks(path, header, type, read);
    } else {
      for await (const part of file.stream(dataOffset, length, step * bytes)) {
        yield decode(path, part, type);
      }
    }
  }
  return selectColumns(path, { shape, values }, columns);
}

/** The description of the array of a file. */
export function inspectNpy(file: Bytes, name: string | null): FoundArray {
  const { shape, element } = headerOf(file);
  if ("kind" in element) return { name, shape };
  const found = foundFields(element);
  return { name, shape: [...shape, found.columns.length], ...found };
}

/** The array of a file: {@linkcode FormatModule}. */
export function open(file: Bytes, { dataset, columns }: Selection): Opened {
  if (dataset !== undefined) {
    throw new RangeError(
      sentence(file.path, "a .npy file has one array", `the dataset ${quote(dataset)}`),
    );
  }
  return openNpy(file, columns);
}

/** The array of a file: {@linkcode FormatModule}. */
export function inspect(file: Bytes): FoundArray[] {
  return [inspectNpy(file, null)];
}
