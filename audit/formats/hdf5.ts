/**
 * HDF5 files: datasets of real numbers and tables with named columns, hyperslab by hyperslab. Read apart:
 * {@linkcode openApart}.
 *
 * @module
 */
import { serve } from "./reader.ts";
import { Dataset, File, type Metadata, ready } from "h5wasm/node";
import type { Bytes } from "./bytes.ts";
import { columnIndices, openNamed, selectColumns } from "./columns.ts";
import type { Opened } from "./format.ts";
import { decode, type ElementType } from "./npy.ts";
import {
  checkShape,
  CHUNK,
  damaged,
  type FoundArray,
  quote,
  reasonOf,
  type Selection,
  size,
  type Values,
} from "./source.ts";

/** The most bytes of a chunk of the file, unpacked: the library holds it whole. */
const MAX_CHUNK = 1 << 26;

/** Deflate makes nothing smaller than by this factor; what is smaller has values that were never written. */
const MAX_DEFLATION = 1100;

/** Most names that are looked at to say which datasets there are. */
const MAX_NAMES = 10_000;

const library = await ready;
// A thrown error would leave the library's own stack where it was.
library.deactivate_throwing_error_handler();
// A filter that it does not know it would look for on this machine.
for (let i = library.get_plugin_search_paths().length - 1; i >= 0; i--) {
  library.remove_plugin_search_path(i);
}

/** How real numbers are stored; undefined where they are none that can be read. */
function elementType({ type, size, signed, enum_type }: Metadata): ElementType | undefined {
  const { H5T_INTEGER, H5T_FLOAT, H5T_ENUM } = library.H5T_class_t;
  // The library turns all to little-endian. Truth values are an enumeration in h5py.
  const integer = type === H5T_INTEGER.value ||
    (type === H5T_ENUM.value && enum_type?.type === H5T_INTEGER.value);
  const bytes = size as ElementType["bytes"];
  if (integer && [1, 2, 4, 8].includes(size)) {
    return { kind: signed ? "i" : "u", bytes, littleEndian: true };
  }
  if (type === H5T_FLOAT.value && (size === 4 || size === 8)) {
    return { kind: "f", bytes, littleEndian: true };
  }
  return undefined;
}

/** The type of an element, as a sentence names what cannot be read. */
function typeName({ type, size }: Metadata): string {
  const found = Object.entries(library.H5T_class_t).find(([, one]) => one?.value === type);
  const kind = found?.[0].replace("H5T_", "").toLowerCase() ?? "unknown";
  return `${kind} of ${size} bytes`;
}

/** The type of numbers, or a refusal. */
function checkedType(path: string, metadata: Metadata, what: string): ElementType {
  const type = elementType(metadata);
  if (type !== undefined) return type;
  throw damaged(
    path,
    `${what} must be integers or floating-point numbers of 4 or 8 bytes`,
    typeName(metadata),
  );
}

/** Names of the datasets of a file. */
function datasets(file: File): string[] {
  return library.get_names(file.file_id, "/", true).slice(0, MAX_NAMES).filter((name) => {
    try {
      return library.get_type(file.file_id, name) === library.H5G_DATASET;
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

/** The file as the library opens it. */
function openFile(path: string): File {
  const file = new File(path, "r");
  if (file.file_id <= 0n) throw damaged(path, "it must be a whole HDF5 file", "a damaged one");
  return file;
}

/** A dataset, or several side by side: {@linkcode FormatModule}. */
export async function open({ path, length }: Bytes, selection: Selection): Promise<Opened> {
  const file = openFile(path);
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
      (name, columns, step) => openDataset(file, path, length, name, columns, step),
    );
    return { ...opened, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The datasets of a file: {@linkcode FormatModule}. */
export function inspect({ path, length }: Bytes): FoundArray[] {
  const file = openFile(path);
  try {
    return datasets(file).map((name) => {
      try {
        const { shape, columns } = openDataset(file, path, length, name);
        return { name, shape, ...(columns && { columns }) };
      } catch (error) {
        return { name, shape: [], unreadable: reasonOf(path, error) };
      }
    });
  } finally {
    file.close();
  }
}

function openDataset(
  file: File,
  path: string,
  length: number,
  name: string,
  wanted?: readonly string[],
  step = CHUNK,
): Opened {
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
        throw damaged(
          path,
          `the values of ${quote(name)} must be readable`,
          `none from [${offset.join(", ")}] on`,
        );
      }
      return library.HEAPU8.slice(pointer, pointer + length);
    } finally {
      library._free(pointer);
    }
  };
  const part = { path, name, metadata, shape: extents, read, step };
  return metadata.compound_type === undefined ? arrayOf(part, wanted) : tableOf(part, wanted);
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

function arrayOf(
  { path, name, metadata, shape, read, step }: Part,
  wanted?: readonly string[],
): Opened {
  const type = checkedType(path, metadata, `the values of ${quote(name)}`);
  function* values(): Generator<Values> {
    for (const slab of slabs(shape, metadata.chunks, step)) yield decode(path, read(slab), type);
  }
  return selectColumns(path, { shape, values }, wanted);
}

/** A table of one axis whose elements have named members. */
function tableOf(
  { path, metadata, shape, read, step }: Part,
  wanted?: readonly string[],
): Opened {
  if (shape.length !== 1) {
    throw damaged(path, `a table must have one axis`, `[${shape.join(", ")}]`);
  }
  const { size: bytes, chunks } = metadata;
  const { members } = metadata.compound_type!;
  const fields = columnIndices(path, members.map(({ name }) => name), wanted).map((index) => ({
    name: members[index].name,
    offset: members[index].offset,
    type: checkedType(path, members[index], `the column ${quote(members[index].name)}`),
  }));
  const most = Math.max(1, Math.floor(8 * step / bytes));
  function* values(): Generator<Values> {
    for (const slab of slabs(shape, chunks, most)) {
      const part = read(slab);
      const rows = part.length / bytes;
      const out = new Float64Array(rows * fields.length);
      fields.forEach(({ offset, type }, c) => {
        const column = new Uint8Array(rows * type.bytes);
        for (let row = 0; row < rows; row++) {
          const from = row * bytes + offset;
          column.set(part.subarray(from, from + type.bytes), row * type.bytes);
        }
        decode(path, column, type).forEach((value, row) => out[row * fields.length + c] = value);
      });
      yield out;
    }
  }
  return {
    shape: [shape[0], fields.length],
    columns: fields.map(({ name }) => name),
    values,
  };
}

serve({ open, inspect });
