import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { marked } from "npm:marked@18.2.1";
import { escapeMarkdown, markdownSummary } from "../../audit/report/markdown.ts";
import { someAudit } from "./_audits.ts";

/** Markdown as another program shows it, with tables and links as on GitHub. */
function shown(text: string) {
  const html = marked.parse(text, { async: false, gfm: true });
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return document.body;
}

/** A text as one line of a page has it. */
const plain = (text: string | null) => (text ?? "").replaceAll(/\s+/g, " ").trim();

/** Kinds of elements in the order of their names. */
const kinds = (body: Element) =>
  [...new Set([...body.querySelectorAll("*")].map(({ tagName }) => tagName.toLowerCase()))].sort();

const hostile = [
  '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
  "a | b | c",
  "# heading",
  "* item",
  "- item",
  "+ item",
  "1. item",
  "2) item",
  "> quote",
  "===",
  "```js",
  "`code`",
  "**bold** _it_ ~~gone~~",
  "[link](https://example.org) ![x](y)",
  "[ref]: https://example.org",
  "https://example.org www.example.org WWW.example.org a@example.org",
  "@everyone fixes #1, org/repo#2",
  "&lt;b&gt; &amp; &#64;all",
  "$x$ and \\(y\\) \\| \\",
  ":tada:",
  "    indented",
  "<!-- --> <details>",
];

for (const text of hostile) {
  Deno.test(`as a name, ${JSON.stringify(text)} is shown as it is and adds no markup`, () => {
    const body = shown(markdownSummary(someAudit(text)));
    assertEquals(kinds(body), kinds(shown(markdownSummary(someAudit("A generator")))));
    assertEquals(plain(body.querySelector("h1")!.textContent), plain(text));
    const cells = (table: Element) =>
      [...table.querySelectorAll("tr")].map((row) => row.children.length);
    for (const table of body.querySelectorAll("table")) {
      assertEquals(new Set(cells(table)).size, 1);
    }
  });
}

Deno.test("whatever a text holds, Markdown shows it alone in a paragraph, a list and a table", () => {
  const letters = fc.constantFrom(
    ..."\\`*_{}[]<>()#+-.!|~&$:@=ab1 \n\t\"'/;",
    "www.",
    "http://",
    "&amp;",
    "<b>",
  );
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 12 }).map((list) => list.join("")), (text) => {
      const escaped = escapeMarkdown(text);
      const body = shown(`x\n\n* ${escaped}\n\n| a |\n| --- |\n| ${escaped} |\n`);
      const at = (selector: string) => plain(body.querySelector(selector)?.textContent ?? "");
      assertEquals([at("li"), at("td")], [plain(text), plain(text)]);
      assertEquals(kinds(body), ["li", "p", "table", "tbody", "td", "th", "thead", "tr", "ul"]);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("nothing of a name reaches people or issues, or turns the direction of writing", () => {
  const text = escapeMarkdown("@me #1 org/repo#2 :tada: a\u202eb\u2066c");
  for (const [sign] of text.matchAll(/[@#]\w|:\w+:/g)) assert(false, `${sign} in ${text}`);
  assertStringIncludes(text, "abc");
});

Deno.test("the summary has the counts, each verdict with its next step, and every number", () => {
  const results = someAudit("A generator");
  const text = markdownSummary(results);
  assertMatch(
    text,
    /^# A generator\n\n2 runs of 8 draws, 8 × 4 bins, exact truth\.\n\n\*\*✗ \d fail/,
  );
  const rows = [...shown(text).querySelectorAll("table")].map((table) =>
    [...table.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map(({ textContent }) => textContent)
    )
  );
  assertEquals(
    rows[0].map(([, sentence, next]) => [sentence, next]),
    results.verdicts.map(({ sentence, next = "" }) => [sentence, next]),
  );
  assertEquals(rows[1].length, results.quantities.filter(({ value }) => value !== null).length);
});
