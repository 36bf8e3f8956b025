/** Programs that tests look for and end. */
import { launch } from "../runner/launch.ts";
import { browsers } from "../site/browsers.ts";

/** The path of the first program of some names, or `undefined`. */
export function find(...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
      try {
        if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
      } catch { /* Not here. */ }
    }
  }
}

/** A browser of the Chromium family. */
export const chromium = find(...browsers);

/** Firefox. */
export const firefox = find("firefox-esr", "firefox");

/** Ends a program that was started in a process group of its own, and all that it started. */
export async function endGroup({ pid }: Deno.ChildProcess): Promise<void> {
  await launch(
    "kill",
    { args: ["-KILL", "--", `-${pid}`], stderr: "null" },
    (command) => command.output(),
  );
}
