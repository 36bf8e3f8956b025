/**
 * Files whose damage is not an error: the work goes on without them.
 *
 * @module
 */
import type { Cache } from "./cache.ts";
import type { Artefact } from "./cell.ts";
import type { Kept } from "./kept.ts";
import type { Node } from "./plan.ts";

/** Reads a file; if it is damaged, returns a clause of subject and damage. */
export function readable<T>(subject: string, read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return `${subject} damaged: ${error.message}`;
    throw error;
  }
}

/** The artefact in the cache; a text says why it cannot be used. */
export function inCache(cache: Cache, { key, kind }: Node): Artefact | string | undefined {
  return readable("the cache has it", () => cache.read({ key, kind: kind.name }));
}

/** The kept artefact; a text says why it cannot be used. */
export function inKept(kept: Kept, { key, kind, cell }: Node): Artefact | string | undefined {
  return readable("its kept file is", () => kept.read({ key, kind: kind.name }, cell.keep));
}
