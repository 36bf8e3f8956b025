/**
 * Puts the drawing of charts together to one script for browsers, with Deno's own bundler.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { drawing, kept } from "./kept.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Runs the bundler, a native program that Deno brings from npm when it is first asked for. */
async function bundle(): Promise<Uint8Array> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      `--config=${here("../deno.json")}`,
      here("charts/live.ts"),
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

/** A script, or why there is none. */
export type Bundle = { readonly script: Uint8Array } | { readonly reason: string };

/** The script of `charts/live.ts`. */
export async function bundleCharts(): Promise<Bundle> {
  try {
    return { script: await kept("bundle", [drawing()], bundle) };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}
