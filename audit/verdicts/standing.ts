/**
 * The standing of a verdict, in a sign and a word: neither a page nor a terminal shows it by colour alone.
 *
 * @module
 */
import { type Markup, markup } from "../../render/markup.ts";
import type { Verdict } from "../schema.ts";

/** The standing of a verdict. */
export type Standing = Verdict["standing"];

/** The sign and words of a standing. */
interface Look {
  readonly sign: string;
  /** Of one verdict, and of another number of them. */
  readonly word: string;
  readonly words: string;
}

/** The standings, the worst first. */
export const standings: Readonly<Record<Standing, Look>> = {
  fails: { sign: "✗", word: "fails", words: "fail" },
  cautious: { sign: "△", word: "too cautious", words: "too cautious" },
  open: { sign: "?", word: "open", words: "open" },
  holds: { sign: "✓", word: "holds", words: "hold" },
};

/** How many verdicts have each standing, the worst first: `✗ 1 fails`, `✓ 3 hold`. */
export function standingCounts(
  verdicts: readonly Pick<Verdict, "standing">[],
): { readonly standing: Standing; readonly text: string }[] {
  return (Object.keys(standings) as Standing[]).map((standing) => {
    const count = verdicts.filter((verdict) => verdict.standing === standing).length;
    const { sign, word, words } = standings[standing];
    return { standing, text: `${sign} ${count} ${count === 1 ? word : words}` };
  });
}

/** A text in the colour of a standing, its sign hidden from those who hear the page. */
export function standingMarkup(standing: Standing, text: string): Markup {
  const { sign } = standings[standing];
  return markup`<strong class="standing ${standing}"><span aria-hidden="true">${sign}</span>${
    text.replace(sign, "")
  }</strong>`;
}

/** Codes of a terminal for bold and a colour (SGR, ECMA-48); open verdicts have the colour of all text. */
const codes: Readonly<Record<Standing, string>> = {
  fails: "1;31",
  cautious: "1;33",
  open: "1",
  holds: "1;36",
};

/** A text in the colour of a standing, for a terminal. */
export function inColour(standing: Standing, text: string): string {
  return `\x1b[${codes[standing]}m${text}\x1b[0m`;
}
