/**
 * Parquet files: columns of numbers, row group by row group. Read apart: {@linkcode Readers}.
 *
 * @module
 */
import { type FileMetaData, parquetMetadata, type RowGroup } from "hyparquet";
import type { Bytes } from "./bytes.ts";
import type { Opened } from "./format.ts";
import { chunkOf, type Column, columnsOf, type Leaf } from "./parquet_columns.ts";
import { pagesOf, unpackersOf } from "./parquet_pages.ts";
import {
  CHUNK,
  damaged,
  type FoundArray,
  isSentence,
  libraryWords,
  quote,
  type Selection,
  type Values,
} from "./source.ts";
import { foundTable, usableColumns } from "./usable.ts";

/** The most bytes that a selected column may have in a row group, unpacked or as numbers. */
const MAX_COLUMN = 1 << 27;

/** The most bytes of numbers of pages that are held at once, of all selected columns. */
const MAX_HELD = 1 << 27;

/** The most bytes of the metadata at the end of a file. */
const MAX_FOOTER = 1 << 26;

/** Turns errors of the library into the sentence that the file is damaged. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isSentence(path, error)) throw error;
    throw damaged(path, "it must be a whole Parquet file", libraryWords(error));
  }
}

/** The metadata of a file, and its columns. */
interface Table {
  readonly metadata: FileMetaData;
  readonly rows: number;
  readonly columns: readonly Column[];
}

function tableOf(file: Bytes): Table {
  const { path, length } = file;
  const footer = new DataView(file.read(length - 8, 8).buffer).getUint32(0, true);
  if (footer > Math.min(MAX_FOOTER, length - 8)) {
    throw damaged(
      path,
      `its footer must be in the file and have at most ${MAX_FOOTER} bytes`,
      footer,
    );
  }
  const bytes = file.read(length - 8 - footer, footer + 8);
  const metadata = guarded(path, () => parquetMetadata(bytes.buffer, { geoparquet: false }));
  const rows = Number(metadata.num_rows);
  const counts = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  if (
    [rows, ...counts].some((count) => !Number.isSafeInteger(count) || count < 0) ||
    counts.reduce((sum, count) => sum + count, 0) !== rows
  ) throw damaged(path, "its row groups must hold its rows", `${rows} rows`);
  return { metadata, rows, columns: guarded(path, () => columnsOf(metadata)) };
}

/** Where the selected numbers of a leaf go in a row of what is read: of each of its numbers, which places. */
type Places = ReadonlyMap<Leaf, number[][]>;

function placesOf(columns: readonly Column[]): Places {
  const places = new Map<Leaf, number[][]>();
  for (const [c, { leaf, item }] of columns.entries()) {
    const columnsOfItems = places.get(leaf) ?? Array.from({ length: leaf.width }, () => []);
    columnsOfItems[item].push(c);
    places.set(leaf, columnsOfItems);
  }
  return places;
}

/** The metadata of the pages of a leaf in a row group. */
function pagesIn(path: string, group: RowGroup, leaf: Leaf) {
  const { meta_data: metadata, file_path } = chunkOf(group, leaf) ?? {};
  if (metadata === undefined || file_path !== undefined) {
    throw damaged(path, `${quote(leaf.name)} must be in this file`, file_path ?? "nowhere");
  }
  const { dictionary_page_offset, data_page_offset, total_compressed_size } = metadata;
  return {
    metadata,
    start: Number(dictionary_page_offset || data_page_offset),
    length: Number(total_compressed_size),
    unpacked: Number(metadata.total_uncompressed_size),
  };
}

/** The numbers of a leaf, page by page, and where they go. */
interface LeafRows {
  readonly pages: Iterator<Float64Array>;
  /** Those of the last page, and the index of the first that is not taken. */
  held: Float64Array;
  next: number;
  /** Of each number of a row, the columns of the table. */
  readonly to: readonly number[][];
}

/** Takes rows of a leaf into the columns of others. */
function take(leaf: LeafRows, rows: number, out: Float64Array): void {
  const { pages, to } = leaf;
  const width = out.length / rows;
  let { held, next } = leaf;
  for (let row = 0, start = 0; row < rows; row++, start += width) {
    for (let item = 0; item < to.length; item++) {
      while (next === held.length) {
        const { done, value } = pages.next();
        if (done) return;
        held = value;
        next = 0;
      }
      const value = held[next++];
      const targets = to[item];
      for (let k = 0; k < targets.length; k++) out[start + targets[k]] = value;
    }
  }
  leaf.held = held;
  leaf.next = next;
}

