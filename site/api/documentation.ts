/**
 * What the library documents, by `deno doc`. It reads the sources alone: no package is resolved, so that it needs no
 * network, and it is kept until a source changes. As a program it only keeps it, in the folder that is given.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { launch } from "../../runner/launch.ts";
import { Kept, sourcesOf } from "../kept.ts";
import type { Documentation } from "./nodes.ts";

const top = new URL("../../", import.meta.url);

/** What the package exports, from its own names for it to modules. */
const { exports } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", top))) as {
  exports: Readonly<Record<string, string>>;
};
const modules = Object.values(exports).map((path) => new URL(path, top).href);

/** Runs `deno doc`; addresses of files become paths from the top. */
async function document(): Promise<Uint8Array> {
  const { success, stdout, stderr } = await launch("deno", {
    args: [
      "doc",
      "--quiet",
      "--no-lock",
      "--no-npm",
      "--no-remote",
      "--json",
      ...modules,
    ],
    env: { NO_COLOR: "1" },
    cwd: fileURLToPath(top),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) {
    const [line] = new TextDecoder().decode(stderr).trim().split("\n");
    throw new Error(
      `Cannot document the library as deno doc must succeed: current value is "${line}"`,
    );
  }
  return new TextEncoder().encode(
    new TextDecoder().decode(stdout).replaceAll(`"${top.href}`, '"'),
  );
}

/**
 * The documentation of all that the package exports.
 *
 * @throws {Error} If it is not kept yet and `deno doc` fails.
 */
export async function documentation(kept: Kept): Promise<Documentation> {
  const bytes = await kept.bytes(
    "api",
    [
      sourcesOf(["audit", "core"]),
      Deno.readFileSync(new URL("mod.ts", top)),
      JSON.stringify(exports),
    ],
    document,
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}

if (import.meta.main) await documentation(new Kept(Deno.args[0]));
