/**
 * Puts modules together to scripts for browsers, with Deno's own bundler.
 *
 * @module
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { locked } from "../runner/allow.ts";
import { launch } from "../runner/launch.ts";
import { drawing, type Kept } from "./kept.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Puts a module and all that it imports together to one script for browsers. The bundler is a native program
 * that Deno brings from npm when it is first asked for.
 *
 * @param entry Path of the module.
 * @throws {Error} If the bundler is missing or finds a fault in the code.
 */
export async function bundle(entry: string): Promise<Uint8Array<ArrayBuffer>> {
  const { success, stdout, stderr } = await launch("deno", {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      `--config=${here("../deno.json")}`,
      locked,
      // In a path the bundler takes a star for any name.
      pathToFileURL(entry).href.replaceAll("*", "%2A"),
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

/** The script of `render/charts/live.ts`, kept until it changes. */
export async function bundleCharts(kept: Kept): Promise<Bundle> {
  try {
    return {
      script: await kept.bytes(
        "bundle",
        [drawing()],
        () => bundle(here("../render/charts/live.ts")),
      ),
    };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}
