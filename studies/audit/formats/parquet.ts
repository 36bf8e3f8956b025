/**
 * Parquet files: columns of numbers, row group by row group.
 *
 * @module
 */
import { type FileMetaData, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { columnIndices } from "./columns.ts";
import type { RandomAccessFile } from "./file.ts";
import { type ArraySource, CHUNK, damaged, quote, type Selection, type Values } from "./source.ts";

/** The largest row group that is read at once, bytes unpacked. */
const MAX_GROUP = 1 << 28;

/** Bytes of a file for the library. */
function bufferOf(file: RandomAccessFile) {
  return {
    byteLength: file.length,
    slice: (start: number, end = file.length) =>
      Promise.resolve(file.read(start, end - start).buffer),
  };
}

/**
 * Columns of a Parquet file.
 *
 * @throws {SyntaxError} If the file is damaged, or a value is not a finite number.
 * @throws {RangeError} If it has no such column.
 */
export async function openParquet(
  file: RandomAccessFile,
  { columns: wanted }: Selection,
): Promise<ArraySource> {
  const { path } = file;
  const buffer = bufferOf(file);
  const ours = (error: unknown) =>
    (error instanceof SyntaxError || error instanceof RangeError) &&
    error.message.startsWith("Cannot read");
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (ours(error)) throw error;
      throw damaged(path, "it must be a whole Parquet file", quote(String(error)));
    }
  };
  const metadata: FileMetaData = await guarded(() => parquetMetadataAsync(buffer));
  const leaves = metadata.schema.slice(1).filter(({ num_children }) => !num_children);
  const names = leaves.map(({ name }) => name);
  const columns = columnIndices(path, names, wanted).map((index) => names[index]);
  const rows = Number(metadata.num_rows);
  const groups = metadata.row_groups.map(({ num_rows, total_byte_size }) => ({
    rows: Number(num_rows),
    bytes: Number(total_byte_size),
  }));
  if (
    !Number.isSafeInteger(rows) || rows < 0 ||
    groups.reduce((sum, group) => sum + group.rows, 0) !== rows
  ) throw damaged(path, "its row groups must hold its rows", `${rows} rows`);
  const huge = groups.find(({ bytes, rows }) =>
    bytes > MAX_GROUP || rows * columns.length > MAX_GROUP / 8
  );
  if (huge !== undefined) {
    throw damaged(path, `a row group must have at most ${MAX_GROUP} bytes`, huge.bytes);
  }
  async function* chunks(): AsyncGenerator<Values> {
    let start = 0;
    for (const group of groups) {
      const end = start + group.rows;
      const step = Math.max(1, Math.floor(4 * CHUNK / Math.max(1, columns.length)));
      for (let from = start; from < end; from += step) {
        const to = Math.min(end, from + step);
        const objects = await guarded(() =>
          parquetReadObjects({
            file: buffer,
            metadata,
            columns,
            rowStart: from,
            rowEnd: to,
            compressors,
          })
        );
        if (objects.length !== to - from) {
          throw damaged(
            path,
            "its row groups must hold its rows",
            `${objects.length} of ${to - from}`,
          );
        }
        const values = new Float64Array(objects.length * columns.length);
        objects.forEach((row, r) =>
          columns.forEach((name, c) => {
            const found = row[name];
            const value = typeof found === "bigint" || typeof found === "boolean"
              ? Number(found)
              : found;
            if (typeof value !== "number" || !Number.isFinite(value)) {
              throw damaged(
                path,
                "every value must be a finite number",
                `${quote(String(found))} in column ${quote(name)}, row ${from + r}`,
              );
            }
            values[r * columns.length + c] = value;
          })
        );
        yield values;
      }
      start = end;
    }
  }
  return {
    path,
    format: "parquet",
    shape: [rows, columns.length],
    columns,
    chunks,
    close: () => file.close(),
  };
}
