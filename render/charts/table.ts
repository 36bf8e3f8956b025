/**
 * The numbers of a chart as a flat table, for the reader's own program.
 *
 * @module
 */
import type { Table, Value } from "../csv.ts";
import type { Chart, Panel } from "./chart.ts";
import { middles } from "./steps.ts";

/** Where the rows of a series or region are along x: a point, or a bin with its middle and edges. */
function places(x: readonly number[], steps: boolean): [Value, Value, Value][] {
  return steps
    ? middles(x).map((middle, i) => [middle, x[i], x[i + 1]])
    : x.map((v) => [v, null, null]);
}

function panelRows(panel: Panel): Value[][] {
  switch (panel.kind) {
    case "points":
      return panel.points.map((
        [x, y],
      ) => [panel.title, null, x, null, null, y, null, null, null, null, null]);
    case "cells":
      return panel.values.flatMap((row, j) =>
        row.map((value, i): Value[] => [
          panel.title,
          panel.quantity,
          (panel.xEdges[i] + panel.xEdges[i + 1]) / 2,
          null,
          null,
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
          places(r.x, r.steps === true).map((place, i): Value[] => [
            panel.title,
            r.label,
            ...place,
            null,
            r.lower[i],
            r.upper[i],
            null,
            null,
            null,
          ])
        ),
        ...panel.series.flatMap((s) =>
          places(s.x, s.form === "steps").map((place, i): Value[] => [
            panel.title,
            s.label,
            ...place,
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
 * the ends of a second, wider band, `from` and `to` the edges of a bin whose middle is `x`. Columns that stay
 * empty are left out.
 */
export function chartTable(chart: Chart): Table {
  const names = [
    "panel",
    "series",
    "x",
    "from",
    "to",
    "y",
    "lower",
    "upper",
    "lower2",
    "upper2",
    "value",
  ];
  const rows = chart.panels.flatMap(panelRows);
  const used = names.map((_, c) => rows.some((row) => row[c] !== null));
  return {
    columns: names.filter((_, c) => used[c]),
    rows: rows.map((row) => row.filter((_, c) => used[c])),
  };
}
