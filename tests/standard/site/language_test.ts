/** The pages of the committed results: short sentences, few numbers, plain words. */
import { assertEquals } from "@std/assert";
import { parseHTML } from "linkedom";
import { buildSite } from "../../../site/site.ts";
import { scratch } from "../../runner/_runs.ts";
import { listFiles } from "../../site/_check_site.ts";
import { habits, most, sentencesOf } from "../../studies/_language.ts";

/** What is no running text: code, tables, lists of numbers, pictures, navigation, and where a figure comes from. */
const aside =
  "pre, code, svg, script, nav, dl, .table, .dot-table, .formula, .downloads, .source, .legend, .changes, .api-names";

/** What documents a name of the library, in which formulas, sources and defaults are numbers. */
const reference = ".api";

/** A text of a page, and whether it may hold many numbers. */
interface Text {
  readonly text: string;
  readonly formulas: boolean;
}

/** The texts of a page, one for each paragraph, item, caption, heading or name of the library. */
function textsOf(html: string): Text[] {
  const { document } = parseHTML(html);
  document.querySelectorAll(".katex").forEach((formula) => formula.replaceWith("F"));
  document.querySelectorAll(aside).forEach((part) => part.remove());
  return [...document.querySelectorAll("main :is(p, li, figcaption, h1, h2, h3, .api > summary)")]
    .filter((block) => block.querySelector("p, ul, ol") === null)
    .map((block) => ({
      text: (block.textContent ?? "").replaceAll(/[^\S\u202f]+/g, " ").trim(),
      formulas: block.closest(reference) !== null,
    }))
    .filter(({ text }) => text !== "");
}

Deno.test("no sentence of a page is long, holds many numbers, or is put as nobody would say it", async () => {
  using folder = scratch();
  const out = `${folder.path}/site`;
  await buildSite({ data: "_data", out, builder: "vento", search: false });
  const problems: string[] = [];
  for (const path of (await listFiles(out)).filter((path) => path.endsWith(".html"))) {
    const sentences = textsOf(await Deno.readTextFile(`${out}/${path}`)).flatMap((
      { text, formulas },
    ) => sentencesOf(text).map((sentence) => ({ ...sentence, formulas })));
    // Changes are dates and revisions.
    for (
      const { text, words, numbers, formulas } of path === "changes/index.html" ? [] : sentences
    ) {
      if (words > most.words) problems.push(`${path}: ${words} words in "${text}"`);
      if (numbers > most.numbers && !formulas) {
        problems.push(`${path}: ${numbers} numbers in "${text}"`);
      }
      if (habits.test(text)) problems.push(`${path}: "${text}"`);
    }
    const average = sentences.reduce((sum, { words }) => sum + words, 0) / sentences.length;
    if (average > most.average) problems.push(`${path}: ${average} words in a sentence on average`);
  }
  assertEquals(problems, []);
});
