/**
 * Files that pages load: style, scripts, fonts. All are served beside the pages, so that a reader's browser
 * contacts no other server.
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
import charts from "./assets/charts.js" with { type: "text" };
import icon from "./assets/icon.svg" with { type: "text" };
import style from "./assets/style.css" with { type: "text" };
import tables from "./assets/tables.js" with { type: "text" };
import theme from "./assets/theme.js" with { type: "text" };

/**
 * The files by path in the built site.
 *
 * @param light Makes scripts lighter.
 */
export function assets(light = (script: string) => script): [string, string | Uint8Array][] {
  return [
    ["assets/style.css", style],
    ["assets/tables.js", light(tables)],
    ["assets/theme.js", light(theme)],
    ["assets/charts.js", light(charts)],
    ["assets/icon.svg", icon],
    ["assets/fonts/source-serif.woff2", serif],
    ["assets/fonts/source-serif-italic.woff2", serifItalic],
    ["assets/fonts/source-sans.woff2", sans],
    ["assets/fonts/source-sans-italic.woff2", sansItalic],
    ["assets/fonts/source-sans-greek.woff2", sansGreek],
  ];
}
