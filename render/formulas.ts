/**
 * Formulas of pages, typeset by KaTeX, and the style and fonts that they need.
 *
 * @module
 */
import katex from "katex";
import katexStyle from "katex/dist/katex.min.css" with { type: "text" };

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

/** The styles of frequent struts as classes of the style sheet. */
const heights: Readonly<Record<string, string>> = {
  "height:3em": "high",
  "height:2.7em": "less-high",
  "height:1em;vertical-align:-0.25em": "tall",
};

/** A typeset formula in fewer bytes: without its TeX, and with classes for frequent spaces and struts. */
function lighter(formula: string): string {
  return formula
    .replaceAll(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    .replaceAll(/<annotation[^>]*>[^<]*<\/annotation>|<\/?semantics>/g, "")
    .replaceAll(
      /<span class="mspace" style="margin-right:(0\.\d+)em;">/g,
      (whole, width) => width in spaces ? `<span class="${spaces[width]}">` : whole,
    )
    .replaceAll(
      /<span class="(pstrut|katex-strut)" style="([^"]*);">/g,
      (whole, kind, style) => style in heights ? `<span class="${kind} ${heights[style]}">` : whole,
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

/** The fonts that the formulas of the pages use. */
const fonts: ReadonlyMap<string, Uint8Array> = new Map(
  await Promise.all(
    [
      "AMS-Regular",
      "Caligraphic-Regular",
      "Main-Bold",
      "Main-Italic",
      "Main-Regular",
      "Math-Italic",
      "Size1-Regular",
      "Size2-Regular",
      "Size3-Regular",
      "Size4-Regular",
    ].map(async (name): Promise<[string, Uint8Array]> => {
      const address = `katex/dist/fonts/KaTeX_${name}.woff2`;
      const { default: bytes } = await import(address, { with: { type: "bytes" } });
      return [`KaTeX_${name}`, bytes];
    }),
  ),
);

/** KaTeX's style sheet with only those font faces that the site serves, in the one format it serves. */
function formulaStyle(): string {
  return katexStyle.replaceAll(/@font-face\{[^}]*\}/g, (face) => {
    const name = /url\(fonts\/([\w-]+)\.woff2\)/.exec(face)?.[1];
    return name !== undefined && fonts.has(name)
      ? face.replace(
        /src:[^;}]*/,
        `src:url(fonts/${name}.woff2) format("woff2")`,
      )
      : "";
  });
}

/** The files of formulas by path in the built site. */
export function formulaAssets(): [string, string | Uint8Array][] {
  return [
    ["assets/katex.css", formulaStyle()],
    ...[...fonts].map((
      [name, bytes],
    ): [string, Uint8Array] => [`assets/fonts/${name}.woff2`, bytes]),
  ];
}
