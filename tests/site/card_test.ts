import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { card, cardSvg } from "../../site/card.ts";
import { Kept } from "../../site/kept.ts";

const chart =
  '<svg class="plot" viewBox="0 0 300 200"><path stroke="var(--series-1)" d="M0 0h9"/></svg>';

Deno.test("the picture of a page has the light colours and no others", () => {
  const svg = cardSvg("A &amp; B", "c", chart);
  assertStringIncludes(svg, "A &amp; B");
  assertStringIncludes(svg, 'stroke="#1764a8"');
  assert(!/var\(|light-dark/.test(svg));
});

Deno.test("the picture is a PNG of 1200 by 630, the same each time, and other for another page", async () => {
  const page = (title: string) => `<meta name="description" content="d"><h1>${title}</h1>${chart}`;
  const kept = new Kept(".cache");
  const [a, b, c] = await Promise.all(
    ["one", "one", "σ"].map((title) => card(kept, page(title))),
  );
  assertEquals([...a.slice(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const size = new DataView(a.buffer, a.byteOffset);
  assertEquals([size.getUint32(16), size.getUint32(20)], [1200, 630]);
  assertEquals(a, b);
  assert(a.length !== c.length || a.some((byte, i) => byte !== c[i]));
});
