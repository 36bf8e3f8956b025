/** How long the sentences of a text are, and how many numbers they hold. */

const number = "[−-]?\\d[\\d,\u202f]*(?:\\.\\d+)?(?: ± [\\d.]+)?(?: %)?";

/** What is one number to a reader: a range, a share, a pair that is compared, an interval behind its value. */
const together = [
  new RegExp(`${number} \\(${number} to ${number}(?: between runs)?\\)`, "g"),
  new RegExp(`${number} (?:×|to|of|against) (?:more than )?${number}`, "g"),
  new RegExp(`from ${number} .*? to ${number}`, "g"),
];

/** Names that hold digits: settings, and the designs of the study of verdicts. */
const names = [
  /\d+ × \d+ draws(?: of autocorrelation time \d+)?(?: in \d+ (?:correlated )?bins)?(?: against [\d,]+ (?:true|held-out)(?: and [\d,]+ held-out)? events)?/g,
  /[a-zA-Zσε]+ = [−\d.]+/g,
  /arXiv:[\d.]+\d/g,
];

/** A sentence with what is counted in it. */
export interface Counted {
  readonly text: string;
  readonly words: number;
  readonly numbers: number;
}

/** Most numbers and words of a sentence, and most words on average over a study or page. */
export const most = { numbers: 3, words: 45, average: 25 };

/** Turns of phrase that no physicist would write. */
export const habits =
  /cannot be told|of those from|(?:is|are) asked\b|held (?:to|against)|told apart|\bis told\b/;

/** The sentences of a text. */
export function sentencesOf(text: string): Counted[] {
  return text.replaceAll("\u00a0", " ").split(/(?<=[.?!]) (?=[A-Z“0-9])/).map((text) => {
    const named = names.reduce((rest, name) => rest.replaceAll(name, "X"), text);
    const counted = together.reduce((rest, one) => rest.replaceAll(one, "1"), named);
    return {
      text,
      words: named.split(/\s+/).length,
      numbers: counted.match(new RegExp(number, "g"))?.length ?? 0,
    };
  });
}
