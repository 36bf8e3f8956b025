/**
 * Tables as comma-separated values (RFC 4180).
 *
 * @module
 */
import type { DataTable } from "./tables.ts";

/** Text that a spreadsheet takes for a formula is marked as text. */
function cell(value: string | number | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A table with numbers in full precision; bins have a column for each end, errors one of their own.
 *
 * @example A bin and a measurement
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csvOf } from "./csv.ts";
 *
 * const table = {
 *   id: "t",
 *   title: "T",
 *   description: "",
 *   independent: [{ name: "x", unit: "m", values: [{ low: 0, high: 1 }] }],
 *   dependent: [{ name: "y", unit: "", values: [0.5], errors: [0.1] }],
 * };
 * assertEquals(csvOf(table), "x low [m],x high [m],y,y error\r\n0,1,0.5,0.1\r\n");
 * ```
 */
export function csvOf({ independent, dependent }: DataTable): string {
  const columns: [string, readonly (string | number | null)[]][] = [];
  const title = (name: string, unit: string) => unit === "" ? name : `${name} [${unit}]`;
  for (const { name, unit, values } of independent) {
    const ends = values.flatMap((value) => typeof value === "object" ? [value] : []);
    if (ends.length < values.length) {
      columns.push([title(name, unit), values as readonly (string | number)[]]);
    } else {
      columns.push(
        [title(`${name} low`, unit), ends.map(({ low }) => low)],
        [title(`${name} high`, unit), ends.map(({ high }) => high)],
      );
    }
  }
  for (const { name, unit, values, errors } of dependent) {
    columns.push([title(name, unit), values]);
    if (errors?.some((error) => error !== null)) {
      columns.push([title(`${name} error`, unit), errors]);
    }
  }
  const rows = columns[0][1].map((_, row) => columns.map(([, values]) => values[row]));
  return [columns.map(([name]) => name), ...rows]
    .map((row) => row.map(cell).join(",") + "\r\n").join("");
}
