/**
 * Pictures of charts in files of their own, so that no page grows too heavy: a browser fetches them when
 * the reader comes near, with or without scripts.
 *
 * @module
 */
import greek from "@fontsource/source-sans-3/files/source-sans-3-greek-400-normal.woff2" with {
  type: "bytes",
};
import latin from "@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2" with {
  type: "bytes",
};
import styleSheet from "./assets/style.css" with { type: "text" };

/** A page with its first pictures in place, and the files of the others. */
export interface LighterPage {
  readonly page: string;
  /** By path in the built site. */
  readonly files: ReadonlyMap<string, string>;
}

/** Custom properties of the style sheet, such as colours, by name. */
export const properties: ReadonlyMap<string, string> = new Map(
  [...styleSheet.matchAll(/^ {2}(--[\w-]+): (.*);$/gm)].map(([, name, value]) => [name, value]),
);

/** A font face that stands in the style sheet itself: a picture in a file of its own may load nothing. */
function fontFace(bytes: Uint8Array<ArrayBuffer>, range = ""): string {
  return `@font-face{font-family:"Source Sans 3";src:url(data:font/woff2;base64,${bytes.toBase64()})${
    range && `;unicode-range:${range}`
  }}`;
}

const latinFace = fontFace(latin);
const greekFace = fontFace(greek, "U+370-3FF");

function attribute(svg: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(svg)?.[1] ?? "";
}

/**
 * A picture that can do without its page: with the font and the colours that it uses, for light and
 * dark.
 *
 * @param svg The picture as {@linkcode panelSvg} gives it.
 */
export function standAlone(svg: string): string {
  const used = [...new Set(svg.match(/--[\w-]+(?=\))/g) ?? [])].sort();
  const colours = used.map((name) => `${name}:${properties.get(name)}`);
  const greekToo = /[\u0370-\u03ff]/.test(svg.replaceAll(/<[^>]*>/g, ""));
  const style = latinFace + (greekToo ? greekFace : "") + [
    `svg{${["color-scheme:light dark", ...colours].join(";")}`,
    `color:${properties.get("--ink")}`,
    'font:11.5px "Source Sans 3",system-ui,sans-serif}text{white-space:pre}',
  ].join(";");
  return svg.replace(
    /^<svg((?: [\w-]+="[^"]*")*)>/,
    (_, attributes) =>
      `<svg xmlns="http://www.w3.org/2000/svg"${attributes}><style>${style}</style>`,
  ) + "\n";
}

/** The colour of a custom property in the light mode. */
export function lightColour(name: string): string {
  const [, other, light] = /^(?:var\((--[\w-]+)\)|light-dark\(([^,]+),)/
    .exec(properties.get(name)!)!;
  return other === undefined ? light : lightColour(other);
}

/**
 * A picture for print: dark on white, with all that it looks like in attributes, so that programs without style sheets
 * show it alike. Its font has the name that it is installed by.
 *
 * @param svg The picture as {@linkcode sheet} gives it.
 */
export function printed(svg: string): string {
  return svg
    .replaceAll(/<[^>]*>/g, (tag) =>
      tag
        .replaceAll(/var\((--[\w-]+)\)/g, (_, name) =>
          name === "--paper" ? "#ffffff" : lightColour(name))
        .replaceAll("currentColor", lightColour("--ink"))
        // Plot's own, which pages overrule.
        .replace(' font-size="10" font-family="system-ui, sans-serif"', ""))
    .replace(
      /^<svg/,
      '<svg xmlns="http://www.w3.org/2000/svg" font-family="\'Source Sans 3\', sans-serif" font-size="11.5"',
    ) + "\n";
}

/**
 * Moves the pictures that would make a page heavier than it may be into files, the last ones first.
 *
 * @param page The page.
 * @param base Path under which the site is served, starting and ending in a slash.
 * @param limit Length that the page shall not exceed, in characters.
 */
export function movePictures(page: string, base: string, limit: number): LighterPage {
  const pattern = /<svg class="plot"[\s\S]*?<\/svg>/g;
  const files = new Map<string, string>();
  let length = page.replaceAll(pattern, "").length;
  const lighter = page.replaceAll(pattern, (svg) => {
    length += svg.length;
    if (length <= limit) return svg;
    const [width, height] = ["width", "height"].map((name) => attribute(svg, name));
    const path = `pictures/${attribute(svg, "id")}-${width}.svg`;
    files.set(path, standAlone(svg));
    return `<img class="plot" src="${base}${path}" width="${width}" height="${height}" alt="${
      attribute(svg, "aria-label")
    }" loading="lazy">`;
  });
  return { page: lighter, files };
}
