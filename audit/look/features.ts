/**
 * Which columns of each sample are its features: the same ones by name, or by position where a sample has no names.
 *
 * @module
 */
import { list } from "../formats/source.ts";
import type { Piece } from "./pieces.ts";

/** A sample in a sentence, and the error of a rule that it breaks. */
export interface NamedSample {
  readonly what: string;
  readonly refuse: (rule: string, current: string) => RangeError;
}

/** The selected columns of a sample. */
export interface MeantColumns {
  /** Features, in order; all columns by default. */
  readonly columns?: readonly string[];
  readonly condition?: string;
}

/** Names of all columns of a sample, the condition among them, in order: those of the first sample that has names. */
export type ColumnOrder = readonly string[] | undefined;

/** A name as the file of a piece knows it: an array of a group has that of the group before its own. */
function fullName({ names, columns }: Piece, name: string): string | undefined {
  const at = names?.indexOf(name) ?? -1;
  return at < 0 ? undefined : columns?.[at] ?? name;
}

/**
 * The selected columns of a sample.
 *
 * @param wanted Names of features, or numbers of columns; all but the condition by default.
 * @param condition Column of the condition.
 * @param order Names by whose positions as many columns without names are known; others are as many as the wanted
 * features, and in their order.
 * @param count Columns of the sample.
 * @throws {RangeError} If the sample has names, and not all of those, or a name has no position.
 */
export function meantColumns(
  { what, refuse }: NamedSample,
  piece: Piece,
  wanted: readonly string[] | undefined,
  condition: string | undefined,
  order: ColumnOrder,
  count: number,
): MeantColumns {
  const { names, columns } = piece;
  const positions = order?.length === count
    ? order
    : order !== undefined && condition === undefined && wanted?.length === count
    ? wanted
    : [];
  const isNumber = (name: string) => /^\d+$/.test(name);
  const missing = (name: string, current: string) =>
    refuse(`${what} must have the column ${list([name])}`, current);
  const find = (name: string): string => {
    if (isNumber(name)) return name;
    if (names === undefined) {
      const at = positions.indexOf(name);
      if (at >= 0) return String(at);
      throw missing(name, `${count} columns without names`);
    }
    const column = fullName(piece, name) ?? (columns?.includes(name) ? name : undefined);
    if (column !== undefined) return column;
    throw missing(name, list(names));
  };
  const conditionColumn = condition === undefined ? {} : { condition: find(condition) };
  if (wanted === undefined && (condition === undefined || names === undefined)) {
    return { ...(columns && { columns }), ...conditionColumn };
  }
  const meant = (wanted ?? names!.filter((name) => name !== condition)).map(find);
  const all = columns ?? names ?? Array.from({ length: count }, (_, i) => String(i));
  // Columns in the order of the file need no names, where the file has no others.
  const asTheyAre = columns === undefined && all !== undefined &&
    conditionColumn.condition === undefined &&
    meant.length === all.length && meant.every((name, i) => name === all[i]);
  return { ...(!asTheyAre && { columns: meant }), ...conditionColumn };
}
