/**
 * The package for npm: the library as `deno pack` writes it, and the sources of the audit for the Deno beside it.
 *
 * @module
 */
import { createTarGzip, parseTarGzip } from "npm:nanotar@0.3.0";
import { fileURLToPath } from "node:url";
import { filesBelow } from "../runner/files.ts";
import { commandConfig, type LibraryManifest, manifest, type ProjectConfig } from "./manifest.ts";

const root = fileURLToPath(new URL("../", import.meta.url)).replace(/[\\/]$/, "");

/** The folders and files of the audit, which run as they are. */
const sources = [
  "audit",
  "cli/_command.ts",
  "cli/_process.ts",
  "cli/audit.ts",
  "cli/audit_run.ts",
  "cli/audit_worker.ts",
  "cli/audit_write.ts",
  "core",
  "deno.lock",
  "import_map.json",
  "none.lock",
  "render",
  "runner",
  "types",
];

/** What lies in these folders and is no part of the audit. */
const others =
  /^(?:audit\/(?:example|page)\/|audit\/record\.ts$|core\/(?:assemble|(?:.+\/)?build|engine\/tfjs)\.ts$|core\/.*\/assembly\/|render\/citation\.ts$)|\/\.[^/]*$/;

/** The files of the audit, by path from the top of the project. */
function sourceFiles(): string[] {
  return sources.flatMap((path) => Deno.statSync(`${root}/${path}`).isFile ? [path] : below(path))
    .filter((path) => !others.test(path));
}

function below(folder: string): string[] {
  return filesBelow(`${root}/${folder}`).map((path) => path.slice(root.length + 1));
}

const json = (value: unknown) => JSON.stringify(value, null, 2) + "\n";

/** The files of the package that the library has not, by path. */
function commandFiles(): Map<string, string | Uint8Array> {
  const read = (path: string) => Deno.readFileSync(`${root}/${path}`);
  const project = JSON.parse(Deno.readTextFileSync(`${root}/deno.json`)) as ProjectConfig;
  return new Map<string, string | Uint8Array>([
    ["ampliflow.js", read("npm/ampliflow.js")],
    ["deno/deno.json", json(commandConfig(project))],
    ...sourceFiles().map((path): [string, Uint8Array] => [`deno/${path}`, read(path)]),
  ]);
}

/** Where the files of a package are in its archive. */
const top = "package/";

/** The name of a file in the archive, which has room for so many bytes. */
function nameOf(path: string): string {
  const name = top + path;
  if (new TextEncoder().encode(name).length <= 100) return name;
  throw new RangeError(
    `Cannot package ${path} as its name must have at most ${
      100 - top.length
    } bytes: current value is ${name.length - top.length}`,
  );
}

/**
 * The package, from that of the library. Its bytes follow from the project's files alone.
 *
 * @param library What `deno pack` wrote.
 * @throws {RangeError} If the library holds a module that none of its entry modules imports.
 */
export async function packageOf(library: Uint8Array): Promise<Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  for (const { name, data } of await parseTarGzip(library)) {
    const path = name.slice(top.length);
    if (/(?<!\.d)\.ts$/.test(path)) {
      throw new RangeError(
        `Cannot package the library as "publish" of deno.json must name what its entry modules import, and nothing else: current value is ${path}`,
      );
    }
    files.set(path, data ?? "");
  }
  const described = JSON.parse(new TextDecoder().decode(files.get("package.json") as Uint8Array));
  files.set("package.json", json(manifest(described as LibraryManifest)));
  for (const [path, content] of commandFiles()) files.set(path, content);
  return await createTarGzip(
    [...files].sort(([a], [b]) => a < b ? -1 : 1).map(([path, data]) => ({
      name: nameOf(path),
      data,
      attrs: { mode: path === "ampliflow.js" ? "755" : "644" },
    })),
    { attrs: { mtime: 0, uid: 0, gid: 0 } },
  );
}
