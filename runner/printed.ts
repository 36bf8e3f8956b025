/**
 * Commands of Deno whose output is wanted.
 *
 * @module
 */
import { launch } from "./launch.ts";

/**
 * What a command of Deno prints, such as `info` or `bundle`.
 *
 * @param args The command and its arguments.
 * @param cwd Folder in which it runs; default that of this process.
 * @throws {Error} If it does not end well; the message is Deno's own, in one line.
 */
export async function printed(
  [command, ...args]: readonly string[],
  cwd?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { success, stdout, stderr } = await launch("deno", {
    args: [command, "--quiet", ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (success) return stdout;
  const errorText = new TextDecoder().decode(stderr).trim();
  throw new Error(/^error: (.*)/m.exec(errorText)?.[1] ?? errorText.split("\n")[0]);
}
