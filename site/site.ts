/**
 * Builds the site from the committed results.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { assets, lighter } from "../render/assets.ts";
import { bundleCharts } from "./bundle.ts";
import { figure } from "../render/charts/figure.ts";
import { buildWithLume, lumeUnreachable } from "./builders/lume.ts";
import { buildWithVento } from "./builders/vento.ts";
import { card } from "./card.ts";
import { finishPage } from "../render/finish.ts";
import { checkWritable, namesIn, removeLeftovers } from "../runner/files.ts";
import { lock } from "../runner/lock.ts";
import { drawing, keptFolders, keptText } from "./kept.ts";
import { loadReport } from "./load.ts";
import { raw } from "../render/markup.ts";
import { prepare } from "./model.ts";
import { cardPath, notFound, outputPath, pages } from "./pages.ts";
import { sitemap } from "./sitemap.ts";
import { indexPages } from "./search.ts";

/** A program that fills the templates. Both give the same bytes. */
export type Builder = "lume" | "vento";

/** How the site is built. */
export interface SiteOptions {
  /** Lume where it can be reached, else Vento, by default. */
  readonly builder?: Builder;
  /** Folder of the results. */
  readonly data: string;
  /** Folder of the site; what was built there before is replaced at once. */
  readonly out: string;
  /** Scheme and host by which others reach the site, for addresses that must be whole. */
  readonly origin?: string;
  /** Path under which the site is served, starting and ending in a slash. */
  readonly base?: string;
  /** Address of the repository on GitHub, for links to code; without, code is named and not linked. */
  readonly repository?: string;
  /** Whether pages reload themselves, for the live preview. */
  readonly live?: boolean;
  /** Whether the pages are indexed for the search; they are by default. */
  readonly search?: boolean;
}

/** What was built. */
export interface SiteBuild {
  readonly builder: Builder;
  /** Why not Lume, where it was not asked for and could not be reached. */
  readonly reason: string | undefined;
  /** Why the search was left out, where its program cannot be had. */
  readonly searchReason: string | undefined;
  /** Why charts have no controls, where the bundler cannot be had. */
  readonly liveReason: string | undefined;
  readonly out: string;
  readonly base: string;
  readonly pages: number;
  readonly files: number;
}

/** File by which a folder is known to be a site of ours. */
const mark = "assets/katex.css";

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory
    ) {
      return false;
    }
    throw error;
  }
}

/** Refuses to replace a folder that holds something other than a site. */
async function checkReplaceable(out: string): Promise<void> {
  if (!await exists(out)) return;
  if (!(await Deno.stat(out)).isDirectory) {
    throw new TypeError(
      `Cannot build the site into ${out} as it must be a folder: current value is a file`,
    );
  }
  const entries = (await Array.fromAsync(Deno.readDir(out))).map(({ name }) => name).sort();
  if (entries.length > 0 && !await exists(`${out}/${mark}`)) {
    throw new RangeError(
      `Cannot build the site into ${out} as it must be empty, or an earlier site: current value is a folder with ${
        entries[0]
      }`,
    );
  }
}

/** Writes a file; at once, since hundreds of them would each wait for their turn. */
function write(path: string, content: string | Uint8Array): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  if (typeof content === "string") Deno.writeTextFileSync(path, content);
  else Deno.writeFileSync(path, content);
}

/** Finishes every page; gives the files that they bring along. */
async function finish(stage: string, base: string): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  for (const { url, template } of [...pages, notFound]) {
    const path = `${stage}/${outputPath(url)}`;
    const text = await exists(path) ? await Deno.readTextFile(path) : "";
    if (!text.trimEnd().endsWith("</html>")) {
      throw new Error(
        `Cannot build the page ${url} as its template ${template} must give a whole page: current value is ${
          text === "" ? "no page" : "a page cut short"
        }`,
      );
    }
    const finished = finishPage(template, text, base);
    await Deno.writeTextFile(path, finished.page);
    for (const [picture, content] of finished.files) files.set(picture, content);
    if (url !== notFound.url) files.set(cardPath(url), await card(text));
  }
  return files;
}

/** Draws a figure where its chart or the drawing is another one than before. */
function keptFigures(): typeof figure {
  const version = drawing();
  return (chart, folder, options = {}) =>
    raw(keptText(
      "figures",
      [version, JSON.stringify([chart, folder, options.width ?? null]), `${options.source}`],
      () => figure(chart, folder, options).text,
    ));
}

