/**
 * Columns of a table of which some cannot be used.
 *
 * @module
 */
import { damaged, type FoundArray, list, quote } from "./source.ts";

/** A column, and why it cannot be used; without, it can. */
export interface MaybeUsable {
  readonly name: string;
  readonly unreadable?: string;
}

/**
 * Checks that columns can be used.
 *
 * @param kind What a column is called, such as "branch".
 * @param all All of the table, of which those are named that can be used.
 * @throws {SyntaxError} If one cannot.
 */
export function checkUsable(
  path: string,
  kind: string,
  selected: readonly MaybeUsable[],
  all: readonly MaybeUsable[],
): void {
  const wrong = selected.find(({ unreadable }) => unreadable !== undefined);
  if (wrong === undefined) return;
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

/** What a table holds, with the columns that can be used. */
export function foundTable(
  name: string | null,
  rows: number,
  all: readonly MaybeUsable[],
): FoundArray {
  const columns = usable(all);
  const reasons = [...new Set(all.flatMap(({ unreadable }) => unreadable ?? []))];
  return {
    name,
    shape: [rows, columns.length],
    columns,
    ...(columns.length === 0 && { unreadable: reasons.slice(0, 3).join(", ") || "no columns" }),
  };
}
