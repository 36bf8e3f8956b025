/**
 * The sources of the audit, which the package brings for the Deno beside it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { configured, locked } from "../runner/allow.ts";
import { filesBelow } from "../runner/files.ts";
import { deno } from "./deno.ts";

const top = new URL("../", import.meta.url);

/** What Deno reads besides modules. */
const others = ["deno.lock", "import_map.json", "none.lock"];

/** What `deno info` says of a module. */
interface Module {
  readonly specifier: string;
  readonly error?: string;
}

/**
 * Paths from the top of the project.
 *
 * @throws {Error} If Deno cannot tell what the audit imports.
 */
export async function sourcesOfAudit(): Promise<string[]> {
  const programs = new URL("npm/programs.ts", top).href;
  const output = await deno(["info", "--json", configured, locked, programs]);
  const { modules } = JSON.parse(new TextDecoder().decode(output)) as {
    readonly modules: readonly Module[];
  };
  const missing = modules.find(({ error }) => error !== undefined);
  if (missing !== undefined) {
    throw new Error(
      `Cannot package the audit as all that it imports must be there: current value is ${
        JSON.stringify(missing.error!.split("\n")[0])
      }`,
    );
  }
  const pathOf = (file: string) => file.slice(fileURLToPath(top).length).replaceAll("\\", "/");
  return [
    ...modules.map(({ specifier }) => specifier)
      .filter((specifier) => specifier.startsWith(top.href) && specifier !== programs)
      .map((specifier) => pathOf(fileURLToPath(specifier))),
    ...filesBelow(fileURLToPath(new URL("audit/root", top))).map(pathOf),
    ...others,
  ];
}