/** A value as a number, NaN where it is missing; the rule that it breaks if it is not a number. */
function numberOf(value: unknown): number | string {
  if (value === null) return NaN;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "bigint") return "every value must be a number";
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : "every integer must be below 2^53 in size";
}

/** Columns of a file: {@linkcode FormatModule}. */
export async function open(
  file: Bytes,
  { columns: wanted, nonFinite }: Selection,
): Promise<Opened> {
  const { path } = file;
  const { metadata, rows, columns: all } = tableOf(file);
  const columns = usableColumns(path, "column", all, wanted);
  const width = columns.length;
  const places = placesOf(columns);
  for (const group of metadata.row_groups) {
    for (const leaf of places.keys()) {
      const { length, unpacked } = pagesIn(path, group, leaf);
      const most = Math.max(length, unpacked, 8 * Number(group.num_rows) * leaf.width);
      if (!(most <= MAX_COLUMN)) {
        throw damaged(
          path,
          `a column must have at most ${MAX_COLUMN} bytes in a row group`,
          `${most} of ${quote(leaf.name)}`,
        );
      }
    }
  }
  const codecs = metadata.row_groups.flatMap((group) =>
    [...places.keys()].map((leaf) => pagesIn(path, group, leaf).metadata.codec)
  );
  const unpackers = await unpackersOf(new Set(codecs));
  /** The numbers of a leaf in a row group, page by page: of each row as many as the leaf is wide. */
  function* numbersOf(group: RowGroup, leaf: Leaf, before: number): Generator<Float64Array> {
    const { metadata, ...place } = pagesIn(path, group, leaf);
    const last = Number(group.num_rows) - 1;
    let row = -1, item = leaf.width - 1;
    const jagged = () =>
      damaged(
        path,
        `the lists of ${quote(leaf.name)} must all have ${leaf.width} items`,
        `${item >= leaf.width ? "more" : item + 1} in row ${before + row}`,
      );
    const uneven = () =>
      damaged(path, "its row groups must hold its rows", `others of ${quote(leaf.name)}`);
    for (const page of pagesOf(file, place, leaf, metadata, unpackers)) {
      const { count, repetition, definition, whole, values } = page;
      const numbers = new Float64Array(count);
      let next = 0;
      for (let i = 0; i < count; i++) {
        if (repetition !== undefined && repetition[i] > 0) {
          if (++item >= leaf.width) throw jagged();
        } else {
          if (item !== leaf.width - 1) throw jagged();
          if (++row > last) throw uneven();
          item = 0;
        }
        const stored = definition === undefined || definition[i] === whole ? values[next++] : null;
        const value = typeof stored === "number" ? stored : numberOf(stored);
        if (typeof value === "string" || !nonFinite && !Number.isFinite(value)) {
          throw damaged(
            path,
            typeof value === "string" ? value : "every value must be a finite number",
            `${quote(String(stored))} in column ${quote(leaf.name)}, row ${before + row}`,
          );
        }
        numbers[i] = value;
      }
      yield numbers;
    }
    if (item !== leaf.width - 1) throw jagged();
    if (row !== last) throw uneven();
  }
  function* values(): Generator<Values> {
    const step = Math.max(1, Math.floor(CHUNK / width));
    let before = 0;
    for (const group of metadata.row_groups) {
      const count = Number(group.num_rows);
      const columns = count === 0 ? [] : [...places].map(([leaf, to]) => ({
        pages: numbersOf(group, leaf, before),
        held: new Float64Array(),
        next: 0,
        to,
      }));
      for (let row = 0; row < count; row += step) {
        const rows = Math.min(step, count - row);
        const out = new Float64Array(rows * width);
        for (const column of columns) guarded(path, () => take(column, rows, out));
        const held = 8 * columns.reduce((sum, { held }) => sum + held.length, 0);
        if (held > MAX_HELD) {
          throw damaged(path, `pages of its columns must have at most ${MAX_HELD} bytes`, held);
        }
        yield out;
      }
      // What is wrong with a column may be seen at its end.
      for (const { pages } of columns) {
        guarded(path, () => {
          while (pages.next().done !== true);
        });
      }
      before += count;
    }
  }
  return { shape: [rows, width], columns: columns.map(({ name }) => name), values };
}

/** The table of a file: {@linkcode FormatModule}. */
export function inspect(file: Bytes): FoundArray[] {
  const { rows, columns } = tableOf(file);
  return [foundTable(null, rows, columns)];
}
