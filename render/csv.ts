/**
 * Tables as comma-separated values (RFC 4180), for the reader's own program.
 *
 * @module
 */

/** A cell of the table; `null` where a number is not available. */
export type Value = string | number | null;

/** Names and rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Text that a spreadsheet takes for a formula is marked as text. */
function cell(value: Value): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A table as text, with numbers in full precision.
 *
 * @example Text is quoted where it must be
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csv } from "./csv.ts";
 *
 * assertEquals(
 *   csv({ columns: ["series", "x"], rows: [['a, "b"', 0.5], ["c", null], ["=1+1", 2]] }),
 *   "series,x\r\n\"a, \"\"b\"\"\",0.5\r\nc,\r\n'=1+1,2\r\n",
 * );
 * ```
 */
export function csv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}
