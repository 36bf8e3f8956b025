/**
 * Commands of Deno that say or make something.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { launch } from "../runner/launch.ts";

/**
 * Runs a command of Deno in the project's folder.
 *
 * @returns What it prints.
 * @throws {Error} If it does not end well.
 */
export async function deno([command, ...args]: readonly string[]): Promise<Uint8Array> {
  const { success, stdout, stderr } = await launch("deno", {
    args: [command, "--quiet", ...args],
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (success) return stdout;
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(
    `Cannot package the project as deno ${command} must end well: current value is ${
      JSON.stringify(said.match(/^error: (.*)/m)?.[1] ?? said)
    }`,
  );
}
