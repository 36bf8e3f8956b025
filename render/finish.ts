/**
 * What is done to every page after its template was filled: its contents are listed, its figures are numbered,
 * and pictures beyond a limit go into files.
 *
 * @module
 */
import { numberFigures } from "./figure_numbers.ts";
import { escapeText } from "./markup.ts";
import { type LighterPage, movePictures } from "./pictures.ts";

/**
 * Keeps each option of a command in one line: a browser may break lines after a hyphen.
 *
 * @example An option with its value
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { keepOptions } from "./finish.ts";
 *
 * assertEquals(
 *   keepOptions("<p>a --b</p><code>run --study ring --force</code>"),
 *   '<p>a --b</p><code>run <span class="whole">--study ring</span> <span class="whole">--force</span></code>',
 * );
 * ```
 */
export function keepOptions(page: string): string {
  return page.replaceAll(
    /<code>[^<]*<\/code>/g,
    (code) =>
      code.replaceAll(/--[a-z][\w-]*(?: (?!--|<)[\w./-]+)?/g, '<span class="whole">$&</span>'),
  );
}

/** Where a layout wants the contents of the page. */
const place = "<!-- contents -->";

/**
 * Lists the sections of a page where its layout wants it: each `h2` with an identifier.
 *
 * @example Two sections
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listContents } from "./finish.ts";
 *
 * assertEquals(
 *   listContents('<!-- contents --><h2 id="a">A</h2><h2 id="b">B</h2>'),
 *   '<nav class="contents" aria-label="On this page"><p>On this page</p><ol><li><a href="#a">A</a></li><li><a href="#b">B</a></li></ol></nav><h2 id="a">A</h2><h2 id="b">B</h2>',
 * );
 * ```
 */
export function listContents(page: string): string {
  const items = [...page.matchAll(/<h2 id="([^"]+)">([\s\S]*?)<\/h2>/g)].map((
    [, id, title],
  ) => `<li><a href="#${escapeText(id)}">${title.trim()}</a></li>`);
  return page.replace(
    place,
    items.length < 2
      ? ""
      : `<nav class="contents" aria-label="On this page"><p>On this page</p><ol>${
        items.join("")
      }</ol></nav>`,
  );
}

/** Length up to which a page holds its pictures itself, in characters. */
const roomy = 120_000;

/**
 * A page as it is published.
 *
 * @param base Path under which the site is served.
 */
export function finishPage(page: string, base: string): LighterPage {
  return movePictures(numberFigures(keepOptions(listContents(page))).trim() + "\n", base, roomy);
}
