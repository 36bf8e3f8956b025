/**
 * The pages of the report as one document, which a browser prints.
 *
 * @module
 */
import { parseHTML } from "linkedom";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { filters, type Place } from "../render/filters.ts";
import { markup, raw } from "../render/markup.ts";
import { writeAll } from "../runner/files.ts";
import { launch } from "../runner/launch.ts";
import { browsers } from "./browsers.ts";
import { outputPath, type Page, story } from "./pages.ts";

/** Path of the printed report in the built site. */
export const printedPath = "ampliflow.pdf";

/** What is of use on a screen alone, and the tables of all points, which are long. */
const onScreen =
  "script, nav, form, button, .downloads, .control, .doors, .further, #further, .search, .own, details:has(.table)";

/** Identifier of a place within a chapter, counted from 1. */
const inChapter = (chapter: number, id: string) => `chapter-${chapter}-${id}`;

/**
 * Where a link of a page leads in the document: to the chapter that has the place, or else to the published site.
 *
 * @param chapter The chapter with the link, counted from 1.
 */
function target(href: string, chapter: number, { origin, base }: Place): string {
  if (href.startsWith("#")) return `#${inChapter(chapter, href.slice(1))}`;
  const { absolute } = filters({ origin, base });
  const here = absolute("/");
  const { href: whole, hash } = new URL(href, here);
  const page = story.findIndex(({ url }) =>
    absolute(url) === whole.slice(0, whole.length - hash.length)
  );
  if (page < 0) return whole;
  return hash === "" ? `#chapter-${page + 1}` : `#${inChapter(page + 1, hash.slice(1))}`;
}

/** The element of a page that a selector finds. */
function elementOf(html: string, selector: string): Element {
  const element = parseHTML(html).document.querySelector(selector);
  if (element !== null) return element;
  throw new Error(`Cannot print a page as it must have a ${selector}: current value is none`);
}

/** The content of a page as a chapter, its identifiers, links and figure numbers those of the document. */
function chapter(html: string, page: Page, number: number, place: Place): string {
  const main = elementOf(html, "main");
  for (const element of main.querySelectorAll(onScreen)) element.remove();
  for (const element of main.querySelectorAll("[id]")) {
    if (element.closest("svg") === null) element.id = inChapter(number, element.id);
  }
  for (const link of main.querySelectorAll("a[href]")) {
    link.setAttribute("href", target(link.getAttribute("href")!, number, place));
  }
  for (const image of main.querySelectorAll("img[src]")) {
    const src = image.getAttribute("src")!;
    if (src.startsWith(place.base)) image.setAttribute("src", src.slice(place.base.length));
    image.removeAttribute("loading");
  }
  for (const figure of main.querySelectorAll(".figure-number, .figure-reference")) {
    figure.textContent = figure.textContent.replace(/\d+/, (n: string) => `${number}.${n}`);
  }
  for (const title of main.querySelectorAll("h1")) title.textContent = `${number} ${page.name}`;
  const { className } = elementOf(html, ".frame");
  return `<div class="${className}"><main class="chapter" id="chapter-${number}">${main.innerHTML}</main></div>`;
}

/**
 * The document: a title, the contents, and each page of the report as a chapter.
 *
 * @param read The text of a page of the built site, by its path.
 */
export function printDocument(read: (path: string) => string, place: Place): string {
  const pages = story.map((page) => ({ page, html: read(outputPath(page.url)) }));
  const lead = elementOf(pages[0].html, ".lead").textContent;
  const { absolute } = filters(place);
  return `<!doctype html>
${markup`<html lang="en">
<head>
<meta charset="utf-8">
<title>Ampliflow: how far can a generated sample be trusted?</title>
<link rel="stylesheet" href="assets/katex.css">
<link rel="stylesheet" href="assets/style.css">
<style>@page { size: A4; }</style>
</head>
<body>
<header class="cover">
<p class="brand">Ampliflow</p>
<p class="lead">${lead}</p>
<ol>${story.map(({ name }, i) => markup`<li><a href="#chapter-${i + 1}">${name}</a></li>`)}</ol>
<p>The report on the web, with all studies, the method and the numbers of every figure: <a href="${
    absolute("/")
  }">${absolute("/")}</a></p>
</header>
${raw(pages.map(({ page, html }, i) => chapter(html, page, i + 1, place)).join("\n"))}
</body>
</html>
`}`;
}

/**
 * Prints the report of a built site.
 *
 * @param site Folder of the built site, which gets the file.
 * @throws {Error} If there is no browser, or it fails.
 */
export async function printReport(site: string, place: Place): Promise<void> {
  const source = "printed.html", profile = resolve(site, ".browser");
  const text = printDocument((path) => Deno.readTextFileSync(`${site}/${path}`), place);
  writeAll(site, new Map([[source, text]]));
  const args = [
    "--headless=new",
    // The document is our own, and an account without a sandbox of its own prints it, too.
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    `--user-data-dir=${profile}`,
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    `--print-to-pdf=${resolve(site, printedPath)}`,
    pathToFileURL(resolve(site, source)).href,
  ];
  try {
    for (const browser of browsers) {
      try {
        const { success, stderr } = await launch(
          browser,
          { args, stdin: "null", stdout: "null", stderr: "piped" },
        ).output();
        if (success) return;
        const [line] = new TextDecoder().decode(stderr).trim().split("\n").slice(-1);
        throw new Error(
          `Cannot print the report as ${browser} must succeed: current value is "${line}"`,
        );
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  } finally {
    for (const path of [profile, resolve(site, source)]) {
      await Deno.remove(path, { recursive: true }).catch(() => {});
    }
  }
  throw new Error(
    `Cannot print the report as a browser must be on the path: current value is none of ${
      browsers.join(", ")
    }`,
  );
}
