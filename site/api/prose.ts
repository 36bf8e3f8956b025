/**
 * What comments say, as markup: paragraphs, lists, tables, code, stress, and links to other names.
 *
 * @module
 */
import { type Markup, markup } from "../../render/markup.ts";
import { table } from "../../render/table.ts";
import type { Linked } from "./signature.ts";

/** A text in one line. */
function line(text: string, linked: Linked): Markup {
  const parts = text.replaceAll(/\s+/g, " ").split(/(`[^`]+`|\{@linkcode [^}]+\}|\*\*[^*]+\*\*)/);
  return markup`${
    parts.map((part) => {
      const [, name] = /^\{@linkcode ([^}]+)\}$/.exec(part) ?? [];
      if (name !== undefined) {
        const [base, ...members] = name.split(".");
        const rest = members.map((member) => `.${member}`).join("");
        return markup`<code>${linked(base)}${rest}</code>`;
      }
      if (part.startsWith("`")) return markup`<code>${part.slice(1, -1)}</code>`;
      if (part.startsWith("**")) return markup`<strong>${part.slice(2, -2)}</strong>`;
      return part;
    })
  }`;
}

/** The first sentence of a comment. */
export function summary(doc: string, linked: Linked): Markup {
  return line(firstSentence(doc), linked);
}

function firstSentence(doc: string): string {
  const [first] = doc.trim().split("\n\n");
  return /^[\s\S]*?[.?!](?=\s+["`A-Z])/.exec(first)?.[0] ?? first;
}

/** What comes after the first sentence of a comment. */
export function rest(doc: string, linked: Linked): Markup {
  return prose(doc.trim().slice(firstSentence(doc).length), linked);
}

/** A table: a row of headings, a rule, and rows. */
function tableOf(block: string): Markup {
  const [head, , ...rows] = block.split("\n").map((row) =>
    row.slice(1, -1).split("|").map((cell) => cell.trim())
  );
  return table(head.join(", "), head, rows);
}

/** A whole comment. */
export function prose(doc: string, linked: Linked): Markup {
  const blocks = doc.trim().split(/\n\n+/).filter((block) => block !== "");
  return markup`${
    blocks.map((block) => {
      if (block.startsWith("* ")) {
        const items = block.slice(2).split(/\n\* /);
        return markup`<ul>${items.map((item) => markup`<li>${line(item, linked)}</li>`)}</ul>`;
      }
      return block.startsWith("| ") ? tableOf(block) : markup`<p>${line(block, linked)}</p>`;
    })
  }`;
}

/** A whole comment without blocks, for places that hold one line. */
export function inline(doc: string, linked: Linked): Markup {
  return line(doc.trim(), linked);
}
