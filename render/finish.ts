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

/** The spaces of TeX that are frequent, thin, medium and thick, as classes of the style sheet. */
const spaces: Readonly<Record<string, string>> = {
  "0.1667": "thin",
  "0.2222": "medium",
  "0.2778": "thick",
};

/** A typeset formula in fewer bytes: without its TeX, and with classes for frequent spaces. */
function lighter(formula: string): string {
  return formula
    .replaceAll(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    .replaceAll(/<annotation[^>]*>[^<]*<\/annotation>|<\/?semantics>/g, "")
    .replaceAll(
      /<span class="mspace" style="margin-right:(0\.\d+)em;">/g,
      (whole, width) => width in spaces ? `<span class="${spaces[width]}">` : whole,
    )
    .replaceAll(
      / style="([^"]*);"/g,
      (_, style: string) => ` style="${style.replaceAll(/(?<=[:-])0(?=\.)/g, "")}"`,
    );
}

function typeset(path: string, formula: string, displayMode: boolean): string {
  try {
    return lighter(katex.renderToString(unescape(formula.trim()), {
      displayMode,
      throwOnError: true,
      strict: "error",
      output: "htmlAndMathml",
    }));
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
          sideBySide(formula).map((part) => typeset(path, part, true)).join("")
        }</div>`,
    )
    .replaceAll(/\\\((.+?)\\\)([,.;:)]*)/g, (_, formula: string, after: string) => {
      const text = typeset(path, formula, false) + after;
      return after === "" || formula.length > 40 ? text : `<span class="whole">${text}</span>`;
    });
}

/** Equations beside each other, which stand below each other where there is no room. */
function sideBySide(formula: string): string[] {
  const parts = formula.split("\\qquad");
  const whole = (part: string) => part.split("{").length === part.split("}").length;
  return parts.every(whole) ? parts : [formula];
}

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
  return movePictures(
    keepOptions(listContents(typesetFormulas(path, page))).trim() + "\n",
    base,
    roomy,
  );
}
