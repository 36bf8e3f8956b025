/** Pictures for print: as SVG in the light colours on white, and the same as PDF. */
import { assert, assertAlmostEquals, assertEquals, assertNotMatch } from "@std/assert";
import { parseHTML } from "linkedom";
import type { Chart } from "../../render/charts/chart.ts";
import { sheet } from "../../render/charts/sheet.ts";
import { pdfOf } from "../../render/pdf.ts";
import { lightColour, printed } from "../../render/pictures.ts";

const chartOf = (title: string): Chart => ({
  id: "c",
  title,
  caption: "",
  description: "",
  panels: [{
    kind: "lines",
    title: "p",
    x: { label: "η", scale: "linear", domain: [-1, 1] },
    y: { label: "y [GeV]", scale: "log", domain: [1e-9, 1e-7] },
    series: [{ label: "s", look: "truth", form: "steps", x: [-1, 0, 1], y: [1e-9, 1e-7] }],
    references: [{ label: "one", along: "vertical", at: 0 }],
  }],
});

Deno.test("a picture for print needs no style sheet: light colours, white paper, a font by its name", () => {
  const svg = printed(sheet(chartOf("t")));
  assertNotMatch(svg, /var\(|light-dark|currentColor|<style|@font-face|base64/);
  const { document } = parseHTML(svg);
  const [root, inner] = document.querySelectorAll("svg");
  assertEquals(root.getAttribute("xmlns"), "http://www.w3.org/2000/svg");
  assertEquals(root.getAttribute("font-family"), "'Source Sans 3', sans-serif");
  assertEquals(inner.getAttribute("font-family"), null);
  assertEquals(root.querySelector("rect")!.getAttribute("fill"), "#ffffff");
  assertEquals(root.getAttribute("fill"), lightColour("--ink"));
  assertEquals(lightColour("--fails"), lightColour("--series-6"));
});

Deno.test("words of a name are no colours", () => {
  const words = 'currentColor fill="currentColor" var(--ink)';
  const { document } = parseHTML(printed(sheet(chartOf(words))));
  assertEquals(document.querySelector("tspan")!.textContent, words);
});

/** A PDF as text, a character for each byte. */
const latin = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);

/** Texts of the page, from the codes that it shows and the tables that say what they mean. */
function texts(pdf: string): string {
  const tables = new Map<string, Map<string, string>>();
  for (const [, name, font] of pdf.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const [, table] = new RegExp(`\\n${font} 0 obj[\\s\\S]*?/ToUnicode (\\d+) 0 R`).exec(pdf)!;
    const [, stream] = new RegExp(`\\n${table} 0 obj[\\s\\S]*?stream\\n([\\s\\S]*?)endstream`)
      .exec(pdf)!;
    const codes = new Map<string, string>();
    for (const [, from, to, list] of stream.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g)) {
      [...list.matchAll(/<(\w*)>/g)].forEach(([, hex], i) => {
        const letters = hex.match(/.{4}/g)?.map((unit) => String.fromCharCode(parseInt(unit, 16)));
        codes.set((parseInt(from, 16) + i).toString(16).padStart(4, "0"), letters?.join("") ?? "");
      });
      assert(parseInt(to, 16) >= parseInt(from, 16));
    }
    tables.set(name, codes);
  }
  let font = "", found = "";
  for (const [, name, shown] of pdf.matchAll(/\/(F\d+) [\d.]+ Tf|<(\w+)> Tj/g)) {
    if (name !== undefined) font = name;
    else {
      for (const code of shown.match(/.{4}/g)!) found += tables.get(font)!.get(code) ?? "\ufffd";
    }
  }
  return found;
}

Deno.test("a PDF is one page as large as the picture, with all of its letters, and no date of its making", async () => {
  const svg = printed(sheet(chartOf("Title")));
  const pdf = latin(await pdfOf(svg));
  assert(pdf.startsWith("%PDF-1."));
  assertEquals(pdf.match(/\/Type \/Page\n/g)!.length, 1);
  const [width, height] = ["width", "height"].map((name) =>
    Number(new RegExp(`^<svg[^>]* ${name}="(\\d+)"`).exec(svg)![1])
  );
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.slice(1).map(Number);
  assertAlmostEquals(box[0], 0.75 * width, 1e-3);
  assertAlmostEquals(box[1], 0.75 * height, 1e-3);
  assertEquals([...pdf.matchAll(/D:(\d{4})/g)].map(([, year]) => year), ["1970"]);
  const found = texts(pdf);
  for (const words of ["Title", "η", "y [GeV]", "10⁻⁹", "one", "−1"]) {
    assert(found.includes(words), `${words} in ${found}`);
  }
  assert(!pdf.includes("/Subtype /Image"));
});

Deno.test("the same picture gives the same bytes, whatever was drawn before", async () => {
  // The micro sign and the Greek letter look the same.
  const [one, two] = ["\u00b5", "\u03bc"].map((title) => printed(sheet(chartOf(title))));
  const first = await pdfOf(one);
  const other = await pdfOf(two);
  assertEquals(await pdfOf(one), first);
  assert(texts(latin(first)).includes("\u00b5") && texts(latin(other)).includes("\u03bc"));
});
