/**
 * HDF5 files: datasets of real numbers and tables with named columns, hyperslab by hyperslab. Read apart:
 * {@linkcode Readers}.
 *
 * @module
 */
import { type CompoundMember, Dataset, File, type Metadata, ready } from "h5wasm";
import type { Bytes } from "./bytes.ts";
import { openNamed, selectColumns } from "./columns.ts";
import type { Opened } from "./format.ts";
import {
  decode,
  decodeRecords,
  type ElementType,
  type Field,
  foundFields,
  memberFields,
  selectFields,
} from "./elements.ts";
import {
  checkShape,
  CHUNK,
  damaged,
  type FoundArray,
  quote,
  reasonOf,
  type Selection,
  size,
} from "./source.ts";

/** The most bytes of a chunk of the file, unpacked: the library holds it whole. */
const MAX_CHUNK = 1 << 26;

/** Deflate makes nothing smaller than by this factor; what is smaller has values that were never written. */
const MAX_DEFLATION = 1100;

/** The most bytes of names of columns. */
const MAX_TEXT = 1 << 20;

/** Most names that are looked at to say which datasets there are. */
const MAX_NAMES = 10_000;

const library = await ready;
// A thrown error would leave the library's own stack where it was.
library.deactivate_throwing_error_handler();
// It would look for an unknown filter on this machine.
for (let i = library.get_plugin_search_paths().length - 1; i >= 0; i--) {
  library.remove_plugin_search_path(i);
}

/**
 * How real numbers are stored; the type in words if it cannot be read.
 *
 * @param littleEndian As the library gives them: it turns arrays of numbers to that, but not members of tables.
 */
function elementType(
  { type, size, signed, enum_type }: Metadata,
  littleEndian: boolean,
): ElementType | string {
  const { H5T_INTEGER, H5T_FLOAT, H5T_ENUM } = library.H5T_class_t;
  // Truth values are an enumeration in h5py.
  const integer = type === H5T_INTEGER.value ||
    (type === H5T_ENUM.value && enum_type?.type === H5T_INTEGER.value);
  const bytes = size as ElementType["bytes"];
  if (integer && [1, 2, 4, 8].includes(size)) {
    return { kind: signed ? "i" : "u", bytes, littleEndian };
  }
  if (type === H5T_FLOAT.value && (size === 4 || size === 8)) {
    return { kind: "f", bytes, littleEndian };
  }
  const entry = Object.entries(library.H5T_class_t).find(([, member]) => member?.value === type);
  const kind = entry?.[0].replace("H5T_", "").toLowerCase() ?? "unknown";
  return kind === "string" ? "text" : `${kind} of ${size} bytes`;
}

/** The columns of a table's elements. */
function fieldsOf(members: readonly CompoundMember[], prefix = "", start = 0): Field[] {
  return members.flatMap(({ name, offset, ...metadata }) => {
    const { compound_type, array_type } = metadata;
    const path = `${prefix}${name}`, at = start + offset;
    if (compound_type !== undefined) return fieldsOf(compound_type.members, `${path}.`, at);
    const element = array_type ?? metadata;
    const type = elementType(element, element.littleEndian);
    return memberFields(path, at, type, array_type?.shape ?? [], element.size);
  });
}

/** Names of the datasets of a file, without the indices that PyTables keeps for itself. */
function datasets(file: File): string[] {
  return library.get_names(file.file_id, "/", true).slice(0, MAX_NAMES).filter((name) => {
    try {
      return !/(^|\/)_i_/.test(name) &&
        library.get_type(file.file_id, name) === library.H5G_DATASET;
    } catch {
      return false;
    }
  });
}

/** A part of an array: where it begins and how far it goes along each axis. */
interface Slab {
  readonly offset: number[];
  readonly count: number[];
}

/**
 * Parts of an array, in the order of its values, each contiguous row-major: along the first axis on which
 * they can be of about so many values, in whole chunks of the file where these are not much larger.
 */
function* slabs(
  shape: readonly number[],
  chunks: readonly number[] | null,
  most: number,
): Generator<Slab> {
  if (shape.includes(0)) return;
  if (shape.length === 0) return yield { offset: [], count: [] };
  let axis = 0;
  while (axis < shape.length - 1 && size(shape.slice(axis + 1)) > most) axis++;
  const row = size(shape.slice(axis + 1));
  const fitting = Math.max(1, Math.floor(most / row));
  const aligned = chunks?.[axis] ?? 1;
  const step = aligned <= fitting
    ? fitting - fitting % aligned
    : aligned * row <= 8 * most
    ? aligned
    : fitting;
  const outer = shape.slice(0, axis);
  const place = outer.map(() => 0);
  for (let left = size(outer); left > 0; left--) {
    for (let start = 0; start < shape[axis]; start += step) {
      yield {
        offset: [...place, start, ...shape.slice(axis + 1).map(() => 0)],
        count: [
          ...place.map(() => 1),
          Math.min(step, shape[axis] - start),
          ...shape.slice(axis + 1),
        ],
      };
    }
    for (let i = axis - 1; i >= 0 && ++place[i] === outer[i]; i--) place[i] = 0;
  }
}

