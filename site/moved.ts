/**
 * The pictures that differ between two builds of the site, side by side, for the review of a change.
 *
 * @module
 */
import { filesBelow } from "../runner/files.ts";
import { type Markup, markup, raw } from "../render/markup.ts";
import { securityPolicy } from "../render/security.ts";

/** Where the page stands in the site. */
export const movedPath = "moved/index.html";

/** A chart, or a setting of it, by the path of its picture: `calibration/calibration-map.2.svg`. */
interface Pictures {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** The pictures of a built site, texts by path. */
function picturesOf(site: string): Map<string, string> {
  const folder = `${site}/data`;
  return new Map(
    filesBelow(folder)
      .filter((path) => path.endsWith(".svg"))
      .map((path) => [path.slice(folder.length + 1), Deno.readTextFileSync(path)]),
  );
}

/** What is drawn, without the fonts and colours that are the same for all. */
const drawn = (svg?: string) => svg?.replace(/<style>.*?<\/style>/s, "");

/** The chart of a picture, without its setting. */
const chartOf = (path: string) => path.replace(/(?:\.\d+)?\.svg$/, "");

/** Of each chart that differs one picture: the setting that readers see first, where that differs. */
function differing(before: string, after: string): Pictures[] {
  const [was, is] = [picturesOf(before), picturesOf(after)];
  const pictures = new Map<string, Pictures>();
  const order = (path: string) =>
    `${chartOf(path)} ${path.length.toString().padStart(4, "0")} ${path}`;
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort((a, b) =>
    order(a) < order(b) ? -1 : 1
  );
  for (const path of paths) {
    const [a, b] = [was.get(path), is.get(path)];
    if (drawn(a) === drawn(b) || pictures.has(chartOf(path))) continue;
    pictures.set(chartOf(path), {
      path,
      ...(a !== undefined && { before: a }),
      ...(b !== undefined && { after: b }),
    });
  }
  return [...pictures.values()];
}

/** The title of a chart, as the file of its numbers says, and the setting that its picture shows. */
function titleOf(site: string, path: string): string {
  const { title, control } = JSON.parse(
    Deno.readTextFileSync(`${site}/data/${path.replace(/svg$/, "json")}`),
  );
  const setting = /\.\d+\.svg$/.test(path) ? ` (${control.options[control.initial]})` : "";
  return `${title}${setting}`;
}

/** A picture below its word, or a sentence that there is no such chart. */
function side(word: string, title: string, address: string | undefined, verb: string): Markup {
  return markup`<figure><figcaption>${word}</figcaption>${
    address === undefined
      ? markup`<p>There ${verb} no such chart.</p>`
      : markup`<img src="${address}" alt="${title}: ${word.toLowerCase()}" loading="lazy">`
  }</figure>`;
}

/**
 * The page with every chart that is new, gone or drawn otherwise, and the earlier pictures that it shows.
 *
 * @param before Folder of the earlier site.
 * @param after Folder of the site that the page becomes part of.
 * @returns Files by path in the site, and how many charts differ.
 */
export function movedPictures(
  before: string,
  after: string,
): { readonly files: Map<string, string>; readonly count: number } {
  const pictures = differing(before, after);
  const files = new Map<string, string>();
  const sections = pictures.map(({ path, before: was, after: is }) => {
    const title = titleOf(is === undefined ? before : after, path);
    if (was !== undefined) files.set(`moved/before/${path}`, was);
    return markup`<section class="moved"><h2>${title}</h2><p>${chartOf(path)}</p><div>${
      side("Before", title, was && `before/${path}`, "was")
    }${side("After", title, is && `../data/${path}`, "is")}</div></section>
`;
  });
  const count = pictures.length;
  const words = count === 0
    ? "All charts are drawn as before."
    : count === 1
    ? "One chart is new, gone or drawn otherwise."
    : `${count} charts are new, gone or drawn otherwise.`;
  files.set(
    movedPath,
    `<!doctype html>
${markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${raw(securityPolicy)}">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>Pictures that changed · Ampliflow</title>
<link rel="stylesheet" href="../assets/style.css">
</head>
<body>
<main id="main" class="full">
<h1>Pictures that changed</h1>
<p class="lead">${words}</p>
${sections}
</main>
</body>
</html>
`}`,
  );
  return { files, count };
}
