/**
 * Faults of texts that should be JSON.
 *
 * @module
 */
import { parse as parseWithComments } from "../types/std/jsonc.ts";

/**
 * What is wrong with a text that is not JSON. Every engine says that in words of its own; these are the same in all.
 *
 * @example A value is missing
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jsonFault } from "./json_fault.ts";
 *
 * assertEquals(jsonFault('{"a": }'), 'unexpected token "}" at position 6');
 * assertEquals(jsonFault('{"a": 1'), "unexpected end");
 * assertEquals(jsonFault("[1, 2,]"), "a comment, or a comma with nothing after it");
 * ```
 */
export function jsonFault(text: string): string {
  try {
    parseWithComments(text);
  } catch (error) {
    const { message } = error as Error;
    const [, token, position] =
      /unexpected token (.*) in JSONC at position (\d+)$/s.exec(message) ??
        [];
    if (token !== undefined) return `unexpected token ${token} at position ${position}`;
    return message.includes("unexpected end") ? "unexpected end" : "lists or objects too deep";
  }
  return "a comment, or a comma with nothing after it";
}
