/**
 * Tables whose cells show a number and its place along the scale of their column.
 *
 * @module
 */
import { log } from "../core/elementary.ts";
import type { Look } from "./charts/chart.ts";
import { style } from "./charts/palette.ts";
import { type Measured, unbroken } from "./format.ts";
import { type Markup, markup, raw } from "./markup.ts";

/** A number with its place. */
export interface Dot extends Measured {
  readonly text: string;
  readonly look: Look;
  /** Whether it fails the test of its column; its mark is open then. */
  readonly fails?: boolean;
  /** Whether it may be the best of its column; it is bold then. */
  readonly best?: boolean;
  /** Where numbers that pass lie. */
  readonly region?: readonly [number, number];
}

/** A column; a cell without a number is a text alone. */
export interface DotColumn {
  readonly title: string;
  /** What is measured, and what is good. */
  readonly what?: string;
  readonly good?: string;
  /** Default linear. */
  readonly scale?: "linear" | "log";
  /** A value to compare with. */
  readonly reference?: number;
  /** Width of its pictures in pixels, default 84. */
  readonly width?: number;
  readonly cells: readonly (Dot | string)[];
}

/** Rows under one heading. */
export interface DotGroup {
  readonly name: string;
  readonly rows: readonly string[];
}

/** Height of the picture of a cell, and the room at its ends, pixels. */
const height = 20, margin = 6;

function widthOf({ width = 84 }: DotColumn): number {
  return width;
}

function isDot(cell: Dot | string): cell is Dot {
  return typeof cell !== "string";
}

/** Places along the scale of a column in pixels. */
function placesOf(column: DotColumn): (value: number) => number {
  const { scale, reference, cells } = column;
  const inner = widthOf(column) - 2 * margin;
  const along = (value: number) => scale === "log" ? log(value) : value;
  const marks = [
    ...(reference === undefined ? [] : [reference]),
    ...cells.filter(isDot).flatMap(({ value, error, region = [] }) => [
      value,
      value + (error ?? 0),
      value - (error ?? 0),
      ...region,
    ]),
  ].filter((value) => scale !== "log" || value > 0).map(along);
  const [least, most] = [Math.min(...marks), Math.max(...marks)];
  const room = most > least ? most - least : 1;
  return (value) => {
    const at = scale === "log" && value <= 0 ? 0 : (along(value) - least) / room;
    return Number((margin + inner * Math.min(1, Math.max(0, at))).toFixed(1));
  };
}

function picture(
  { value, error, look, fails = false, region }: Dot,
  column: DotColumn,
  place: (value: number) => number,
): string {
  const { reference } = column, width = widthOf(column);
  const { colour, symbol } = style(look);
  const middle = height / 2;
  const paths: [string, string][] = [];
  if (region !== undefined) {
    const [from, to] = region.map(place);
    paths.push([`M${from} 2H${to}V${height - 2}H${from}z`, 'fill="var(--region)"']);
  }
  paths.push([`M0 ${middle}H${width}`, 'stroke="var(--rule)"']);
  if (reference !== undefined) {
    paths.push([
      `M${place(reference)} 2V${height - 2}`,
      'stroke="var(--ink)" stroke-dasharray="1 2"',
    ]);
  }
  if (error !== null) {
    paths.push([
      `M${place(value - error)} ${middle}H${place(value + error)}`,
      `stroke="${colour}" stroke-width="1.5"`,
    ]);
  }
  paths.push([
    `M${place(value)} ${middle}${symbol}`,
    `stroke="${colour}" stroke-width="1.5" fill="${fails ? "var(--paper)" : colour}"`,
  ]);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${
    paths.map(([d, attributes]) => `<path d="${d}" ${attributes}/>`).join("")
  }</svg>`;
}

function cellMarkup(
  cell: Dot | string,
  column: DotColumn,
  place: (v: number) => number,
): Markup {
  if (!isDot(cell)) return markup`<td class="words">${unbroken(cell)}</td>`;
  const { text, best, fails } = cell;
  return markup`<td><span>${raw(picture(cell, column, place))}${
    best ? markup`<b>${text}</b>` : text
  }</span>${fails ? markup`<span class="sr-only">fails</span>` : null}</td>`;
}

/**
 * The table.
 *
 * @param title Identifier of the element that names it.
 * @param columns Cells in the order of the rows of all groups.
 */
export function dotTable(
  title: string,
  columns: readonly DotColumn[],
  groups: readonly DotGroup[],
): Markup {
  const places = columns.map(placesOf);
  let row = 0;
  const rowMarkup = (name: string) => {
    const i = row++;
    return markup`<tr><th scope="row">${unbroken(name)}</th>${
      columns.map((column, c) => cellMarkup(column.cells[i], column, places[c]))
    }</tr>\n`;
  };
  return markup`
    <div class="dot-table" tabindex="0" role="region" aria-labelledby="${title}">
    <table aria-labelledby="${title}">
    <thead><tr><td></td>${
    columns.map(({ title, what, good }) =>
      markup`<th scope="col"><b>${title}</b>${
        what === undefined ? null : markup` <span>${unbroken(what)}</span>`
      }${good === undefined ? null : markup` <i>${unbroken(good)}</i>`}</th>`
    )
  }</tr></thead>
    ${
    groups.map(({ name, rows }) =>
      markup`<tbody><tr class="family"><th scope="rowgroup" colspan="${columns.length + 1}">${
        unbroken(name)
      }</th></tr>${rows.map(rowMarkup)}</tbody>`
    )
  }
    </table></div>
  `;
}