/** The folder in which a site grows before it takes its place; those that a kill left are removed. */
async function makeStage(): Promise<string> {
  for (
    const name of namesIn(".cache").filter((name) => /^site-[0-9a-f]{8}(-old|\.json)?$/.test(name))
  ) {
    await Deno.remove(`.cache/${name}`, { recursive: true });
  }
  for (const folder of keptFolders) removeLeftovers(`.cache/${folder}`);
  const stage = resolve(`.cache/site-${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(stage, { recursive: true });
  return stage;
}

/** Moves a folder, by copying where the other place is on another disk. */
async function move(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if ((error as { code?: string }).code !== "EXDEV") throw error;
    await Deno.mkdir(to, { recursive: true });
    for await (const { name, isDirectory } of Deno.readDir(from)) {
      if (isDirectory) await move(`${from}/${name}`, `${to}/${name}`);
      else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
    }
    await Deno.remove(from, { recursive: true });
  }
}

/** Puts the finished folder in the place of the old one. */
async function swap(stage: string, out: string): Promise<void> {
  try {
    const old = `${stage}-old`;
    const before = await exists(out);
    if (before) await move(out, old);
    else await Deno.mkdir(dirname(out), { recursive: true }).catch(() => {});
    await move(stage, out);
    if (before) await Deno.remove(old, { recursive: true });
  } catch (error) {
    throw new Error(
      `Cannot build the site into ${out} as its folder must be writable: current value is "${
        (error as Error).message.split(":")[0]
      }"`,
      { cause: error },
    );
  }
}

/**
 * Builds the site elsewhere and then swaps it in, so that a failed build leaves the old site.
 *
 * @throws {Error} If results are missing or damaged, if a template fails, or if the folder cannot be
 * written; one sentence says which.
 */
export async function buildSite(options: SiteOptions): Promise<SiteBuild> {
  const base = options.base ?? "/";
  if (!/^\/([\w.~-]+\/)*$/.test(base)) {
    throw new RangeError(
      `Cannot build the site as its base path must start and end in a slash: current value is ${base}`,
    );
  }
  const origin = options.origin ?? "http://localhost";
  if (!URL.canParse(origin) || !/^https?:\/\/[^/]+$/.test(origin)) {
    throw new RangeError(
      `Cannot build the site as its origin must be a scheme and a host: current value is ${origin}`,
    );
  }
  const { repository } = options;
  if (repository !== undefined && !/^https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(repository)) {
    throw new RangeError(
      `Cannot build the site as its repository must be https://host/owner/name: current value is ${repository}`,
    );
  }
  const out = resolve(options.out);
  await checkReplaceable(out);
  const report = loadReport(options.data);
  const reason = options.builder === "vento" ? undefined : await lumeUnreachable();
  if (options.builder === "lume" && reason !== undefined) {
    throw new Error(
      `Cannot build with Lume as its modules must be reachable: current value is "${reason}"`,
    );
  }
  const builder: Builder = options.builder ??
    (reason === undefined ? "lume" : "vento");
  checkWritable(".cache");
  // One process at a time builds a site; what it has not finished is no other's.
  using _held = await lock(".cache/site.lock", () => {});
  const stage = await makeStage();
  try {
    const { model, files } = await prepare(report, {
      origin,
      base,
      live: options.live ?? false,
      repository,
      draw: keptFigures(),
    });
    if (builder === "lume") await buildWithLume(stage, `${stage}.json`, model);
    else await buildWithVento(stage, model);
    const pictures = await finish(stage, base);
    const bundle = await bundleCharts();
    const all = new Map<string, string | Uint8Array>([
      ...files,
      ...pictures,
      ["sitemap.xml", sitemap({ origin, base })],
      // Kept under how it was made lighter, too.
      ...assets((script) =>
        keptText("scripts", [script, lighter.toString()], () => lighter(script))
      ),
      ...("script" in bundle ? [["assets/live.js", bundle.script] as const] : []),
    ]);
    for (const [path, content] of all) write(`${stage}/${path}`, content);
    const searchReason = options.search === false ? undefined : await indexPages(stage);
    await swap(stage, out);
    return {
      builder,
      reason,
      searchReason,
      liveReason: "reason" in bundle ? bundle.reason : undefined,
      out,
      base,
      pages: pages.length + 1,
      files: all.size,
    };
  } catch (error) {
    if (await exists(stage)) await Deno.remove(stage, { recursive: true });
    throw error;
  }
}
