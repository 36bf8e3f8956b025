/**
 * What takes time to make from other files is made once and kept in the folder of the cache.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { filesBelow, readWhole, writeWhole } from "../runner/files.ts";

/** Folders of such files in the cache. */
export const keptFolders = [
  "api",
  "bundle",
  "cards",
  "figures",
  "games",
  "scripts",
  "sheets",
] as const;

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

/** Files that are made where they are not there yet. Each is named after all that it depends on. */
export class Kept {
  /** @param cache Folder of the cache, in which the folders of such files are. */
  constructor(readonly cache: string) {}

  /** Path of the file that is made from these inputs. */
  #path(folder: Folder, inputs: readonly (string | Uint8Array)[]): string {
    return `${this.cache}/${folder}/${digest([basis, ...inputs]).slice(0, 32)}`;
  }

  /**
   * A file of bytes.
   *
   * @param folder Folder in the cache.
   * @param inputs What the file is made from.
   * @param make Makes it.
   */
  async bytes(
    folder: Folder,
    inputs: readonly (string | Uint8Array)[],
    make: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const path = this.#path(folder, inputs);
    const before = readWhole(path);
    if (before !== undefined) return before;
    const bytes = await make();
    this.keep(path, bytes);
    return bytes;
  }

  /** The same for a text, which is made at once. */
  text(
    folder: Folder,
    inputs: readonly (string | Uint8Array)[],
    make: () => string,
  ): string {
    const path = this.#path(folder, inputs);
    const before = readWhole(path);
    if (before !== undefined) return new TextDecoder().decode(before);
    const text = make();
    this.keep(path, new TextEncoder().encode(text));
    return text;
  }

  /** Keeps a file that was made. */
  protected keep(path: string, bytes: Uint8Array): void {
    writeWhole(path, bytes);
  }
}

/** Keeps files only when told to, for work beside which something else may still fail. */
export class KeptLater extends Kept {
  readonly #made = new Map<string, Uint8Array>();

  protected override keep(path: string, bytes: Uint8Array): void {
    this.#made.set(path, bytes);
  }

  /** Writes what was made. */
  write(): void {
    for (const [path, bytes] of this.#made) writeWhole(path, bytes);
    this.#made.clear();
  }
}

/** Digest of the modules of some folders, by their paths from the top. */
export function sourcesOf(folders: readonly string[]): string {
  const top = fileURLToPath(new URL("..", import.meta.url));
  const paths = folders.flatMap((folder) =>
    filesBelow(`${top}${folder}`).filter((path) => /\.(?:ts|json|csv)$/.test(path))
  );
  return digest(paths.flatMap((path) => [path.slice(top.length), Deno.readFileSync(path)]));
}

/** Digest of the sources of all that draws a chart, on the server and in a browser. */
export function drawing(): string {
  const here = (path: string) => fileURLToPath(new URL(`../render/${path}`, import.meta.url));
  const charts = [...Deno.readDirSync(here("charts"))].map(({ name }) => `charts/${name}`).sort();
  const others = ["assets/style.css", "format.ts", "markup.ts", "pictures.ts"];
  return digest([...charts, ...others].map((path) => Deno.readFileSync(here(path))));
}
