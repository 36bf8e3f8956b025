/**
 * What is done to a page after its template was filled, the same after either builder: formulas are
 * typeset, the contents of the page are listed, and pictures beyond a limit go into files.
 *
 * @module
 */
import katex from "katex";
import { escapeText } from "./markup.ts";
import { type LighterPage, movePictures } from "./pictures.ts";

const entities: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'",
};

/** The formula that the author of a page meant; digits of its numbers may be grouped by thin spaces. */
function unescape(text: string): string {
  return text.replaceAll(/&(?:lt|gt|amp|quot|#39);/g, (entity) => entities[entity])
    .replaceAll("\u202f", "\\,").replaceAll("−", "-");
}

function typeset(path: string, formula: string, displayMode: boolean): string {
  try {
    return katex.renderToString(unescape(formula.trim()), {
      displayMode,
      throwOnError: true,
      strict: "error",
      output: "htmlAndMathml",
    });
  } catch (error) {
    throw new SyntaxError(
      `Cannot build ${path} as its formulas must be TeX: current value is "${formula.trim()}" (${
        (error as Error).message
      })`,
    );
  }
}

/**
 * Typesets the formulas of a page: `\(...\)` in a line and `\[...\]` on their own.
 *
 * @param path What the sentence of an error names.
 * @throws {SyntaxError} If a formula is not TeX.
 */
export function typesetFormulas(path: string, page: string): string {
  return page
    // Wide formulas scroll on small screens, so the keyboard must reach them.
    .replaceAll(
      /\\\[([\s\S]+?)\\\]/g,
      (_, formula: string) =>
        `<div class="formula" tabindex="0" role="group" aria-label="Formula">${
          typeset(path, formula, true)
        }</div>`,
    )
    .replaceAll(/\\\((.+?)\\\)/g, (_, formula: string) => typeset(path, formula, false));
}

/** Where a layout wants the contents of the page. */
const place = "<!-- contents -->";

/**
 * Lists the sections of a page where its layout asks for it: each `h2` with an identifier.
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
 * All that is done to a page after its template was filled.
 *
 * @param path What the sentence of an error names.
 * @param base Path under which the site is served.
 */
export function finishPage(path: string, page: string, base: string): LighterPage {
  return movePictures(listContents(typesetFormulas(path, page)).trim() + "\n", base, roomy);
}
