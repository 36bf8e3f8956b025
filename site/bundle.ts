/**
 * Puts modules together to scripts for browsers, with Deno's own bundler.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { locked } from "../runner/allow.ts";
import { filesBelow, removeFolder } from "../runner/files.ts";
import { launch } from "../runner/launch.ts";
import { auditing, drawing, type Kept } from "./kept.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Puts a module and all that it imports together to one script for browsers. The bundler is a native program
 * that Deno brings from npm when it is first asked for.
 *
 * @param entry Path of the module.
 * @throws {Error} If the bundler is missing or finds a fault in the code.
 */
export async function bundle(entry: string): Promise<Uint8Array<ArrayBuffer>> {
  return await bundled([entry]);
}

/** Runs the bundler, and gives what it prints. */
async function bundled(
  entries: readonly string[],
  flags: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const { success, stdout, stderr } = await launch("deno", {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      `--config=${here("../deno.json")}`,
      locked,
      ...flags,
      // In a path the bundler takes a star for any name.
      ...entries.map((entry) => pathToFileURL(entry).href.replaceAll("*", "%2A")),
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (success) return stdout;
  const [sentence] = new TextDecoder().decode(stderr).trim().split("\n");
  throw new Error(sentence.replace(/^error: /, ""));
}

/**
 * Scripts of pages that are put together with Deno's bundler, by path in the built site: what draws charts anew, and the
 * audit in the page, of which each part is loaded when it is needed. Kept until they change.
 *
 * @throws {Error} If the bundler is missing or finds a fault in the code.
 */
export async function bundles(kept: Kept): Promise<ReadonlyMap<string, Uint8Array>> {
  const live = await kept.bytes(
    "bundle",
    [drawing()],
    () => bundle(here("../render/charts/live.ts")),
  );
  const parts = JSON.parse(new TextDecoder().decode(
    await kept.bytes("bundle", [auditing()], () => auditScripts(kept.cache)),
  )) as Record<string, string>;
  const bytes = (text: string) => new TextEncoder().encode(text);
  return new Map([
    ["assets/live.js", live],
    ...Object.entries(parts).map(([name, text]): [string, Uint8Array] => [
      `${auditFolder}${name}`,
      bytes(text),
    ]),
  ]);
}

/** Folder of the scripts of the audit in the page. */
const auditFolder = "assets/audit/";

/** The scripts of the audit in the page, texts by name in JSON. */
async function auditScripts(cache: string): Promise<Uint8Array> {
  const folder = resolve(cache, `bundle-${crypto.randomUUID().slice(0, 8)}`);
  try {
    await bundled(
      ["page", "thread"].map((name) => here(`../audit/page/${name}.ts`)),
      ["--code-splitting", `--outdir=${folder}`],
    );
    return new TextEncoder().encode(
      JSON.stringify(Object.fromEntries(
        filesBelow(folder).map((path) => [
          path.slice(folder.length + 1),
          Deno.readTextFileSync(path),
        ]),
      )),
    );
  } finally {
    removeFolder(folder);
  }
}
