/**
 * What of a file is meant: its datasets by name, columns of tables by name or number.
 *
 * @module
 */
import { type ArraySource, list, quote, sentence, type Values } from "./source.ts";

/**
 * The dataset that is meant: the one that is named, or the only one.
 *
 * @param kind What the file's datasets are, in the plural.
 * @throws {RangeError} If there is none of that name, or none is named of several.
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
 * Indices of the columns that are meant.
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
 * Columns of a two-dimensional array that has no names for them, in the order asked for.
 *
 * @param wanted Indices from 0; all without.
 * @throws {TypeError} If the array is not two-dimensional.
 * @throws {RangeError} If there is no such column.
 */
export function selectColumns(source: ArraySource, wanted?: readonly string[]): ArraySource {
  if (wanted === undefined) return source;
  const { path, shape } = source;
  if (shape.length !== 2) {
    throw new TypeError(
      sentence(path, "columns are of an array [n, columns]", `[${shape.join(", ")}]`),
    );
  }
  const width = shape[1]!;
  const indices = columnIndices(path, width, wanted);
  async function* chunks(): AsyncGenerator<Values> {
    const row = new Float64Array(width);
    let column = 0;
    for await (const chunk of source.chunks()) {
      const values = new Float64Array(
        Math.floor((column + chunk.length) / width) * indices.length,
      );
      let filled = 0;
      for (const value of chunk) {
        row[column++] = value;
        if (column < width) continue;
        for (const index of indices) values[filled++] = row[index];
        column = 0;
      }
      if (filled > 0) yield values;
    }
  }
  return { ...source, shape: [shape[0], indices.length], chunks };
}
