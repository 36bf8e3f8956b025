/**
 * Parquet files: columns of numbers, row group by row group. Read apart: {@linkcode openApart}.
 *
 * @module
 */
import { serve } from "./reader.ts";
import { type ColumnData, type FileMetaData, parquetMetadataAsync, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Bytes } from "./bytes.ts";
import { columnIndices } from "./columns.ts";
import type { Opened } from "./format.ts";
import {
  damaged,
  type FoundArray,
  isSentence,
  quote,
  type Selection,
  type Values,
} from "./source.ts";

/** The most bytes that the selected columns of a row group may have unpacked: they are held at once. */
const MAX_GROUP = 1 << 27;

/** Bytes of a file for the library. */
function bufferOf(file: Bytes) {
  return {
    byteLength: file.length,
    slice: (start: number, end = file.length) =>
      Promise.resolve(file.read(start, end - start).buffer),
  };
}

/** Columns of a file: {@linkcode FormatModule}. */
export async function open(file: Bytes, { columns: wanted }: Selection): Promise<Opened> {
  const { path } = file;
  const buffer = bufferOf(file);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isSentence(path, error)) throw error;
      throw damaged(path, "it must be a whole Parquet file", quote(String(error)));
    }
  };
  const metadata: FileMetaData = await guarded(() => parquetMetadataAsync(buffer));
  const leaves = metadata.schema.slice(1).filter(({ num_children }) => !num_children);
  const names = leaves.map(({ name }) => name);
  const columns = columnIndices(path, names, wanted).map((index) => names[index]);
  const rows = Number(metadata.num_rows);
  const selected = new Set(columns);
  const groups = metadata.row_groups.map(({ num_rows, columns }) => ({
    rows: Number(num_rows),
    bytes: columns.reduce(
      (sum, { meta_data }) =>
        selected.has(meta_data?.path_in_schema.at(-1) ?? "")
          ? sum + Number(meta_data!.total_uncompressed_size)
          : sum,
      0,
    ),
  }));
  if (
    !Number.isSafeInteger(rows) || rows < 0 ||
    groups.reduce((sum, group) => sum + group.rows, 0) !== rows
  ) throw damaged(path, "its row groups must hold its rows", `${rows} rows`);
  const huge = groups.find(({ bytes, rows }) =>
    bytes > MAX_GROUP || rows * columns.length > MAX_GROUP / 8
  );
  if (huge !== undefined) {
    throw damaged(
      path,
      `the columns of a row group must have at most ${MAX_GROUP} bytes`,
      Math.max(huge.bytes, 8 * huge.rows * columns.length),
    );
  }
  async function* values(): AsyncGenerator<Values> {
    let start = 0;
    for (const group of groups) {
      const out = new Float64Array(group.rows * columns.length);
      for (const [c, name] of columns.entries()) {
        // What is thrown in the library's callback would be lost.
        const parts: ColumnData[] = [];
        await guarded(() =>
          parquetRead({
            file: buffer,
            metadata,
            columns: [name],
            rowStart: start,
            rowEnd: start + group.rows,
            compressors,
            onChunk: (part) => parts.push(part),
          })
        );
        let next = start;
        for (const { columnData, rowStart } of parts.sort((a, b) => a.rowStart - b.rowStart)) {
          if (rowStart !== next || rowStart + columnData.length > start + group.rows) {
            throw damaged(path, "its row groups must hold its rows", `a gap at row ${next}`);
          }
          for (let i = 0; i < columnData.length; i++, next++) {
            const found = columnData[i];
            const value = typeof found === "bigint" || typeof found === "boolean"
              ? Number(found)
              : found;
            if (typeof value !== "number" || !Number.isFinite(value)) {
              throw damaged(
                path,
                "every value must be a finite number",
                `${quote(String(found))} in column ${quote(name)}, row ${next}`,
              );
            }
            out[(next - start) * columns.length + c] = value;
          }
        }
        if (next !== start + group.rows) {
          throw damaged(
            path,
            "its row groups must hold its rows",
            `${next - start} of ${group.rows} in column ${quote(name)}`,
          );
        }
      }
      yield out;
      start += group.rows;
    }
  }
  return { shape: [rows, columns.length], columns, values };
}

/** The table of a file: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const { shape, columns } = await open(file, {});
  return [{ name: null, shape, columns }];
}

serve({ open, inspect });
