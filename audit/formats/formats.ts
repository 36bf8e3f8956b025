/**
 * The formats. Files are recognised by their content, not by their names or places.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { foreignFormat, refuseForeign } from "./foreign.ts";
import type { FormatModule, Opened } from "./format.ts";
import { gunzip, isGzip } from "./gzip.ts";
import {
  type ArraySource,
  checkFinite,
  damaged,
  type FoundArray,
  type Selection,
  sentence,
  type Values,
} from "./source.ts";

export type { ArraySource, FoundArray, Selection, Values } from "./source.ts";
export { arraySource } from "./memory.ts";

/** A format that is read apart. */
export interface ApartFormat {
  /** As results name it. */
  readonly name: string;
  /** As sentences name it. */
  readonly title: string;
  /** Address of the module that reads it. */
  readonly apart: string;
}

/** What reads files whose libraries may go astray on damaged bytes. */
export interface Apart {
  /** The arrays of a file. */
  inspect(format: ApartFormat, path: string): Promise<readonly FoundArray[]>;
  /** An array of a file. */
  open(format: ApartFormat, path: string, selection: Selection): Promise<Opened>;
}

/** What a file holds: the name of its format, and its arrays in the file's order. */
export interface Contents {
  readonly format: string;
  readonly arrays: readonly FoundArray[];
}

/** How a file of a format is recognised, and what reads it. */
type Format =
  & {
    /** As results name it. */
    readonly name: string;
    /** As sentences name it. */
    readonly title: string;
    /** Whether a file is of this format, by its first bytes. */
    begins(start: Uint8Array): boolean;
  }
  & ({
    /** What reads it in this process; loaded with the first such file. */
    load(): Promise<FormatModule>;
  } | {
    /** What reads it in a process of its own, as its library may go astray on damaged bytes. */
    readonly apart: string;
  });

