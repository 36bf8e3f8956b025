/**
 * `deno task package`: the library and the audit as a package for npm, to be installed elsewhere.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { allow } from "../runner/allow.ts";
import { place } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import { main } from "./_command.ts";
import { start } from "./_process.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const { name, version } = JSON.parse(Deno.readTextFileSync(at("../deno.json"))) as {
  readonly name: string;
  readonly version: string;
};

/** Its name as npm would give it. */
const file = `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;

const command = commandNamed("package")
  .description(
    "Packages the library, for Node, Deno and bundlers, and the audit as the command ampliflow. The same files give the same bytes.",
  )
  .option("--out <path>", "path of the package; by default it is in .cache/package", place)
  .action(async ({ out = `.cache/package/${file}` }: { readonly out?: string }) => {
    await start([
      `--lock=${at("../tests/deno.lock")}`,
      "-P=package",
      allow("write", [dirname(resolve(out))]),
      at("../npm/build.ts"),
      resolve(out),
    ]);
  });

await main(command);
