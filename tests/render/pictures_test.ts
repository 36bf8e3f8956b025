import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseHTML } from "linkedom";
import { figure } from "../../render/charts/figure.ts";
import { movePictures, standAlone } from "../../render/pictures.ts";

const chart = (id: string) =>
  figure({
    id,
    title: "a > b",
    caption: "c",
    description: "d",
    panels: [{
      kind: "lines",
      title: "p",
      x: { label: "x > 1 & y", scale: "linear" },
      y: { label: "y", scale: "linear" },
      series: [{ label: "s", look: 3, form: "line", x: [0, 1], y: [0, 1] }],
    }],
  }, "/data/").text;

const page = chart("one") + chart("two") + chart("three");

Deno.test("a page that is light enough keeps its pictures", () => {
  const { page: same, files } = movePictures(page, "/", page.length);
  assertEquals(same, page);
  assertEquals(files.size, 0);
});

Deno.test("the last pictures of a heavy page go into files that the page points to", () => {
  const { page: lighter, files } = movePictures(page, "/base/", page.length - 1);
  assert(lighter.length < page.length);
  assertEquals([...files.keys()], ["pictures/three-1-400.svg"]);
  const { document } = parseHTML(`<body>${lighter}</body>`);
  assertEquals(document.querySelectorAll("svg.plot").length, 2);
  const image = document.querySelector("img.plot")!;
  const { document: whole } = parseHTML(`<body>${page}</body>`);
  const svg = whole.getElementById("three-1")!;
  assertEquals(image.getAttribute("src"), "/base/pictures/three-1-400.svg");
  assertEquals(image.getAttribute("alt"), svg.getAttribute("aria-label"));
  assertEquals(image.getAttribute("width"), svg.getAttribute("width"));
});

Deno.test("a picture alone is XML with a value for every colour", () => {
  const svg = /<svg class="plot"[\s\S]*?<\/svg>/.exec(page)![0];
  const text = standAlone(svg);
  const names = new Set([...text.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  assert(names.has("--series-4"));
  for (const name of names) assertStringIncludes(text, `${name}:light-dark(#`);
  assertStringIncludes(text, '<svg xmlns="http://www.w3.org/2000/svg" class="plot"');
  assertEquals(text.split("<style>").length, 2);
});

Deno.test("a picture alone brings its font, with Greek letters only where it has some", () => {
  const faces = (words: string) =>
    standAlone(`<svg class="plot"><text>${words}</text></svg>`)
      .match(/@font-face\{font-family:"Source Sans 3";src:url\(data:font\/woff2;base64,d09GMg/g)!
      .length;
  assertEquals(faces("k = 1"), 1);
  assertEquals(faces("σ = 1"), 2);
});