/** Whether bytes are those of a text, letter by letter, from a place on. */
function has(bytes: Uint8Array, text: string, at = 0): boolean {
  return [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
}

/** Whether bytes are those of a text: none is a control character other than blanks. */
function isText(start: Uint8Array): boolean {
  return start.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}

/** Recognises files by their first bytes; a table of text may begin with the same word. */
function magic(...texts: string[]): (start: Uint8Array) => boolean {
  return (start) => texts.some((text) => has(start, text)) && !isText(start);
}

/** The first letter of a text that is not a blank. */
const letter = (start: Uint8Array) =>
  new TextDecoder().decode(start).trimStart()[0] as string | undefined;

/** The formats; the first that recognises a file reads it. */
const formats: readonly Format[] = [
  { name: "npy", title: ".npy", begins: magic("\x93NUMPY"), load: () => import("./npy.ts") },
  {
    name: "npz",
    title: ".npz",
    begins: magic("PK\x03\x04", "PK\x05\x06"),
    load: () => import("./npz.ts"),
  },
  {
    name: "hdf5",
    title: "HDF5",
    // Programs may put up to 2 kB of their own before it.
    begins: (start) => [0, 512, 1024, 2048].some((at) => has(start, "\x89HDF\r\n\x1a\n", at)),
    apart: import.meta.resolve("./hdf5.ts"),
  },
  {
    name: "root",
    title: "ROOT",
    begins: magic("root"),
    apart: import.meta.resolve("../root/root.ts"),
  },
  {
    name: "parquet",
    title: "Parquet",
    begins: magic("PAR1"),
    apart: import.meta.resolve("./parquet.ts"),
  },
  {
    name: "arrow",
    title: "Arrow",
    // A file, and a stream: a mark, then the length of the schema.
    begins: (start) =>
      has(start, "ARROW1\0\0") || (has(start, "\xff\xff\xff\xff") && start[7] === 0),
    load: () => import("./arrow.ts"),
  },
  {
    name: "safetensors",
    title: "safetensors",
    // The length of a header below 4 GB, then the header, which is JSON.
    begins: (start) => has(start, "{", 8) && start.subarray(4, 8).every((byte) => byte === 0),
    load: () => import("./safetensors.ts"),
  },
  {
    name: "json",
    title: "JSON",
    begins: (start) => ["[", "{"].includes(letter(start) ?? ""),
    load: () => import("./json.ts"),
  },
  {
    name: "csv",
    title: "tables of text",
    begins: (start) => letter(start) !== undefined && !start.includes(0),
    load: () => import("./csv.ts"),
  },
];

/** The formats as a list in words. */
export const formatTitles: readonly string[] = formats.map(({ title }) => title);

/** The first bytes of a file, by which its format is known. */
function startOf(file: Bytes): Uint8Array {
  return file.read(0, Math.min(file.length, 2056));
}

/** The format of a file that begins so. */
function formatOf(start: Uint8Array): Format | undefined {
  return formats.find(({ begins }) => begins(start));
}

/** A file whose format is known; if it is compressed, as what it unpacks to. */
interface Known {
  readonly file: Bytes;
  readonly format: Format;
}

/** Whether a file is read by a process of its own. */
export function isApart(file: Bytes): boolean {
  const format = formatOf(startOf(file));
  return format !== undefined && "apart" in format;
}

/**
 * The format of a file.
 *
 * @throws {SyntaxError} If it is in none that is read, or damaged.
 */
async function know(file: Bytes): Promise<Known> {
  const { path } = file;
  const packed = isGzip(startOf(file));
  if (packed) file = await gunzip(file);
  const start = startOf(file);
  // Some that are not read are made of text.
  const foreign = foreignFormat(start);
  if (foreign !== undefined) throw refuseForeign(path, foreign);
  const format = formatOf(start);
  if (format === undefined) {
    throw damaged(
      path,
      "it must be an array in a known format",
      start.length === 0 ? "an empty file" : "other bytes",
    );
  }
  if (packed && "apart" in format) {
    const title = `${format.title} compressed by gzip as a whole`;
    throw refuseForeign(path, { title, line: (file) => `in a shell: gunzip --keep ${file}` });
  }
  return { file, format };
}

/** An array as it is given to others: only finite values, unless the selection allows others. */
function sourceOf({ file, format }: Known, opened: Opened, nonFinite: boolean): ArraySource {
  const { path } = file;
  const { shape, columns, edges, squares } = opened;
  return {
    path,
    format: format.name,
    shape,
    ...(columns && { columns }),
    ...(edges && { edges }),
    ...(squares && { squares }),
    async *chunks() {
      let index = 0;
      for await (const values of opened.values()) {
        if (!nonFinite) checkFinite({ path, shape }, values, index);
        index += values.length;
        yield values;
      }
    },
    close() {
      opened.close?.();
      file.close();
    },
  };
}

/**
 * What a file holds, without reading its values.
 *
 * @param apart Reads files whose libraries may go astray.
 * @returns The format's name, and the arrays in the file's order.
 * @throws {SyntaxError} If the file is in none of the formats, or damaged.
 */
export async function inspectBytes(raw: Bytes, apart: Apart): Promise<Contents> {
  const { file, format } = await know(raw);
  const arrays = "load" in format
    ? await (await format.load()).inspect(file)
    : await apart.inspect(format, file.path);
  return { format: format.name, arrays };
}

/**
 * Opens an array in a file, which is closed with it.
 *
 * @param apart Reads files whose libraries may go astray.
 * @param selection Which of its arrays and columns; needed where the file has several.
 * @throws {SyntaxError} If the file is in none of the formats, or damaged.
 * @throws {RangeError} If it has not what is selected.
 */
export async function openBytes(
  raw: Bytes,
  apart: Apart,
  selection: Selection = {},
): Promise<ArraySource> {
  try {
    const known = await know(raw);
    const { file, format } = known;
    const opened = "load" in format
      ? await (await format.load()).open(file, selection)
      : await apart.open(format, file.path, selection);
    return sourceOf(known, opened, selection.nonFinite ?? false);
  } catch (error) {
    raw.close();
    throw error;
  }
}

/** The values of a source whose number is known. */
async function filled(source: ArraySource, values: Float64Array): Promise<Float64Array> {
  let count = 0;
  for await (const part of source.chunks()) {
    if (count + part.length <= values.length) values.set(part, count);
    count += part.length;
  }
  if (count === values.length) return values;
  throw damaged(source.path, `it must have ${values.length} values as its shape says`, count);
}

/** The values of a source whose number is known only at its end. */
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
 * All values of an array that is open.
 *
 * @param maxValues The most that may be held: $2^{24}$ by default, 128 MB.
 * @returns Its shape, and its values row-major.
 * @throws {RangeError} If it has more values.
 * @throws {SyntaxError} If a value is not a finite number, or the file is damaged.
 */
export async function valuesOf(
  source: ArraySource,
  maxValues = 1 << 24,
): Promise<{ shape: number[]; values: Float64Array }> {
  const refuse = (count: string) =>
    new RangeError(sentence(source.path, `it must have at most ${maxValues} values`, count));
  const [first, ...inner] = source.shape as readonly [number | null, ...number[]];
  const rowLength = inner.reduce((product, extent) => product * extent, 1);
  const known = source.shape.length === 0 ? 1 : first === null ? undefined : first * rowLength;
  if (known !== undefined && known > maxValues) throw refuse(String(known));
  const values = known === undefined
    ? await gathered(source, maxValues, refuse)
    : await filled(source, new Float64Array(known));
  const shape = source.shape.length === 0 ? [] : [first ?? values.length / rowLength, ...inner];
  return { shape, values };
}
