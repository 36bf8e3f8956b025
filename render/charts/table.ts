/**
 * The numbers of a chart as a flat table, for the reader's own program.
 *
 * @module
 */
import type { Chart, Panel } from "./chart.ts";

/** A cell of the table; `null` where a number is not available. */
export type Value = string | number | null;

/** Names and rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

function panelRows(panel: Panel): Value[][] {
  switch (panel.kind) {
    case "points":
      return panel.points.map((
        [x, y],
      ) => [panel.title, null, x, y, null, null, null, null, null]);
    case "cells":
      return panel.values.flatMap((row, j) =>
        row.map((value, i): Value[] => [
          panel.title,
          panel.quantity,
          (panel.xEdges[i] + panel.xEdges[i + 1]) / 2,
          (panel.yEdges[j] + panel.yEdges[j + 1]) / 2,
          null,
          null,
          null,
          null,
          value,
        ])
      );
    case "lines":
      return [
        ...(panel.regions ?? []).flatMap((r) =>
          r.x.map((x, i): Value[] => [
            panel.title,
            r.label,
            x,
            null,
            r.lower[i],
            r.upper[i],
            null,
            null,
            null,
          ])
        ),
        ...panel.series.flatMap((s) =>
          s.x.map((x, i): Value[] => [
            panel.title,
            s.label,
            x,
            s.y[i],
            s.lower?.[i] ?? null,
            s.upper?.[i] ?? null,
            s.lower2?.[i] ?? null,
            s.upper2?.[i] ?? null,
            null,
          ])
        ),
      ];
  }
}

/**
 * All numbers of a chart, one row for each point of a series, cell or point; `lower2` and `upper2` are
 * the ends of a second, wider band. Columns that stay empty are left out.
 */
export function chartTable(chart: Chart): Table {
  const names = ["panel", "series", "x", "y", "lower", "upper", "lower2", "upper2", "value"];
  const rows = chart.panels.flatMap(panelRows);
  const used = names.map((_, c) => rows.some((row) => row[c] !== null));
  return {
    columns: names.filter((_, c) => used[c]),
    rows: rows.map((row) => row.filter((_, c) => used[c])),
  };
}

/**
 * A table as comma-separated values (RFC 4180) with numbers in full precision.
 *
 * @example Text is quoted where it must be
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csv } from "./table.ts";
 *
 * assertEquals(
 *   csv({ columns: ["series", "x"], rows: [['a, "b"', 0.5], ["c", null]] }),
 *   'series,x\r\n"a, ""b""",0.5\r\nc,\r\n',
 * );
 * ```
 */
export function csv(table: Table): string {
  const cell = (v: Value) => {
    if (v === null) return "";
    if (typeof v === "number") return String(v);
    return /[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v;
  };
  return [table.columns, ...table.rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}
