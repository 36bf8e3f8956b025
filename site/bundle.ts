/**
 * Puts modules together to scripts for browsers, with Deno's own bundler.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { configured, locked } from "../runner/allow.ts";
import { filesBelow, removeFolder } from "../runner/files.ts";
import { printed } from "../runner/printed.ts";
import { drawing, type Kept, sourcesOf } from "./kept.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Puts a module and all that it imports together to one script for browsers. The bundler is a native program
 * that Deno fetches from npm at its first use.
 *
 * @param entry Path of the module.
 * @throws {Error} If the bundler is missing or finds a fault in the code.
 */
export async function bundle(entry: string): Promise<Uint8Array<ArrayBuffer>> {
  return await bundled([entry]);
}

/**
 * Runs the bundler, and gives what it prints. Packages of modules that are imported only when they are needed are
 * fetched before: the bundler takes them from the cache alone.
 *
 * @param packages Flags for the packages of the modules.
 */
async function bundled(
  entries: readonly string[],
  flags: readonly string[] = [],
  packages: readonly string[] = [configured, locked],
): Promise<Uint8Array<ArrayBuffer>> {
  await printed(["cache", ...packages, ...entries]);
  // In a path the bundler takes a star for any name.
  const urls = entries.map((entry) => pathToFileURL(entry).href.replaceAll("*", "%2A"));
  return await printed([
    "bundle",
    ...packages,
    "--platform=browser",
    "--minify",
    ...flags,
    ...urls,
  ]);
}

/** A page that does work of its own, in a thread. */
interface Working {
  /** Folder of its scripts below `assets/`. */
  readonly name: string;
  /** Folder of its modules `page.ts` and `thread.ts`. */
  readonly modules: string;
  /** Modules there that further threads run, default none. */
  readonly threads?: readonly string[];
  /** Folders of all that these may import. */
  readonly from: readonly string[];
  /** Paths by which these import what the page never uses, default none. */
  readonly without?: readonly string[];
}

const workingPages: readonly Working[] = [
  {
    name: "audit",
    modules: "audit/page",
    threads: ["reader"],
    from: ["audit", "core", "render", "runner", "types"],
  },
  {
    name: "play",
    modules: "site/play",
    from: ["core", "render", "runner", "site/play", "studies", "types"],
  },
  {
    name: "recompute",
    modules: "site/recompute",
    from: ["audit", "core", "render", "runner", "site/recompute", "studies", "types"],
    // Views of studies, and the kernel that is faster only with a flag of V8.
    without: ["./view.ts", "./wide.ts"],
  },
];

/** A script by which the page reads a format whose library is loaded with the first such file. */
interface Reading {
  /** The format, by which the page calls the script. */
  readonly format: string;
  /** Path of the module. */
  readonly module: string;
  /** Flags for its packages, where they are not locked with all others. */
  readonly packages?: readonly string[];
  /** What of its packages changes it beside all that is locked. */
  readonly lock?: string;
}

const root = here("../audit/root/");

const readings: readonly Reading[] = [
  { format: "hdf5", module: here("../audit/formats/hdf5.ts") },
  { format: "parquet", module: here("../audit/formats/parquet.ts") },
  {
    format: "root",
    module: `${root}root.ts`,
    packages: [`--config=${root}deno.json`],
    lock: `${root}deno.lock`,
  },
];

/** Scripts that read formats, by path in the built site. */
async function readingScripts(kept: Kept): Promise<Map<string, Uint8Array>> {
  const scripts = new Map<string, Uint8Array>();
  const sources = sourcesOf(["audit/formats", "audit/root"]);
  for (const { format, module, packages, lock } of readings) {
    const locks = lock === undefined ? [] : [Deno.readFileSync(lock)];
    scripts.set(
      `assets/audit/${format}.js`,
      await kept.bytes(
        "bundle",
        [format, sources, ...locks],
        () => bundled([module], [], packages),
      ),
    );
  }
  return scripts;
}

