/** What must hold of a built site, whatever its data. */
import { parseHTML } from "linkedom";
import { extname, posix } from "node:path";
import { gzipSync } from "node:zlib";

/** Paths of all files of a folder, relative to it, in order. */
export async function listFiles(folder: string, under = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${under}`)) {
    const path = under === "" ? name : `${under}/${name}`;
    if (isDirectory) files.push(...await listFiles(folder, path));
    else files.push(path);
  }
  return files.sort();
}

/** Identifiers of the charts of a page. */
export function chartsOf(html: string): string[] {
  return [...html.matchAll(/<figure class="chart" id="([^"]*)"/g)].map(([, id]) => id);
}

type Page = ReturnType<typeof parseHTML>["document"];

/** Addresses that a page or its parts point to. */
function addresses(page: Page): { address: string; loads: boolean }[] {
  return [...page.querySelectorAll("[href]:not([rel=canonical]), [src], [data-chart]")].map((
    element,
  ) => ({
    address: element.getAttribute("href") ?? element.getAttribute("src") ??
      element.getAttribute("data-chart")!,
    loads: element.localName !== "a",
  }));
}

/** The file that an address in a page means. */
function targetOf(path: string, place: string, base: string): string {
  const target = place.startsWith("/")
    ? posix.normalize(place.slice(base.length))
    : posix.join(posix.dirname(path), place);
  return target === "." || target.endsWith("/") ? posix.join(target, "index.html") : target;
}

function checkLinks(
  path: string,
  page: Page,
  base: string,
  files: ReadonlySet<string>,
  pages: ReadonlyMap<string, Page>,
): string[] {
  return addresses(page).flatMap(({ address, loads }) => {
    if (/^[a-z]+:/.test(address)) {
      return loads ? [`${path} loads ${address} from elsewhere`] : [];
    }
    const [place, fragment] = address.replace(/\?[^#]*/, "").split("#");
    let target = path;
    if (place !== "") {
      if (place.startsWith("/") && !place.startsWith(base)) {
        return [`${path} points outside ${base}: ${address}`];
      }
      target = targetOf(path, place, base);
      if (!files.has(target)) return [`${path} points to nothing: ${address}`];
    }
    if (fragment !== undefined && !pages.get(target)?.getElementById(fragment)) {
      return [`${path} points to a place that is not there: ${address}`];
    }
    return [];
  });
}

function checkCharts(
  path: string,
  page: Page,
  base: string,
  files: ReadonlyMap<string, Element>,
  numbers: ReadonlyMap<string, unknown>,
): string[] {
  const problems: string[] = [];
  for (const figure of page.querySelectorAll("figure")) {
    const name = `the chart ${figure.id} of ${path}`;
    const words = (selector: string) => figure.querySelector(selector)?.textContent?.trim() ?? "";
    if (words(".chart-title") === "") problems.push(`${name} has no title`);
    if (words("figcaption") === "") problems.push(`${name} has no caption`);
    const pictures = [...figure.querySelectorAll(".panels .plot")].map((picture) =>
      picture.localName === "img"
        ? files.get(picture.getAttribute("src")!.slice(base.length))
        : picture
    );
    if (pictures.length !== Number(figure.getAttribute("data-panels"))) {
      problems.push(`${name} has ${pictures.length} pictures`);
    }
    const file = targetOf(path, figure.getAttribute("data-chart") ?? "", base);
    const { panels } = numbers.get(file) as {
      panels: { title: string; x: { bare?: boolean } }[];
    };
    const titles = [...figure.querySelectorAll(".panel-title")].map((e) => e.textContent).join();
    if (
      panels.length !== pictures.length ||
      panels.length > 1 && titles !== panels.map(({ title }) => title).join()
    ) problems.push(`${name} shows other panels than ${file} holds`);
    for (const [i, svg] of pictures.entries()) {
      if (svg === undefined) {
        problems.push(`${name} has a picture without a file`);
        continue;
      }
      const labels = [...svg.querySelectorAll(".axis-label")].filter((label) =>
        (label.textContent ?? "").trim() !== ""
      );
      if (labels.length !== (panels[i].x.bare ? 1 : 2)) {
        problems.push(`${name} has ${labels.length} axis labels`);
      }
      if ((svg.getAttribute("aria-label") ?? "").trim() === "") {
        problems.push(`${name} has a picture without description`);
      }
      if (!svg.querySelector("path:not([transform])")) problems.push(`${name} shows nothing`);
    }
  }
  return problems;
}

function checkPage(path: string, page: Page): string[] {
  const problems: string[] = [];
  const ids = [...page.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length > 0) problems.push(`${path} has identifiers twice: ${twice.join(", ")}`);
  for (const selector of ["html[lang]", "title", "main", "h1", "meta[name=description]"]) {
    const count = page.querySelectorAll(selector).length;
    if (count !== 1) problems.push(`${path} has ${count} of ${selector}`);
  }
  const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')
    ?.getAttribute("content") ?? "";
  const scripts = policy.split(";").find((rule) => rule.trim().startsWith("script-src")) ?? "";
  if (!scripts.includes("'self'") || scripts.includes("unsafe-inline")) {
    problems.push(`${path} has no policy against scripts in the page`);
  }
  for (const script of page.querySelectorAll("script:not([src])")) {
    problems.push(`${path} has a script in the page: ${script.textContent?.slice(0, 40)}`);
  }
  const here = page.querySelector(".pages [aria-current]")?.textContent?.trim();
  const title = page.querySelector("h1")?.textContent?.trim() ?? "";
  // The overview is called by what it is, not by its question.
  if (here !== undefined && path !== "index.html" && !title.startsWith(here)) {
    problems.push(`${path} is called "${here}" in the navigation and "${title}" by itself`);
  }
  let level = 0;
  for (const heading of page.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(heading.localName[1]);
    if (next > level + 1) problems.push(`${path} skips to ${heading.localName}`);
    level = next;
  }
  return problems;
}

/** Names of the scripts that a script imports before it runs; none where it is not there. */
async function importsAtOnce(path: string): Promise<string[]> {
  const script = await Deno.readTextFile(path).catch(() => "");
  return [...script.matchAll(/\b(?:from|import)\s*"\.\/([^"]+)"/g)].map(([, name]) => name);
}

/**
 * Every way in which a built site is not as it must be.
 *
 * Links inside the site lead to a file and a place in it; nothing is loaded from elsewhere; charts have
 * a title, two axis labels, a caption, a description and a file of the same panels; no page, table or data file holds a number
 * that is none; no page weighs more than 150 kB.
 *
 * @param folder The built site.
 * @param base Path under which it is served.
 */
export async function checkSite(folder: string, base = "/"): Promise<string[]> {
  const files = await listFiles(folder);
  const pages = new Map<string, Page>();
  const pictures = new Map<string, Element>();
  const numbers = new Map<string, unknown>();
  const problems: string[] = [];
  for (const path of files) {
    if (![".html", ".json", ".csv", ".svg", ".css"].includes(extname(path))) continue;
    const text = await Deno.readTextFile(`${folder}/${path}`);
    // Code may name them.
    const shown = path.endsWith(".html") ? text.replaceAll(/<code>[\s\S]*?<\/code>/g, "") : text;
    const none = /\b(?:NaN|undefined|Infinity|\[object \w+\])/.exec(shown);
    if (none) {
      problems.push(
        `${path} holds "${shown.slice(Math.max(0, none.index - 30), none.index + 20)}"`,
      );
    }
    const weight = new TextEncoder().encode(text).length;
    if (path.endsWith(".html") && weight > 150_000) problems.push(`${path} weighs ${weight} bytes`);
    if (path.endsWith(".json")) numbers.set(path, JSON.parse(text));
    if (path.endsWith(".css") && /url\(["']?(?:https?:)?\/\//.test(text)) {
      problems.push(`${path} loads from elsewhere`);
    }
    if (path.endsWith(".html")) pages.set(path, parseHTML(text).document);
    if (path.endsWith(".svg")) pictures.set(path, parseHTML(text).document.querySelector("svg")!);
  }
  // What audits, plays or computes in a page is loaded when somebody does so; but what waits for the player.
  const reads = (format: string) => (path: string) => path === `assets/audit/${format}.js`;
  const apart = (path: string) => ["hdf5", "parquet", "root"].some((format) => reads(format)(path));
  const audits = (path: string) => path.startsWith("assets/audit/") && !apart(path);
  const waits = ["page.js", ...await importsAtOnce(`${folder}/assets/play/page.js`)];
  const plays = (path: string) =>
    path.startsWith("assets/play/") && !waits.includes(path.slice("assets/play/".length));
  const computes = (path: string) => path.startsWith("assets/recompute/");
  for (
    const [what, most, isOne] of [
      [
        "of all pages",
        120_000,
        (path: string) => !audits(path) && !apart(path) && !plays(path) && !computes(path),
      ],
      ["that audit in the page", 400_000, audits],
      // The first with WebAssembly as text.
      ["that read HDF5", 1_200_000, reads("hdf5")],
      // With Zstandard's own library, also as text.
      ["that read Parquet", 125_000, reads("parquet")],
      ["that read ROOT", 200_000, reads("root")],
      ["that compute in the page", 400_000, computes],
      [
        "that play in the page",
        400_000,
        (path: string) => path === "assets/live.js" || path.startsWith("assets/play/"),
      ],
    ] as const
  ) {
    const scripts = files.filter((path) => path.endsWith(".js") && isOne(path));
    const weights: number[] = [];
    for (const path of scripts) {
      const script = await Deno.readFile(`${folder}/${path}`);
      weights.push(gzipSync(script).length);
      // Safari takes it for a fault of the whole script.
      if (/[;{}]using \w+=/.test(new TextDecoder().decode(script))) {
        problems.push(`${path} declares by using`);
      }
    }
    const weight = weights.reduce((sum, weight) => sum + weight, 0);
    if (weight > most) problems.push(`the scripts ${what} weigh ${weight} bytes`);
  }
  const all = new Set(files);
  for (const [path, page] of pages) {
    problems.push(
      ...checkPage(path, page),
      ...checkCharts(path, page, base, pictures, numbers),
      ...checkLinks(path, page, base, all, pages),
    );
  }
  return problems;
}
