/**
 * Tables of an audit as comma-separated values.
 *
 * @module
 */
import { csv, type Value } from "../../render/csv.ts";
import type { DataTable } from "./tables.ts";

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
  const columns: [string, readonly Value[]][] = [];
  const title = (name: string, unit: string) => unit === "" ? name : `${name} [${unit}]`;
  for (const { name, unit, values } of independent) {
    const ends = values.flatMap((value) => typeof value === "object" ? [value] : []);
    if (ends.length < values.length) {
      columns.push([title(name, unit), values as readonly Value[]]);
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
  return csv({
    columns: columns.map(([name]) => name),
    rows: columns[0][1].map((_, row) => columns.map(([, values]) => values[row])),
  });
}
