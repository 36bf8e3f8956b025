/**
 * Makes the built pages searchable with Pagefind, the same after either builder.
 *
 * @module
 */
import { allow } from "../runner/allow.ts";

/**
 * Writes the index of a folder of pages into its folder `search/`.
 *
 * Pagefind is a native program, which npm brings for the usual systems; it runs from a process of its
 * own, so that building the site needs no permission to start programs.
 *
 * @param folder Absolute path of the built site.
 * @returns Why there is no search, or `undefined` if there is.
 */
export async function indexPages(folder: string): Promise<string | undefined> {
  const { success, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-read",
      allow("write", [`${folder}/search`]),
      "--allow-env",
      "--allow-sys",
      "--allow-run",
      `${import.meta.dirname}/pagefind.ts`,
      folder,
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return undefined;
  return new TextDecoder().decode(stderr).trim().split("\n")[0].replace(/^error: /, "");
}
