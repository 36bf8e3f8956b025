/**
 * Builds the site from the committed results.
 *
 * @module
 */
import { resolve } from "node:path";
import { documentation } from "./api/documentation.ts";
import { bundles } from "./bundle.ts";
import { buildWithLume, lumeUnreachable } from "./builders/lume.ts";
import { buildWithVento } from "./builders/vento.ts";
import {
  checkWritable,
  exists,
  filesBelow,
  namesIn,
  reason,
  removeFolder,
  removeLeftovers,
  writeAll,
} from "../runner/files.ts";
import { lock } from "../runner/lock.ts";
import { Kept, keptFolders, KeptLater } from "./kept.ts";
import { movedPictures } from "./moved.ts";
import { pages } from "./pages.ts";
import { makeParts } from "./parts.ts";
import { printReport } from "./print.ts";
import { indexPages } from "./search.ts";
import { keepVersions, mark, versionsIn } from "./versions.ts";

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
  /** Folder of an earlier build, whose charts a page shows beside those that differ. */
  readonly before?: string;
  /** Folder of the reports of earlier releases, which the site keeps, each in a folder such as `v0.2`. */
  readonly versions?: string;
  /** Folder of the cache, default `.cache`. */
  readonly cache?: string;
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
  /** Whether the report is printed, too, by a browser of the Chromium family. */
  readonly pdf?: boolean;
  /** Whether the pages are indexed for the search; they are by default. */
  readonly search?: boolean;
}

/** What was built. */
export interface SiteBuild {
  readonly builder: Builder;
  /** Why Lume was not used, where no builder was requested and it could not be reached. */
  readonly reason: string | undefined;
  /** Why the search was left out, where its program cannot be had. */
  readonly searchReason: string | undefined;
  /** Why charts have no controls, and no page computes, where the bundler cannot be had. */
  readonly liveReason: string | undefined;
  /** How many charts differ from those of the earlier build, where one was given. */
  readonly moved: number | undefined;
  readonly out: string;
  readonly base: string;
  readonly pages: number;
  readonly files: number;
}

/** Refuses to replace a folder that holds something other than a site. */
async function checkReplaceable(out: string): Promise<void> {
  if (!exists(out)) return;
  if (!(await Deno.stat(out)).isDirectory) {
    throw new TypeError(
      `Cannot build the site into ${out} as it must be a folder: current value is a file`,
    );
  }
  const entries = (await Array.fromAsync(Deno.readDir(out))).map(({ name }) => name).sort();
  if (entries.length > 0 && !exists(`${out}/${mark}`)) {
    throw new RangeError(
      `Cannot build the site into ${out} as it must be empty, or an earlier site: current value is a folder with ${
        entries[0]
      }`,
    );
  }
}

/** The folder in which a site grows before it takes its place; those that a kill left are removed. */
async function makeStage(cache: string): Promise<string> {
  for (const name of namesIn(cache).filter((name) => /^site-[0-9a-f]{8}(-old)?$/.test(name))) {
    await Deno.remove(`${cache}/${name}`, { recursive: true });
  }
  for (const folder of keptFolders) removeLeftovers(`${cache}/${folder}`);
  const stage = resolve(cache, `site-${crypto.randomUUID().slice(0, 8)}`);
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
      await moveAll(from, to);
    } else {
      await Deno.copyFile(from, to);
    }
    await Deno.remove(from);
  }
}

/** Moves what is in a folder into another one. */
async function moveAll(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await move(`${from}/${name}`, `${to}/${name}`);
}

/**
 * Puts the finished folder in the place of the old one; into the old one where a link leads to it, which stays.
 *
 * @throws {Error} If it cannot; then the old one is there as before, or nothing.
 */
async function swap(stage: string, out: string): Promise<void> {
  const old = `${stage}-old`;
  const before = exists(out);
  const put = before && (await Deno.lstat(out)).isSymlink ? moveAll : move;
  let empty = false;
  try {
    if (before) {
      await put(out, old);
    } else {
      // Makes the folders on the way, too.
      await Deno.mkdir(out, { recursive: true });
      await Deno.remove(out);
    }
    empty = true;
    await put(stage, out);
  } catch (error) {
    // On another disk, which may be full, a part of it has come.
    if (empty && put === move) removeFolder(out);
    if (empty && put === moveAll) {
      for (const name of namesIn(out)) removeFolder(`${out}/${name}`);
    }
    if (before && exists(old)) await moveAll(old, out);
    removeFolder(old);
    throw new Error(
      `Cannot build the site into ${out} as its folder must be writable and its disk must have free space: current value is "${
        reason(error)
      }"`,
      { cause: error },
    );
  }
  for (const folder of [stage, old]) removeFolder(folder);
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
  const { before } = options;
  if (before !== undefined && !exists(`${before}/${mark}`)) {
    throw new RangeError(
      `Cannot show which charts differ from ${before} as it must be a built site: current value is ${
        exists(before) ? "something else" : "a folder that does not exist"
      }`,
    );
  }
  const { data, rest, versions, live, pdf = false, cache = ".cache" } = options;
  if (versions !== undefined) versionsIn(versions);
  checkWritable(cache);
  const settings = {
    data,
    rest,
    versions,
    cache,
    origin: new URL(place).origin,
    base,
    repository,
    live,
    pdf,
  };
  const lumeReason = options.builder === "vento" ? undefined : await lumeUnreachable(cache);
  if (options.builder === "lume" && lumeReason !== undefined) {
    throw new Error(
      `Cannot build with Lume as its modules must be reachable: current value is "${lumeReason}"`,
    );
  }
  const builder: Builder = options.builder ??
    (lumeReason === undefined ? "lume" : "vento");
  // One process at a time builds a site; what it has not finished is no other's.
  using _held = await lock(`${cache}/site.lock`, () => {});
  const stage = await makeStage(cache);
  // Programs put the scripts together while this one makes the pages; a build that fails leaves none of them.
  const kept = new KeptLater(cache);
  const bundling = bundles(kept).then(
    (files) => ({ files, reason: undefined }),
    (error: Error) => ({ files: new Map<string, Uint8Array>(), reason: error.message }),
  );
  try {
    // Lume's process may start no program; it finds here what is kept.
    await documentation(new Kept(cache));
    if (builder === "lume") await buildWithLume(stage, settings);
    else await buildWithVento(stage, await makeParts(settings));
    const { files: scripts, reason: liveReason } = await bundling;
    writeAll(stage, scripts);
    kept.write();
    if (pdf) await printReport(stage, settings);
    const moved = before === undefined ? undefined : movedPictures(before, stage);
    if (moved !== undefined) writeAll(stage, moved.files);
    const files = filesBelow(stage).length - pages.length - 1;
    const searchReason = options.search === false ? undefined : await indexPages(stage);
    // Each has a search of its own.
    if (versions !== undefined) keepVersions(versions, stage);
    await swap(stage, out);
    return {
      builder,
      reason: lumeReason,
      searchReason,
      liveReason,
      moved: moved?.count,
      out,
      base,
      pages: pages.length + 1,
      files,
    };
  } catch (error) {
    await bundling;
    removeFolder(stage);
    throw error;
  }
}
