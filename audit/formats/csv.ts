/**
 * Tables of numbers separated by commas, semicolons, tabs or single blanks, with or without a line of
 * names; lines that begin with "#" are left out.
 *
 * @module
 */
import { parse } from "csv-parse";
import { Readable } from "node:stream";
import type { Bytes } from "./bytes.ts";
import { columnIndices } from "./columns.ts";
import type { Opened } from "./format.ts";
import {
  CHUNK,
  damaged,
  type FoundArray,
  isSentence,
  quote,
  type Selection,
  type Values,
} from "./source.ts";

/** The longest line that is read. */
const MAX_LINE = 1 << 20;

/** A number as text; NaN where it is none, or not in tens. */
function numberOf(text: string): number {
  return text.trim() === "" || /[xob]/i.test(text) ? NaN : Number(text);
}

/** Records of a table, as texts. */
async function* records(file: Bytes, delimiter: string): AsyncGenerator<string[]> {
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
    if (isSentence(file.path, error)) throw error;
    throw damaged(
      file.path,
      "it must be a table of separated values",
      quote((error as Error).message),
    );
  } finally {
    parser.destroy();
  }
}

/** A table of numbers: {@linkcode FormatModule}. */
export async function open(file: Bytes, { columns: wanted }: Selection): Promise<Opened> {
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
  async function* values(): AsyncGenerator<Values> {
    let part = new Float64Array(CHUNK), filled = 0, row = 0;
    for await (const record of records(file, delimiter)) {
      if (row++ === 0 && named) continue;
      if (record.length !== width) {
        throw damaged(
          path,
          `every line must have ${width} values`,
          `${record.length} in record ${row}`,
        );
      }
      if (filled + indices.length > part.length) {
        yield part.slice(0, filled);
        part = new Float64Array(Math.max(CHUNK, indices.length));
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
        part[filled++] = value;
      }
    }
    if (filled > 0) yield part.slice(0, filled);
  }
  return {
    shape: [null, indices.length],
    ...(named && { columns: indices.map((index) => first[index]) }),
    values,
  };
}

/** The table of a text: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const { shape, columns } = await open(file, {});
  return [{ name: null, shape, ...(columns && { columns }) }];
}
