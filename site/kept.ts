/**
 * What takes time to make from other files is made once and kept in `.cache/`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readWhole, writeWhole } from "../runner/files.ts";

/** The folder `.cache/` of the repository. */
export const cache = resolve(import.meta.dirname!, "../.cache");

/** Folders in it of such files. */
export const keptFolders = ["bundle", "cards", "figures", "scripts", "sheets"] as const;

type Folder = typeof keptFolders[number];

function digest(inputs: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(input).update("\0");
  return hash.digest("hex");
}

/** The version of Deno and what the lock file pins, on which everything depends. */
const basis = digest([
  Deno.version.deno,
  Deno.readFileSync(new URL("../deno.lock", import.meta.url)),
]);

function pathOf(folder: Folder, inputs: readonly (string | Uint8Array)[]): string {
  return `${cache}/${folder}/${digest([basis, ...inputs]).slice(0, 32)}`;
}

/**
 * A file that is made where it is not there yet. It is named after all that it depends on.
 *
 * @param folder Folder in `.cache/`.
 * @param inputs What it is made from.
 * @param make Makes it.
 */
export async function kept(
  folder: Folder,
  inputs: readonly (string | Uint8Array)[],
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const path = pathOf(folder, inputs);
  const before = readWhole(path);
  if (before !== undefined) return before;
  const bytes = await make();
  writeWhole(path, bytes);
  return bytes;
}

/** The same for a text, which is made at once. */
export function keptText(
  folder: Folder,
  inputs: readonly (string | Uint8Array)[],
  make: () => string,
): string {
  const path = pathOf(folder, inputs);
  const before = readWhole(path);
  if (before !== undefined) return new TextDecoder().decode(before);
  const text = make();
  writeWhole(path, new TextEncoder().encode(text));
  return text;
}

/** Digest of the sources of all that draws a chart, on the server and in a browser. */
export function drawing(): string {
  const here = (path: string) => fileURLToPath(new URL(`../render/${path}`, import.meta.url));
  const own = [...Deno.readDirSync(here("charts"))].map(({ name }) => `charts/${name}`).sort();
  const others = ["assets/style.css", "format.ts", "markup.ts", "pictures.ts"];
  return digest([...own, ...others].map((path) => Deno.readFileSync(here(path))));
}
