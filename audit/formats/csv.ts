/**
 * Tables of numbers separated by commas, semicolons, tabs or single blanks, with or without a line of
 * names; lines that begin with "#" are left out.
 *
 * @module
 */
import { parse } from "csv-parse";
import { Readable } from "node:stream";
import { columnIndices } from "./columns.ts";
import type { RandomAccessFile } from "./file.ts";
import { type ArraySource, CHUNK, damaged, quote, type Selection, type Values } from "./source.ts";

/** The longest line that is read. */
const MAX_LINE = 1 << 20;

/** A number as text; NaN where it is none, or not in tens. */
function numberOf(text: string): number {
  return text.trim() === "" || /[xob]/i.test(text) ? NaN : Number(text);
}

/** Records of a table, as texts. */
async function* records(file: RandomAccessFile, delimiter: string): AsyncGenerator<string[]> {
  const parser = Readable.from(file.stream()).pipe(parse({
    delimiter,
    bom: true,
    comment: "#",
    comment_no_infix: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_LINE,
  }));
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    if (error instanceof SyntaxError && error.message.startsWith("Cannot read")) throw error;
    throw damaged(
      file.path,
      "it must be a table of separated values",
      quote((error as Error).message),
    );
  } finally {
    parser.destroy();
  }
}

/**
 * A table of numbers.
 *
 * @throws {SyntaxError} If it is no table, or a value is not a finite number; the line is named.
 * @throws {RangeError} If it has no such column.
 */
export async function open(
  file: RandomAccessFile,
  { columns: wanted }: Selection,
): Promise<ArraySource> {
  const { path } = file;
  const start = new TextDecoder().decode(file.read(0, Math.min(file.length, MAX_LINE)));
  const line = start.split(/\r?\n/).find((text) => text.trim() !== "" && !text.startsWith("#"));
  // Single blanks are what numpy.savetxt writes.
  const delimiter = ["\t", ";", ",", " "].find((one) => line?.trim().includes(one)) ?? ",";
  let first: string[] | undefined;
  for await (const record of records(file, delimiter)) {
    first = record;
    break;
  }
  if (first === undefined) {
    throw damaged(path, "a table must have at least one line", "none");
  }
  const named = first.some((text) => Number.isNaN(numberOf(text)));
  const indices = columnIndices(path, named ? first : first.length, wanted);
  const width = first.length;
  async function* chunks(): AsyncGenerator<Values> {
    let values = new Float64Array(CHUNK), filled = 0, row = 0;
    for await (const record of records(file, delimiter)) {
      if (row++ === 0 && named) continue;
      if (record.length !== width) {
        throw damaged(
          path,
          `every line must have ${width} values`,
          `${record.length} in record ${row}`,
        );
      }
      if (filled + indices.length > values.length) {
        yield values.slice(0, filled);
        values = new Float64Array(Math.max(CHUNK, indices.length));
        filled = 0;
      }
      for (const index of indices) {
        const value = numberOf(record[index]);
        if (!Number.isFinite(value)) {
          throw damaged(
            path,
            "every value must be a finite number",
            `${quote(record[index])} in record ${row}`,
          );
        }
        values[filled++] = value;
      }
    }
    if (filled > 0) yield values.slice(0, filled);
  }
  return {
    path,
    format: "csv",
    shape: [null, indices.length],
    ...(named && { columns: indices.map((index) => first[index]) }),
    chunks,
    close: () => file.close(),
  };
}
