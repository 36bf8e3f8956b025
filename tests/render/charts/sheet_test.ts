/** The picture of a whole chart has all that the page shows of it, within its frame. */
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { parseHTML } from "linkedom";
import type { CellsPanel, Chart, LinesPanel } from "../../../render/charts/chart.ts";
import { sheet } from "../../../render/charts/sheet.ts";

const axis = { label: "x (m)", scale: "linear" } as const;

function lines(title: string, label: string): LinesPanel {
  return {
    kind: "lines",
    title,
    x: axis,
    y: axis,
    series: [{ label, look: 0, form: "both", x: [0, 1], y: [0, 1] }],
    references: [{ label: "nominal", along: "diagonal" }],
  };
}

const cells: CellsPanel = {
  kind: "cells",
  title: "Cells",
  x: axis,
  y: axis,
  xEdges: [0, 1, 2],
  yEdges: [0, 1],
  values: [[-1, 1]],
  quantity: "ratio",
  thresholds: [-0.5, 0, 0.5],
  colours: "diverging",
};

const chartOf = (...panels: Chart["panels"]): Chart => ({
  id: "c",
  title: "A title < with a sign",
  caption: "",
  description: "",
  panels,
});

/** Pieces of text, and the greatest coordinates of all that stands in the frame. */
function read(svg: string) {
  const { document } = parseHTML(svg);
  const root = document.querySelector("svg")!;
  const of = (name: string) =>
    [...root.querySelectorAll(`:scope > [${name}], :scope > text > [${name}]`)]
      .map((element) => Number(element.getAttribute(name)));
  return {
    words: [...root.querySelectorAll("tspan")].map(({ textContent }) => textContent),
    width: Number(root.getAttribute("width")),
    height: Number(root.getAttribute("height")),
    right: Math.max(...of("x")),
    bottom: Math.max(...of("y")),
    svg,
  };
}

Deno.test("title, setting, panels and one legend for all stand in the frame", () => {
  const picture = read(sheet(chartOf(lines("First", "a = 1"), lines("Second", "a = 1")), "run 2"));
  assertEquals(picture.words, [
    "A title < with a sign (run 2)",
    "First",
    "Second",
    "a\u00a0=\u00a01",
    "nominal",
  ]);
  assertStringIncludes(picture.svg, "A title &lt; with a sign");
  assertEquals(picture.svg.match(/class="plot"/g)?.length, 2);
  assertLessOrEqual(picture.right, picture.width);
  assertLessOrEqual(picture.bottom, picture.height);
});

Deno.test("panels whose series look alike and are not have legends of their own", () => {
  const { words, right, width } = read(sheet(chartOf(lines("First", "a"), lines("Second", "b"))));
  assertEquals(words.slice(1), ["First", "a", "nominal", "Second", "b", "nominal"]);
  assertLessOrEqual(right, width);
});

Deno.test("a scale of colours has its limits, and dots where the page has them", () => {
  const { words, svg, bottom, height } = read(sheet(chartOf(cells)));
  assertEquals(words.slice(1), ["ratio", "−0.5", "0", "0.5"]);
  assert(svg.includes("url(#c-dots-0)") && !svg.includes("url(#c-dots-3)"));
  assertLessOrEqual(bottom, height);
});

Deno.test("long names and long words are broken into lines", () => {
  const name = `${"word ".repeat(30)}${"w".repeat(120)}`;
  const { words, height } = read(sheet(chartOf(lines("One", name))));
  const short = read(sheet(chartOf(lines("One", "a"))));
  assertEquals(words.slice(1, -1).join("").replaceAll(" ", ""), name.replaceAll(" ", ""));
  assert(height > short.height);
  assert(words.every((line) => (line ?? "").length < 70), words.join("|"));
});

Deno.test("frames of panels one below the other begin at the same place, however long their ticks and labels", () => {
  const top = lines("Top", "a");
  const bottom: LinesPanel = {
    ...top,
    y: { label: "a label that needs two lines of text beside it", scale: "linear" },
    series: [{ ...top.series[0], y: [0, 123456] }],
    shape: 0.3,
  };
  const lefts = (stacked: boolean) =>
    [...sheet({ ...chartOf(top, bottom), stacked }).matchAll(/ data-x="linear 0 1 (\d+) /g)]
      .map(([, left]) => Number(left));
  const [a, b] = lefts(true);
  assertEquals(a, b);
  const [c, d] = lefts(false);
  assert(c < d, `${c} and ${d}`);
});
