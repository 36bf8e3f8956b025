/**
 * Configurations that the command writes for the files that it was given. It replaces them unless they have been
 * edited.
 *
 * @module
 */
import { sha256 } from "../../runner/key.ts";

/** The beginning of the first line, before a digest of what follows. */
const mark = "# Written by deno task audit for the files that it was given; edit it freely. ";

/** A digest of a text, 16 hexadecimal digits. */
function digestOf(text: string): string {
  return sha256(text).slice(0, 16);
}

/** A configuration with the line by which it is known. */
export function marked(text: string): string {
  return `${mark}${digestOf(text)}\n${text}`;
}

/**
 * Whether a configuration is as the command wrote it.
 *
 * @example An edited one is not
 * ```ts
 * import { assert } from "@std/assert";
 * import { isAsWritten, marked } from "./written.ts";
 *
 * const text = marked("title: A\n");
 * assert(isAsWritten(text));
 * assert(!isAsWritten(text.replace("A", "B")));
 * ```
 */
export function isAsWritten(text: string): boolean {
  const end = text.indexOf("\n") + 1;
  return text === marked(text.slice(end));
}
