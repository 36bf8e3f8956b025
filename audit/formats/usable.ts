/**
 * Columns of a table, some of which cannot be used.
 *
 * @module
 */
import { columnIndices } from "./columns.ts";
import { damaged, type FoundArray, list, quote, sentence } from "./source.ts";

/** A column, and why it cannot be used; without, it can. */
export interface MaybeUsable {
  readonly name: string;
  readonly unreadable?: string;
}

/**
 * The selected columns.
 *
 * @param kind What a column is called, such as "branch".
 * @param all All of the table.
 * @param wanted Names; all without.
 * @throws {RangeError} If there is no such column, or it is one only by its parts.
 * @throws {SyntaxError} If one cannot be used.
 */
export function usableColumns<Column extends MaybeUsable>(
  path: string,
  kind: string,
  all: readonly Column[],
  wanted: readonly string[] | undefined,
): Column[] {
  const names = all.map(({ name }) => name);
  for (const name of wanted ?? []) {
    const parts = names.filter((other) =>
      other.startsWith(`${name}.`) || other.startsWith(`${name}[`)
    );
    if (names.includes(name) || parts.length === 0) continue;
    throw new RangeError(
      sentence(
        path,
        `${quote(name)} is nested and a column must be one of ${list(parts)}`,
        quote(name),
      ),
    );
  }
  const selected = columnIndices(path, names, wanted).map((index) => all[index]);
  const wrong = selected.find(({ unreadable }) => unreadable !== undefined);
  if (wrong === undefined) return selected;
  throw damaged(
    path,
    `the ${kind} ${quote(wrong.name)} must have as many numbers in each row (these have: ${
      list(usable(all))
    })`,
    wrong.unreadable,
  );
}

/** Names of the columns that can be used. */
function usable(all: readonly MaybeUsable[]): string[] {
  return all.flatMap(({ name, unreadable }) => unreadable === undefined ? [name] : []);
}

/** The columns that can be used, and those that cannot where there are such. */
export function foundColumns(
  all: readonly MaybeUsable[],
): { readonly columns: readonly string[] } & Pick<FoundArray, "leftOut"> {
  const leftOut = all.flatMap(({ name, unreadable }) =>
    unreadable === undefined ? [] : [{ name, unreadable }]
  );
  return { columns: usable(all), ...(leftOut.length > 0 && { leftOut }) };
}

/** What a table holds, with the columns that can be used. */
export function foundTable(
  name: string | null,
  rows: number,
  all: readonly MaybeUsable[],
): FoundArray {
  const found = foundColumns(all);
  const { length } = found.columns;
  const reasons = [...new Set(all.flatMap(({ unreadable }) => unreadable ?? []))];
  return {
    name,
    shape: [rows, length],
    ...found,
    ...(length === 0 && { unreadable: reasons.slice(0, 3).join(", ") || "no columns" }),
  };
}
