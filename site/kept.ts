/**
 * What takes time to make from other files is made once and kept in `.cache/`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { writeWhole } from "../studies/runner/files.ts";

/** Folders in `.cache/` of such files. */
export const keptFolders = ["bundle", "cards"] as const;

/**
 * A file that is made where it is not there yet. It is named after all that it depends on; what the lock
 * file pins and the version of Deno are among it.
 *
 * @param folder Folder in `.cache/`.
 * @param inputs What it is made from.
 * @param make Makes it.
 */
export async function kept(
  folder: typeof keptFolders[number],
  inputs: readonly (string | Uint8Array)[],
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const lock = await Deno.readFile(new URL("../deno.lock", import.meta.url));
  const hash = createHash("sha256").update(Deno.version.deno);
  for (const input of [lock, ...inputs]) hash.update(input).update("\0");
  const path = `.cache/${folder}/${hash.digest("hex").slice(0, 32)}`;
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const bytes = await make();
  writeWhole(path, bytes);
  return bytes;
}
