/**
 * NumPy's `.npy` files, versions 1 to 3
 * ({@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html}).
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { selectColumns } from "./columns.ts";
import type { Opened } from "./format.ts";
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

/** What the header says. */
export interface NpyHeader {
  readonly shape: number[];
  /** Whether the first index moves fastest. */
  readonly fortran: boolean;
  readonly type: ElementType;
  /** Bytes before the first value. */
  readonly dataOffset: number;
}

/** How the numbers of an array are stored. */
export interface ElementType {
  readonly kind: "f" | "i" | "u" | "b";
  /** Bytes of one. */
  readonly bytes: 1 | 2 | 4 | 8;
  readonly littleEndian: boolean;
}

/** The longest header that is read: enough for 32 extents many times over. */
const MAX_HEADER = 1 << 16;

const DICTIONARY = new RegExp(
  String.raw`^\s*\{\s*((?:'descr'|"descr"|'fortran_order'|"fortran_order"|'shape'|"shape")\s*:\s*` +
    String.raw`(?:'[^']*'|"[^"]*"|True|False|\([\d\sL,]*\))\s*(?:,\s*|(?=\})))*\}\s*$`,
);

/** Reads the type's name, such as `<f8`. */
function elementType(path: string, text: string): ElementType {
  const match = /^([<>|=]?)([fiub])([1248])$/.exec(text);
  const kind = match?.[2] as ElementType["kind"];
  const bytes = Number(match?.[3]) as ElementType["bytes"];
  if (match === null || (kind === "f" && bytes === 1) || (kind === "b" && bytes !== 1)) {
    throw damaged(
      path,
      "its values must be real numbers of 1 to 8 bytes",
      `the type ${quote(text)}`,
    );
  }
  return { kind, bytes, littleEndian: match[1] !== ">" };
}

/**
 * Reads the header.
 *
 * @param read Gives `length` bytes from `offset`, or throws where the file ends before.
 * @throws {SyntaxError} If it is none, or names numbers that are no real ones.
 */
export async function npyHeader(
  path: string,
  read: (offset: number, length: number) => Uint8Array | Promise<Uint8Array>,
): Promise<NpyHeader> {
  const start = await read(0, 12);
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
  const text = new TextDecoder().decode(await read(at, length));
  const entry = (key: string) =>
    new RegExp(String.raw`['"]${key}['"]\s*:\s*('[^']*'|"[^"]*"|True|False|\([^)]*\))`).exec(text)
      ?.[1];
  const [descr, order, shapeText] = ["descr", "fortran_order", "shape"].map(entry);
  if (
    !DICTIONARY.test(text) || !/^['"]/.test(descr ?? "") || !/^[TF]/.test(order ?? "") ||
    !/^\(/.test(shapeText ?? "")
  ) {
    throw damaged(
      path,
      "its header must name one type of numbers, an order and a shape",
      quote(text.trim()),
    );
  }
  const extents = shapeText!.slice(1, -1).split(",").map((extent) => extent.trim());
  if (extents.at(-1) === "") extents.pop();
  const shape = extents.map((extent) => /^\d+L?$/.test(extent) ? parseInt(extent) : NaN);
  checkShape(path, shape);
  return {
    shape,
    fortran: order === "True",
    type: elementType(path, descr!.slice(1, -1)),
    dataOffset: at + length,
  };
}

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
 * Values of an array whose first index moves fastest, row-major: blocks of rows, gathered from one
 * stretch of the file for each remaining index.
 */
export function* fortranChunks(
  path: string,
  { shape, type }: NpyHeader,
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

/** Whether values stand in the file as they are given. */
export function isFlat({ shape, fortran }: NpyHeader): boolean {
  return !fortran || shape.filter((extent) => extent !== 1).length < 2;
}

/**
 * Checks that there are as many bytes after a header as it says.
 *
 * @param length Bytes of header and values.
 * @throws {SyntaxError} If there are fewer or more.
 */
export function checkLength(path: string, header: NpyHeader, length: number): void {
  const { shape, type, dataOffset } = header;
  const bytes = size(shape) * type.bytes;
  if (dataOffset + bytes === length) return;
  throw damaged(
    path,
    `its values must have ${bytes} bytes as its shape [${shape.join(", ")}] says`,
    length - dataOffset,
  );
}

/** The header of a file whose values are there. */
async function headerOf(file: Bytes): Promise<NpyHeader> {
  const { path, length } = file;
  const header = await npyHeader(path, (offset, count) => {
    if (offset + count <= length) return file.read(offset, count);
    throw damaged(path, `its array must have at least ${offset + count} bytes`, length);
  });
  checkLength(path, header, length);
  return header;
}

/** The array of a file: {@linkcode FormatModule}. */
export async function open(file: Bytes, { dataset, columns }: Selection): Promise<Opened> {
  const { path, length } = file;
  if (dataset !== undefined) {
    throw new RangeError(
      sentence(path, "a .npy file has one array", `the dataset ${quote(dataset)}`),
    );
  }
  const header = await headerOf(file);
  const { shape, type, dataOffset } = header;
  async function* values(): AsyncGenerator<Values> {
    if (isFlat(header)) {
      for await (const part of file.stream(dataOffset, length, CHUNK * type.bytes)) {
        yield decode(path, part, type);
      }
    } else {
      yield* fortranChunks(
        path,
        header,
        (offset, count) => file.read(dataOffset + offset, count),
      );
    }
  }
  return selectColumns(path, { shape, values }, columns);
}

/** The array of a file: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const { shape } = await headerOf(file);
  return [{ name: null, shape }];
}
