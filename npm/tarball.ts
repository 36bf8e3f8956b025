/**
 * The package for npm: the library as `deno pack` writes it, and the sources of the audit for the Deno beside it.
 *
 * @module
 */
import { createTarGzip, parseTarGzip } from "npm:nanotar@0.3.0";
import { commandConfig, type LibraryManifest, manifest, type ProjectConfig } from "./manifest.ts";
import { sourcesOfAudit } from "./sources.ts";

const json = (value: unknown) => JSON.stringify(value, null, 2) + "\n";

/** The files of the package that the library has not, by path. */
async function commandFiles(): Promise<Map<string, string | Uint8Array>> {
  const read = (path: string) => Deno.readFileSync(new URL(`../${path}`, import.meta.url));
  const project = JSON.parse(new TextDecoder().decode(read("deno.json"))) as ProjectConfig;
  const sources = await sourcesOfAudit();
  return new Map<string, string | Uint8Array>([
    ["ampliflow.js", read("npm/ampliflow.js")],
    ["deno/deno.json", json(commandConfig(project))],
    ...sources.map((path): [string, Uint8Array] => [`deno/${path}`, read(path)]),
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
 * @throws {Error} If Deno cannot tell what the audit imports.
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
  for (const [path, content] of await commandFiles()) files.set(path, content);
  return await createTarGzip(
    [...files].sort(([a], [b]) => a < b ? -1 : 1).map(([path, data]) => ({
      name: nameOf(path),
      data,
      attrs: { mode: path === "ampliflow.js" ? "755" : "644" },
    })),
    { attrs: { mtime: 0, uid: 0, gid: 0 } },
  );
}
