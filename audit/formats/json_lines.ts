/**
 * JSON Lines: a text of JSON in each line, for each event. It is an object with a number for each column, or lists
 * of the same lengths. They stream.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { columnIndices, selectColumns } from "./columns.ts";
import type { Opened } from "./format.ts";
import { foundColumns } from "./usable.ts";
import { type Line, lines } from "./lines.ts";
import { fill, isObject, kindOf, MAX_TEXT, parseJson, type Place, shapeOf } from "./lists.ts";
import {
  CHUNK,
  damaged,
  type FoundArray,
  list,
  quote,
  type Selection,
  sentence,
  size,
  type Values,
} from "./source.ts";

/**
 * The first line of a file of JSON Lines: it is a whole text of JSON, and another line follows.
 *
 * @returns Its line; undefined where the file is one text.
 */
export async function firstOf(file: Bytes): Promise<Line | undefined> {
  let first: Line | undefined;
  for await (const line of lines(file, MAX_TEXT)) {
    if (first !== undefined) return first;
    try {
      JSON.parse(line.text);
    } catch {
      return undefined;
    }
    first = line;
  }
  return undefined;
}

/** The value of a line and where it stands. */
function valueOf(path: string, { text, number }: Line): { value: unknown; place: Place } {
  const place = { path, where: ` in line ${number}` };
  return { value: parseJson(place, text), place };
}

/** Rows of one width, of each line one. */
function rowsOf(
  file: Bytes,
  width: number,
  row: (line: Line, values: Float64Array) => void,
): Opened["values"] {
  return async function* (): AsyncGenerator<Values> {
    const rows = Math.max(1, Math.floor(CHUNK / Math.max(1, width)));
    let part = new Float64Array(rows * width), filled = 0;
    for await (const line of lines(file, MAX_TEXT)) {
      if (filled === rows) {
        yield part;
        part = new Float64Array(rows * width);
        filled = 0;
      }
      row(line, part.subarray(filled * width, (filled + 1) * width));
      filled++;
    }
    yield part.subarray(0, filled * width);
  };
}

/** Objects, of each member a column. */
function openObjects(
  file: Bytes,
  names: readonly string[],
  { columns: wanted, nonFinite }: Selection,
): Opened {
  const { path } = file;
  const columns = columnIndices(path, names, wanted).map((index) => names[index]);
  const values = rowsOf(file, columns.length, (line, row) => {
    const { value, place } = valueOf(path, line);
    if (!isObject(value)) {
      throw damaged(
        path,
        "every line must be an object as the first one is",
        `${kindOf(value)}${place.where}`,
      );
    }
    if (
      Object.keys(value).length !== names.length ||
      !names.every((name) => Object.hasOwn(value, name))
    ) {
      throw damaged(
        path,
        `every line must have the members ${list(names)}`,
        `${list(Object.keys(value))}${place.where}`,
      );
    }
    for (const [c, name] of columns.entries()) {
      const where = ` as ${quote(name)}${place.where}`;
      fill({ path, where }, value[name], [], row.subarray(c), nonFinite);
    }
  });
  return { shape: [null, columns.length], columns, values };
}

/** An array whose rows are lines: {@linkcode FormatModule}. */
export function openLines(file: Bytes, first: Line, selection: Selection): Opened {
  const { path } = file;
  const { dataset, columns, nonFinite } = selection;
  if (dataset !== undefined) {
    throw new RangeError(
      sentence(path, "JSON Lines have no members to select", `the dataset ${quote(dataset)}`),
    );
  }
  const { value, place } = valueOf(path, first);
  if (isObject(value)) return openObjects(file, Object.keys(value), selection);
  const shape = shapeOf(place, value);
  const values = rowsOf(file, size(shape), (line, row) => {
    const { value, place } = valueOf(path, line);
    fill(place, value, shape, row, nonFinite);
  });
  return selectColumns(path, { shape: [null, ...shape], values }, columns);
}

/** The array whose rows are lines. */
export function inspectLines(file: Bytes, first: Line): FoundArray[] {
  const { value } = valueOf(file.path, first);
  if (!isObject(value)) return [{ name: null, shape: openLines(file, first, {}).shape }];
  const found = foundColumns(
    Object.entries(value).map(([name, item]) => ({
      name,
      ...(item !== null && typeof item !== "number" &&
        { unreadable: typeof item === "string" ? "text" : kindOf(item) }),
    })),
  );
  return [{ name: null, shape: [null, found.columns.length], ...found }];
}
