/**
 * `deno task serve`: refuses what cannot be served, and starts the preview under Deno's watcher, which
 * itself never ends with an error.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { locked } from "../runner/allow.ts";
import { launch } from "../runner/launch.ts";
import { noSharedNumbers, v8Flags } from "../runner/v8_flags.ts";
import { serveOptions } from "./serve_options.ts";

/** Ends the process if the results or the port are unavailable. */
function check({ port, data }: ReturnType<typeof serveOptions>): void {
  const refuse = (rule: string, current: unknown) => {
    console.error(`Cannot serve the site as ${rule}: current value is ${current}`);
    Deno.exit(1);
  };
  try {
    [...Deno.readDirSync(data)];
  } catch {
    refuse("the results must be in a folder", data);
  }
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch {
    refuse("its port must be free", port);
  }
}

if (import.meta.main) {
  check(serveOptions(Deno.args));
  const preview = launch("deno", {
    args: [
      "run",
      "--quiet",
      ...await v8Flags("deno", [noSharedNumbers]),
      locked,
      "--watch",
      "-P=serve",
      `${import.meta.dirname}/preview.ts`,
      ...Deno.args,
    ],
  });
  for (const signal of Deno.build.os === "windows" ? [] : ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => preview.kill(signal));
  }
  Deno.exit((await preview.status).code);
}
