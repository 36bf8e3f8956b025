/**
 * Builds the site from the committed results.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { bundleCharts } from "./bundle.ts";
import { buildWithLume, lumeUnreachable } from "./builders/lume.ts";
import { buildWithVento } from "./builders/vento.ts";
import { checkWritable, filesBelow, namesIn, removeLeftovers } from "../runner/files.ts";
import { lock } from "../runner/lock.ts";
import { keptFolders } from "./kept.ts";
import { pages } from "./pages.ts";
import { makeParts } from "./parts.ts";
import { indexPages } from "./search.ts";

/** A program that fills the templates. Both give the same bytes. */
export type Builder = "lume" | "vento";

/** How the site is built. */
export interface SiteOptions {
  /** Lume where it can be reached, else Vento, by default. */
  readonly builder?: Builder;
  /** Folder of the results. */
  readonly data: string;
  /** Folder that what the first one lacks is taken from, default none. */
  readonly rest?: string;
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

/** The folder in which a site grows before it takes its place; those that a kill left are removed. */
async function makeStage(): Promise<string> {
  for (
    const name of namesIn(".cache").filter((name) => /^site-[0-9a-f]{8}(-old)?$/.test(name))
  ) {
    await Deno.remove(`.cache/${name}`, { recursive: true });
  }
  for (const folder of keptFolders) removeLeftovers(`.cache/${folder}`);
  const stage = resolve(`.cache/site-${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(stage, { recursive: true });
  return stage;
}

/** Moves a file or a folder, by copying where the other place is on another disk. */
async function move(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if ((error as { code?: string }).code !== "EXDEV") throw error;
    if ((await Deno.lstat(from)).isDirectory) {
      await Deno.mkdir(to, { recursive: true });
      await moveAll(from, to);
    } else {
      await Deno.copyFile(from, to);
    }
    await Deno.remove(from);
  }
}

/** Moves what is in a folder into another one. */
async function moveAll(from: string, to: string): Promise<void> {
  for await (const { name } of Deno.readDir(from)) await move(`${from}/${name}`, `${to}/${name}`);
}

/** Puts the finished folder in the place of the old one; into the old one where a link leads to it, which stays. */
async function swap(stage: string, out: string): Promise<void> {
  try {
    const old = `${stage}-old`;
    if (!await exists(out)) {
      await Deno.mkdir(dirname(out), { recursive: true }).catch(() => {});
      await move(stage, out);
    } else if ((await Deno.lstat(out)).isSymlink) {
      await Deno.mkdir(old);
      await moveAll(out, old);
      await moveAll(stage, out);
      for (const folder of [stage, old]) await Deno.remove(folder, { recursive: true });
    } else {
      await move(out, old);
      await move(stage, out);
      await Deno.remove(old, { recursive: true });
    }
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
  const { origin: place = "http://localhost" } = options;
  if (!URL.canParse(place) || !/^https?:\/\/[^/]+$/.test(place)) {
    throw new RangeError(
      `Cannot build the site as its origin must be a scheme and a host: current value is ${place}`,
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
  const { data, rest, live } = options;
  const asked = { data, rest, origin: new URL(place).origin, base, repository, live };
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
    if (builder === "lume") await buildWithLume(stage, asked);
    else await buildWithVento(stage, await makeParts(asked));
    const bundle = await bundleCharts();
    if ("script" in bundle) await Deno.writeFile(`${stage}/assets/live.js`, bundle.script);
    const files = filesBelow(stage).length - pages.length - 1;
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
      files,
    };
  } catch (error) {
    if (await exists(stage)) await Deno.remove(stage, { recursive: true });
    throw error;
  }
}
