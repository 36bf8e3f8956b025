/**
 * Makes the built pages searchable with Pagefind, the same after either builder.
 *
 * @module
 */
import { allow, locked } from "../runner/allow.ts";
import { launch } from "../runner/launch.ts";

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
  const { success, stderr } = await launch("deno", {
    args: [
      "run",
      "--quiet",
      locked,
      "--no-prompt",
      allow("read", [folder]),
      allow("write", [`${folder}/search`]),
      // The program, whose place in npm's cache only its package knows.
      "--allow-run",
      "--ignore-env",
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
