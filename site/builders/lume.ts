/**
 * Fills the templates with Lume, in a process of its own: Lume comes from its published address and
 * brings its own import map, which the rest of the project does without.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { allow } from "../../runner/allow.ts";
import type { Model } from "../model.ts";

const folder = new URL("../lume/", import.meta.url);

/** Longest wait for Lume's modules, milliseconds. */
const patience = 20_000;

async function deno(
  args: string[],
  env: Record<string, string>,
  limit?: number,
): Promise<string> {
  const command = new Deno.Command("deno", {
    args,
    env: { ...env, NO_COLOR: "1" },
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(limit === undefined ? {} : { signal: AbortSignal.timeout(limit) }),
  });
  const { success, stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stderr) +
    new TextDecoder().decode(stdout);
  if (!success) throw new Error(text.trim().split("\n")[0].replace(/^error: /, ""));
  return text;
}

/**
 * Makes sure that Lume's modules are there, from the network or from Deno's cache.
 *
 * @returns Why they cannot be had, or `undefined` if they can.
 */
export async function lumeUnreachable(): Promise<string | undefined> {
  try {
    await deno(
      ["cache", "--quiet", "--config=deno.json", "_config.ts", "main.ts"],
      {},
      patience,
    );
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Writes every page of the folder of templates.
 *
 * @param output Absolute path of the folder for the pages.
 * @param modelFile Absolute path of a file that is made for Lume to read and then removed.
 * @throws {Error} If Lume fails.
 */
export async function buildWithLume(
  output: string,
  modelFile: string,
  model: Model,
): Promise<void> {
  await Deno.writeTextFile(modelFile, JSON.stringify(model));
  try {
    await deno([
      "run",
      "--quiet",
      "--no-prompt",
      "--config=deno.json",
      "--allow-read",
      allow("write", [output]),
      "--allow-env",
      "--allow-sys",
      "main.ts",
      `--dest=${relative(fileURLToPath(folder), output)}`,
    ], { AMPLIFLOW_SITE_MODEL: modelFile });
  } finally {
    await Deno.remove(modelFile);
  }
}
