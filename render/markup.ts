/**
 * Markup with everything from outside escaped.
 *
 * @module
 */

/** Markup that needs no escaping any more. */
export class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\\": "&#92;",
};

/**
 * Escapes text for element content and quoted attributes. The backslash is escaped too, since one
 * before a bracket would start a formula.
 */
export function escapeText(text: string): string {
  return text.replaceAll(/[&<>"'\\]/g, (character) => entities[character]);
}

/** What a template literal of {@linkcode markup} may hold. */
export type Part = Markup | string | number | null | readonly Part[];

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (part === null) return "";
  if (Array.isArray(part)) return part.map(render).join("");
  return escapeText(String(part));
}

/**
 * Markup from a template literal: strings and numbers in it are escaped, lists joined, `null` left out.
 *
 * @example Text from data shows as text
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { markup } from "./markup.ts";
 *
 * const items = ["a < b", "c"].map((text) => markup`<li>${text}</li>`);
 * assertEquals(markup`<ul>${items}</ul>`.text, "<ul><li>a &lt; b</li><li>c</li></ul>");
 * ```
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(
    strings.reduce((whole, s, i) => whole + render(parts[i - 1] ?? null) + s),
  );
}

/** Markup that was made safe elsewhere, such as the SVG of a chart. */
export function raw(text: string): Markup {
  return new Markup(text);
}
