/**
 * Files that the site serves besides its pages: style, script, fonts. All come with the site, so that a
 * reader's browser asks nobody else.
 *
 * @module
 */
import sansItalic from "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-italic.woff2" with {
  type: "bytes",
};
import sans from "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2" with {
  type: "bytes",
};
import serifItalic from "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic.woff2" with {
  type: "bytes",
};
import serif from "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2" with {
  type: "bytes",
};
import sansGreek from "@fontsource-variable/source-sans-3/files/source-sans-3-greek-wght-normal.woff2" with {
  type: "bytes",
};
import katexStyle from "katex/dist/katex.min.css" with { type: "text" };
import ams from "katex/dist/fonts/KaTeX_AMS-Regular.woff2" with {
  type: "bytes",
};
import caligraphic from "katex/dist/fonts/KaTeX_Caligraphic-Regular.woff2" with {
  type: "bytes",
};
import mainBold from "katex/dist/fonts/KaTeX_Main-Bold.woff2" with {
  type: "bytes",
};
import mainItalic from "katex/dist/fonts/KaTeX_Main-Italic.woff2" with {
  type: "bytes",
};
import main from "katex/dist/fonts/KaTeX_Main-Regular.woff2" with {
  type: "bytes",
};
import mathItalic from "katex/dist/fonts/KaTeX_Math-Italic.woff2" with {
  type: "bytes",
};
import size1 from "katex/dist/fonts/KaTeX_Size1-Regular.woff2" with {
  type: "bytes",
};
import size2 from "katex/dist/fonts/KaTeX_Size2-Regular.woff2" with {
  type: "bytes",
};
import size3 from "katex/dist/fonts/KaTeX_Size3-Regular.woff2" with {
  type: "bytes",
};
import size4 from "katex/dist/fonts/KaTeX_Size4-Regular.woff2" with {
  type: "bytes",
};
import { minify_sync } from "terser";
import citation from "../CITATION.cff" with { type: "text" };
import charts from "./assets/charts.js" with { type: "text" };
import icon from "./assets/icon.svg" with { type: "text" };
import search from "./assets/search.js" with { type: "text" };
import style from "./assets/style.css" with { type: "text" };
import tables from "./assets/tables.js" with { type: "text" };
import theme from "./assets/theme.js" with { type: "text" };

const katexFonts: Record<string, Uint8Array> = {
  "KaTeX_AMS-Regular": ams,
  "KaTeX_Caligraphic-Regular": caligraphic,
  "KaTeX_Main-Bold": mainBold,
  "KaTeX_Main-Italic": mainItalic,
  "KaTeX_Main-Regular": main,
  "KaTeX_Math-Italic": mathItalic,
  "KaTeX_Size1-Regular": size1,
  "KaTeX_Size2-Regular": size2,
  "KaTeX_Size3-Regular": size3,
  "KaTeX_Size4-Regular": size4,
};

/** KaTeX's style sheet with only those font faces that the site serves, in the one format it serves. */
function formulaStyle(): string {
  return katexStyle.replaceAll(/@font-face\{[^}]*\}/g, (face) => {
    const name = /url\(fonts\/([\w-]+)\.woff2\)/.exec(face)?.[1];
    return name !== undefined && name in katexFonts
      ? face.replace(
        /src:[^;}]*/,
        `src:url(fonts/${name}.woff2) format("woff2")`,
      )
      : "";
  });
}

/** A script as browsers need it, without what is there for those who change it. */
export function lighter(script: string): string {
  return minify_sync(script, { module: true }).code!;
}

/**
 * The files by path in the built site.
 *
 * @param light Makes scripts lighter; one that remembers them saves a quarter of a second.
 */
export function assets(light = lighter): Map<string, string | Uint8Array> {
  return new Map<string, string | Uint8Array>([
    ["CITATION.cff", citation],
    ["assets/style.css", style],
    ["assets/katex.css", formulaStyle()],
    ["assets/tables.js", light(tables)],
    ["assets/theme.js", light(theme)],
    ["assets/search.js", light(search)],
    ["assets/charts.js", light(charts)],
    ["assets/icon.svg", icon],
    ["assets/fonts/source-serif.woff2", serif],
    ["assets/fonts/source-serif-italic.woff2", serifItalic],
    ["assets/fonts/source-sans.woff2", sans],
    ["assets/fonts/source-sans-italic.woff2", sansItalic],
    ["assets/fonts/source-sans-greek.woff2", sansGreek],
    ...Object.entries(katexFonts).map(([name, bytes]): [string, Uint8Array] => [
      `assets/fonts/${name}.woff2`,
      bytes,
    ]),
  ]);
}