/**
 * Scripts of pages that are put together with Deno's bundler, by path in the built site: what draws charts anew, and
 * what works in pages, of which each part is loaded when it is needed. Kept until they change.
 *
 * @throws {Error} If the bundler is missing or finds a fault in the code.
 */
export async function bundles(kept: Kept): Promise<ReadonlyMap<string, Uint8Array>> {
  // Two chains of programs, each about half of the work.
  const [single, working] = await Promise.all([singleScripts(kept), workingScripts(kept)]);
  return new Map([...single, ...working]);
}

/** What draws charts anew, and what reads formats, each one script. */
async function singleScripts(kept: Kept): Promise<Map<string, Uint8Array>> {
  const live = await kept.bytes(
    "bundle",
    [drawing()],
    () => bundle(here("../render/charts/live.ts")),
  );
  return new Map([["assets/live.js", live], ...await readingScripts(kept)]);
}

/** The scripts of pages that work, by path in the built site. */
async function workingScripts(kept: Kept): Promise<Map<string, Uint8Array>> {
  const scripts = new Map<string, Uint8Array>();
  for (const working of workingPages) {
    const { name, from } = working;
    const parts = JSON.parse(new TextDecoder().decode(
      await kept.bytes(
        "bundle",
        [JSON.stringify(working), sourcesOf(from)],
        () => scriptsOf(working, kept.cache),
      ),
    )) as Record<string, string>;
    for (const [part, text] of Object.entries(parts)) {
      scripts.set(`assets/${name}/${part}`, new TextEncoder().encode(text));
    }
  }
  return scripts;
}

/**
 * Scripts by names that follow from all their texts: those of the bundler follow from where packages lie, too.
 *
 * @throws {Error} If two parts differ in the names of others alone.
 */
export function named(scripts: ReadonlyMap<string, string>): Map<string, string> {
  const hashedName = /\b([\w-]+)-[A-Z0-9]{8}\.js\b/g;
  const parts = [...scripts].map(([name, text]) => ({
    name,
    plain: text.replaceAll(hashedName, (file, stem) => scripts.has(file) ? stem : file),
  }));
  const hash = (...texts: string[]) => createHash("sha256").update(texts.join("\0")).digest("hex");
  const all = hash(...parts.map(({ plain }) => plain).sort());
  const renamed = new Map(parts.map(({ name, plain }) => [
    name,
    name.replace(hashedName, (_, stem) => `${stem}-${hash(all, plain).slice(0, 8)}.js`),
  ]));
  if (new Set(renamed.values()).size < renamed.size) {
    throw new Error(
      `Cannot name scripts as their texts must differ: current value is ${
        [...renamed.values()].sort().join(", ")
      }`,
    );
  }
  return new Map(
    [...scripts].map(([name, text]): [string, string] => [
      renamed.get(name)!,
      text.replaceAll(hashedName, (file) => renamed.get(file) ?? file),
    ]).sort(([a], [b]) => a < b ? -1 : 1),
  );
}

/** The scripts of a page and of its threads, texts by name in JSON. */
async function scriptsOf(
  { modules, threads = [], without = [] }: Working,
  cache: string,
): Promise<Uint8Array> {
  const folder = resolve(cache, `bundle-${crypto.randomUUID().slice(0, 8)}`);
  try {
    await bundled(
      ["page", "thread", ...threads].map((name) => here(`../${modules}/${name}.ts`)),
      ["--code-splitting", ...without.map((path) => `--external=${path}`), `--outdir=${folder}`],
    );
    const scripts = new Map(
      filesBelow(folder).map((path): [string, string] => [
        path.slice(folder.length + 1),
        Deno.readTextFileSync(path),
      ]),
    );
    return new TextEncoder().encode(JSON.stringify(Object.fromEntries(named(scripts))));
  } finally {
    removeFolder(folder);
  }
}
