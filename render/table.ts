/**
 * Tables of a page.
 *
 * @module
 */
import { plain, unbroken } from "./format.ts";
import { type Markup, markup } from "./markup.ts";

/** A name for an address, from words. */
function slug(words: string): string {
  return words.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
}

/** Where a line may end within the path of a quantity, and a copy of it does not show. */
function breakable(cell: string): Markup {
  return markup`${
    unbroken(cell).split(/(?<=[\w\]]\.)(?=[^\W\d])/).map((part, i) =>
      i === 0 ? part : markup`<wbr>${part}`
    )
  }`;
}

/** Most rows of a table that is open from the start. */
const mostOpen = 8;

/**
 * A table with a title; columns of numbers stand to the right.
 *
 * @param folded Whether readers unfold it; by default if it is long.
 */
export function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  folded = rows.length > mostOpen,
): Markup {
  const numeric = columns.map((_, c) => rows.every((row) => /^(?:≤ )?[−(\d–]/.test(row[c])));
  const align = (c: number) =>
    numeric[c]
      ? markup`
        class="number"
      `
      : null;
  const id = `table-${slug(title)}`;
  const whole = markup`
      <div class="table-scroll" tabindex="0" role="region" aria-labelledby="${id}">
        <table aria-labelledby="${id}">
          <thead>
            <tr>${
    columns.map((name, c) =>
      markup`
                <th scope="col" ${align(c)}>${name}</th>
              `
    )
  }</tr>
          </thead>
          <tbody>${
    rows.map((row) =>
      markup`<tr>${
        row.map((cell, c) =>
          c === 0
            ? markup`
                    <th scope="row" ${align(c)}>${breakable(cell)}</th>
                  `
            : markup`<td${align(c)}>${unbroken(cell)}</td>`
        )
      }</tr>\n`
    )
  }</tbody>
        </table>
      </div>
  `;
  return folded
    ? markup`
    <details class="table"><summary class="table-title"><span id="${id}">${title}</span> (${
      plain(rows.length)
    } rows)</summary>${whole}</details>
  `
    : markup`
    <div class="table"><p class="table-title" id="${id}">${title}</p>${whole}</div>
  `;
}
