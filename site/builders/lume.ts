/**
 * Lets Lume build the site, in a process of its own: it comes from its published address, by the
 * configuration in `site/`.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { allow } from "../../runner/allow.ts";
import { writeWhole } from "../../runner/files.ts";
import { launch } from "../../runner/launch.ts";
import { keptFolders } from "../kept.ts";
import type { PartsOptions } from "../parts.ts";

/** Folder of Lume's configuration. */
const folder = resolve(import.meta.dirname!, "..");
/** Lume's command, by the import map of that folder. */
const command = "lume/cli.ts";
/** Longest wait for Lume's modules, milliseconds. */
const patience = 20_000;

/** What Lume's modules are checked against: a copy, to which Deno adds what the committed file lacks. */
const lockIn = (cache: string) => `${resolve(cache)}/lume.lock`;

/** Runs Deno; its failure is the sentence of an error of ours, or else its own first line. */
async function deno(cache: string, args: readonly string[], limit?: number): Promise<void> {
  const [subcommand, ...rest] = args;
  const { success, stdout, stderr } = await launch("deno", {
    args: [subcommand, "--quiet", `--lock=${lockIn(cache)}`, ...rest],
    env: { NO_COLOR: "1" },
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(limit === undefined ? {} : { signal: AbortSignal.timeout(limit) }),
  }).output();
  if (success) return;
  const text = [stderr, stdout].map((bytes) => new TextDecoder().decode(bytes)).join("");
  const [sentence = text.trim().split("\n")[0]] = /Cannot .*/.exec(text) ?? [];
  throw new Error(sentence.replace(/^error: /, ""));
}

/**
 * Makes sure that Lume's modules are there, from the network or from Deno's cache, and as locked.
 *
 * @param cache Folder of the cache.
 * @returns Why they cannot be had, or `undefined` if they can.
 */
export async function lumeUnreachable(cache: string): Promise<string | undefined> {
  try {
    writeWhole(lockIn(cache), await Deno.readFile(`${folder}/lume.lock`));
    await deno(cache, ["run", "--no-prompt", command, "--version"], patience);
    await deno(cache, ["cache", "_config.ts"], patience);
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Writes the pages, and all files of the parts.
 *
 * @param output Absolute path of the folder of the site.
 * @throws {Error} If Lume fails.
 */
export async function buildWithLume(output: string, options: PartsOptions): Promise<void> {
  const { data, rest, versions, cache, origin, base, repository, pdf } = options;
  const results = [data, ...(rest === undefined ? [] : [rest])].map((folder) => resolve(folder));
  const kept = versions === undefined ? [] : [resolve(versions)];
  await deno(cache, [
    "run",
    "--no-prompt",
    allow("read", [resolve(folder, ".."), ...results, ...kept]),
    allow("write", [output, ...keptFolders.map((name) => resolve(cache, name))]),
    command,
    `--dest=${relative(folder, output)}`,
    `--location=${origin}${base}`,
    "--",
    ...results.map((path, i) => `--${i === 0 ? "data" : "rest"}=${path}`),
    ...kept.map((path) => `--versions=${path}`),
    `--cache=${resolve(cache)}`,
    ...(repository === undefined ? [] : [`--repository=${repository}`]),
    ...(pdf ? ["--pdf"] : []),
  ]);
}