/** The functions of the library's file system that its types leave out. */
interface FileSystem {
  createFile(
    folder: string,
    name: string,
    properties: Readonly<Record<string, never>>,
    canRead: boolean,
    canWrite: boolean,
  ): {
    /** Bytes of the file. */
    usedBytes: number;
    stream_ops: {
      /** Puts at most so many bytes from a place of the file on into a buffer; returns their number. */
      read(stream: unknown, buffer: Int8Array, offset: number, most: number, from: number): number;
    };
  };
  unlink(path: string): void;
  readonly ErrnoError: new (code: number) => Error;
}

/** Number of files opened so far. */
let mounts = 0;

/** The number by which the library knows that reading has failed. */
const INPUT_FAULT = 29;

/** A file that the library has open. Its bytes are read where they lie, as the library asks for them. */
class MountedFile {
  readonly path: string;
  readonly length: number;
  readonly file: File;
  readonly #system = library.FS as unknown as FileSystem;
  readonly #place = `/${mounts++}`;
  /** What reading threw first, which the library cannot say. */
  #fault: unknown;

  /** @throws {SyntaxError} If it is damaged. */
  constructor(bytes: Bytes) {
    this.path = bytes.path;
    this.length = bytes.length;
    const node = this.#system.createFile("/", this.#place.slice(1), {}, true, false);
    node.usedBytes = bytes.length;
    node.stream_ops = {
      ...node.stream_ops,
      read: (_, { buffer }, offset, most, from) => {
        const length = Math.max(0, Math.min(most, bytes.length - from));
        try {
          bytes.readInto(new Uint8Array(buffer as ArrayBuffer, offset, length), from);
        } catch (error) {
          this.#fault ??= error;
          throw new this.#system.ErrnoError(INPUT_FAULT);
        }
        return length;
      },
    };
    this.file = new File(this.#place, "r");
    if (this.file.file_id <= 0n) {
      this.#system.unlink(this.#place);
      throw this.refusal("it must be a whole HDF5 file", "a damaged one");
    }
  }

  /** The error of a file that the library cannot read. */
  refusal(rule: string, value: string): unknown {
    return this.#fault ?? damaged(this.path, rule, value);
  }

  close(): void {
    this.file.close();
    this.#system.unlink(this.#place);
  }
}

/** A dataset, or several side by side: {@linkcode FormatModule}. */
export async function open(bytes: Bytes, selection: Selection): Promise<Opened> {
  const { path } = bytes;
  const mounted = new MountedFile(bytes);
  const { file } = mounted;
  const plain = (name: string) => name.replace(/^\/+/, "");
  const names = datasets(file);
  const { dataset, columns } = selection;
  const several = dataset === undefined && columns?.every((name) => names.includes(plain(name)));
  try {
    const opened = await openNamed(
      path,
      "datasets",
      names,
      { dataset: dataset && plain(dataset), columns: several ? columns!.map(plain) : columns },
      (name, columns, step) => {
        const part = partOf(mounted, name, step);
        return openPart(part, namesOf(mounted, part), columns);
      },
    );
    return { ...opened, close: () => mounted.close() };
  } catch (error) {
    mounted.close();
    throw error;
  }
}

/** The datasets of a file: {@linkcode FormatModule}. */
export function inspect(bytes: Bytes): FoundArray[] {
  const { path } = bytes;
  const mounted = new MountedFile(bytes);
  try {
    return datasets(mounted.file).map((name) => {
      try {
        const part = partOf(mounted, name, CHUNK);
        const { compound_type } = part.metadata;
        const found = compound_type && foundFields(fieldsOf(compound_type.members));
        const { shape, columns } = openPart(part, namesOf(mounted, part), found?.columns);
        return { name, shape, ...(columns && { columns }), ...found };
      } catch (error) {
        return { name, shape: [], unreadable: reasonOf(path, error) };
      }
    });
  } finally {
    mounted.close();
  }
}

/** A dataset that is open. */
interface Part {
  readonly path: string;
  readonly name: string;
  readonly metadata: Metadata;
  readonly shape: number[];
  readonly read: (slab: Slab) => Uint8Array<ArrayBuffer>;
  /** Values that are given at once, about. */
  readonly step: number;
}

function partOf(mounted: MountedFile, name: string, step: number): Part {
  const { file, path, length } = mounted;
  const { metadata } = new Dataset(file.file_id, name);
  const { shape: extents, chunks, size: bytes } = metadata;
  if (extents === null) {
    throw damaged(path, `the dataset ${quote(name)} must have values`, "an empty one");
  }
  checkShape(path, extents);
  if (metadata.virtual_sources !== undefined) {
    throw damaged(path, `the dataset ${quote(name)} must be in this file`, "a virtual one");
  }
  const total = size(extents) * bytes;
  if (total > MAX_DEFLATION * length) {
    throw damaged(
      path,
      `the values of ${quote(name)} must all be in the file`,
      `${total} bytes of values in ${length}`,
    );
  }
  const foreign = library.get_dataset_filters(file.file_id, name)
    .find(({ id }) => id < library.H5Z_FILTER_DEFLATE || id > library.H5Z_FILTER_SCALEOFFSET);
  if (foreign !== undefined) {
    throw damaged(
      path,
      `${quote(name)} must be packed by a filter of HDF5 itself, such as gzip`,
      quote(foreign.name || `filter ${foreign.id}`),
    );
  }
  const held = size(chunks ?? []) * bytes;
  if (held > MAX_CHUNK) {
    throw damaged(path, `a chunk of ${quote(name)} must have at most ${MAX_CHUNK} bytes`, held);
  }
  /** The bytes of a part. */
  const read = ({ offset, count }: Slab): Uint8Array<ArrayBuffer> => {
    const length = size(count) * bytes;
    const pointer = library._malloc(length);
    if (pointer === 0) throw damaged(path, "it must be readable in little memory", length);
    try {
      const all = count.length === 0;
      const status = library.get_dataset_data(
        file.file_id,
        name,
        all ? null : count.map(BigInt),
        all ? null : offset.map(BigInt),
        all ? null : count.map(() => 1n),
        BigInt(pointer),
      );
      if (status < 0) {
        throw mounted.refusal(
          `the values of ${quote(name)} must be readable`,
          `none from [${offset.join(", ")}] on`,
        );
      }
      return library.HEAPU8.slice(pointer, pointer + length);
    } finally {
      library._free(pointer);
    }
  };
  return { path, name, metadata, shape: extents, read, step };
}

/** The names of the columns of an array, where pandas wrote it: they stand in a dataset beside it. */
function namesOf(mounted: MountedFile, { name, shape }: Part): string[] | undefined {
  const beside = /^(.*block\d+)_values$/.exec(name)?.[1];
  if (beside === undefined || shape.length !== 2) return undefined;
  const names = datasets(mounted.file).find((other) => other === `${beside}_items`);
  if (names === undefined) return undefined;
  const { metadata: { type, size: bytes, vlen }, read, ...items } = partOf(mounted, names, CHUNK);
  const texts = type === library.H5T_class_t.H5T_STRING.value && vlen !== true;
  if (!texts || items.shape.join() !== String(shape[1]) || bytes * shape[1] > MAX_TEXT) {
    return undefined;
  }
  const text = read({ offset: [0], count: items.shape });
  return Array.from(
    { length: shape[1] },
    (_, i) =>
      new TextDecoder().decode(text.subarray(i * bytes, (i + 1) * bytes)).replace(/\0+$/, ""),
  );
}

function openPart(
  part: Part,
  names: readonly string[] | undefined,
  columns: readonly string[] | undefined,
): Opened {
  return part.metadata.compound_type === undefined
    ? arrayOf(part, names, columns)
    : tableOf(part, columns);
}

function arrayOf(
  { path, name, metadata, shape, read, step }: Part,
  names: readonly string[] | undefined,
  wanted: readonly string[] | undefined,
): Opened {
  const type = elementType(metadata, true);
  if (typeof type === "string") {
    throw damaged(
      path,
      `the values of ${quote(name)} must be integers or floating-point numbers of 4 or 8 bytes`,
      type,
      type,
    );
  }
  const array = {
    shape,
    ...(names && { columns: names }),
    *values() {
      for (const slab of slabs(shape, metadata.chunks, step)) yield decode(path, read(slab), type);
    },
  };
  return selectColumns(path, array, wanted);
}

/** A dataset whose elements have named members: its columns along a further last axis. */
function tableOf(
  { path, metadata, shape, read, step }: Part,
  wanted: readonly string[] | undefined,
): Opened {
  const { size: bytes, chunks } = metadata;
  const fields = selectFields(path, fieldsOf(metadata.compound_type!.members), wanted);
  const most = Math.max(1, Math.floor(8 * step / bytes));
  return {
    shape: [...shape, fields.length],
    columns: fields.map(({ name }) => name),
    *values() {
      for (const slab of slabs(shape, chunks, most)) {
        yield decodeRecords(path, read(slab), bytes, fields);
      }
    },
  };
}
