/**
 * Columns of tables by name or number.
 *
 * @module
 */
import { list, quote, sentence } from "./source.ts";

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
