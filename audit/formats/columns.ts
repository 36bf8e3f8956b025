/**
 * The selected parts of a file: datasets by name, columns of tables by name or number.
 *
 * @module
 */
import type { Opened } from "./format.ts";
import { CHUNK, list, quote, type Selection, sentence, type Values } from "./source.ts";
import { together } from "./together.ts";

/**
 * The selected dataset: the one that is named, or the only one.
 *
 * @param kind What the file's datasets are, in the plural.
 * @throws {RangeError} If none has that name, or there are several and no name is given.
 */
export function datasetNamed(
  path: string,
  kind: string,
  names: readonly string[],
  wanted: string | undefined,
): string {
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && names.includes(name)) return name;
  throw new RangeError(
    sentence(
      path,
      `the dataset must be one of its ${kind}, ${list(names)}`,
      name === undefined ? "none named" : quote(name),
    ),
  );
}

/**
 * Indices of the selected columns.
 *
 * @param names Names of the file's columns; without names, their number.
 * @param wanted Names, or indices from 0 where there are no names; all without.
 * @throws {RangeError} If there is no such column.
 */
export function columnIndices(
  path: string,
  names: readonly string[] | number,
  wanted?: readonly string[],
): number[] {
  const count = typeof names === "number" ? names : names.length;
  if (wanted === undefined) return Array.from({ length: count }, (_, i) => i);
  return wanted.map((name) => {
    const index = typeof names !== "number" && names.includes(name)
      ? names.indexOf(name)
      : /^\d+$/.test(name)
      ? Number(name)
      : -1;
    if (index < 0 || index >= count) {
      throw new RangeError(
        sentence(
          path,
          typeof names === "number"
            ? `a column must be a number from 0 to ${count - 1}`
            : `a column must be one of ${list(names)}`,
          quote(name),
        ),
      );
    }
    return index;
  });
}

/**
 * Columns along the last axis of an array, in the given order.
 *
 * @param wanted Their names, or indices from 0 where they have none; all without.
 * @throws {TypeError} If the array has fewer than two axes.
 * @throws {RangeError} If there is no such column.
 */
export function selectColumns(path: string, array: Opened, wanted?: readonly string[]): Opened {
  if (wanted === undefined) return array;
  const { shape } = array;
  if (shape.length < 2) {
    throw new TypeError(
      sentence(
        path,
        "columns are of an array [n, columns], or of more axes",
        `[${shape.join(", ")}]`,
      ),
    );
  }
  const width = shape[shape.length - 1]!;
  const indices = columnIndices(path, array.columns ?? width, wanted);
  async function* values(): AsyncGenerator<Values> {
    const row = new Float64Array(width);
    let column = 0;
    for await (const part of array.values()) {
      const selected = new Float64Array(
        Math.floor((column + part.length) / width) * indices.length,
      );
      let filled = 0;
      for (const value of part) {
        row[column++] = value;
        if (column < width) continue;
        for (const index of indices) selected[filled++] = row[index];
        column = 0;
      }
      if (filled > 0) yield selected;
    }
  }
  const { columns } = array;
  return {
    shape: [...shape.slice(0, -1), indices.length],
    ...(columns && { columns: indices.map((index) => columns[index]) }),
    values,
  };
}

/**
 * Arrays of one shape side by side along a further last axis: of [n] each, [n, arrays]. They stream together.
 *
 * @param names Their names, as many.
 * @throws {RangeError} If they are not of one shape.
 */
function stackArrays(
  path: string,
  names: readonly string[],
  arrays: readonly Opened[],
): Opened {
  const shape = arrays[0].shape as readonly number[];
  const other = arrays.findIndex((array) => array.shape.join() !== shape.join());
  if (other >= 0) {
    throw new RangeError(
      sentence(
        path,
        `arrays that are columns must have one shape, [${shape.join(", ")}] of ${quote(names[0])}`,
        `[${arrays[other].shape.join(", ")}] of ${quote(names[other])}`,
      ),
    );
  }
  const parts = arrays.map((array, i) => ({
    what: quote(names[i]),
    path,
    width: 1,
    values: () => array.values(),
  }));
  return { shape: [...shape, names.length], columns: names, values: () => together(parts) };
}

/**
 * The selected array of a file: the one that is named, or the only one, or those that are named as columns
 * side by side.
 *
 * @param kind What the file's arrays are, in the plural.
 * @param open Opens one of them, or columns of it; gives about `step` values at once.
 * @throws {RangeError} If none has that name, there are several and no name is given, or their shapes differ.
 */
export async function openNamed(
  path: string,
  kind: string,
  names: readonly string[],
  { dataset, columns }: Selection,
  open: (
    name: string,
    columns: readonly string[] | undefined,
    step: number,
  ) => Opened | Promise<Opened>,
): Promise<Opened> {
  if (dataset === undefined && columns !== undefined) {
    const missing = columns.find((name) => !names.includes(name));
    if (missing === undefined) {
      const step = Math.max(1, Math.floor(CHUNK / columns.length));
      const arrays: Opened[] = [];
      for (const name of columns) arrays.push(await open(name, undefined, step));
      return stackArrays(path, columns, arrays);
    }
    if (names.length > 1) {
      throw new RangeError(
        sentence(
          path,
          `columns must be among its ${kind}, ${list(names)}, where no dataset is named`,
          quote(missing),
        ),
      );
    }
  }
  return await open(datasetNamed(path, kind, names, dataset), columns, CHUNK);
}
