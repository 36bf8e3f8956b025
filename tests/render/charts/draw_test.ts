import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { parseHTML } from "linkedom";
import type { LinesPanel, Panel } from "../../../render/charts/chart.ts";
import { classOf } from "../../../render/charts/draw.ts";
import { figure, panelSvg } from "../../../render/charts/figure.ts";
import { looks, style } from "../../../render/charts/palette.ts";

const lines: LinesPanel = {
  kind: "lines",
  title: "a line",
  x: { label: "x (m)", scale: "log", domain: [1, 1000] },
  y: { label: "y", scale: "log", domain: [0.1, 10] },
  references: [{ label: "one", along: "horizontal", at: 1 }],
  regions: [{ label: "all", x: [1, 1000], lower: [0.2, 0.2], upper: [5, 5] }],
  series: [{
    label: "s",
    look: 2,
    form: "both",
    x: [1, 10, 100, 1000],
    y: [1, null, -1, 10],
    lower: [0.5, null, null, 9],
    upper: [2, null, null, 10],
  }],
};

const cells: Panel = {
  kind: "cells",
  title: "cells",
  x: { label: "column", scale: "linear" },
  y: { label: "row", scale: "linear" },
  xEdges: [0, 1, 2, 3],
  yEdges: [0, 1, 2],
  values: [[0, 0, 5], [null, 5, 5]],
  quantity: "height",
  thresholds: [1],
  colours: "sequential",
};

function svg(panel: Panel) {
  const { document } = parseHTML(panelSvg(panel, "name", "what is seen", 300));
  return document.querySelector("svg")!;
}

Deno.test("a panel of lines leaves out what is not there and what a logarithm cannot show", () => {
  const picture = svg(lines);
  const paths = [...picture.querySelectorAll("path")].map((path) => path.getAttribute("d")!);
  const { symbol } = style(2);
  const symbols = paths.filter((d) => d.includes(symbol));
  assertEquals(symbols.length, 1);
  assertEquals(symbols[0].split("M").length - 1, 2);
  const bars = paths.filter((d) => d.includes("V"));
  assertEquals(bars.map((d) => d.split("M").length - 1), [2]);
  assertNotMatch(picture.outerHTML, /NaN|Infinity|undefined/);
});

Deno.test("a panel that shows nothing has axes all the same", () => {
  const axis = { label: "nothing", scale: "log" } as const;
  const empty = { ...lines.series[0], x: [], y: [], lower: [], upper: [] };
  const nowhere = {
    ...lines.series[0],
    y: [null, 0, -1, null],
    lower: undefined,
    upper: undefined,
  };
  for (const s of [empty, nowhere]) {
    const picture = svg({ ...lines, x: axis, y: axis, references: [], regions: [], series: [s] });
    assert(picture.textContent!.includes("nothing"));
    assertNotMatch(picture.outerHTML, /NaN|Infinity|undefined/);
  }
});

Deno.test("bars stay inside the frame", () => {
  const { series: [s] } = lines;
  const picture = svg({
    ...lines,
    regions: [],
    y: { label: "y", scale: "linear" },
    series: [{ ...s, y: [1, 2, 3, 10], lower: [-4, 1, 2, 9], upper: [2, 3, 4, 31] }],
  });
  const bars = [...picture.querySelectorAll("path")].map((path) => path.getAttribute("d")!)
    .find((d) => /^M[\d.]+ [\d.]+V/.test(d))!;
  const height = Number(picture.getAttribute("height"));
  const ends = [...bars.matchAll(/ (-?[\d.]+)V(-?[\d.]+)/g)].flatMap(([, a, b]) => [+a, +b]);
  assertEquals(ends.length, 8);
  assert(ends.every((y) => y >= 10 && y <= height - 44), String(ends));
});

Deno.test("cells of one class and row are one run", () => {
  const paths = [...svg(cells).querySelectorAll(".cells path")];
  assertEquals(paths.map((path) => path.getAttribute("d")), ["M0 0h2", "M2 0h1M1 1h2"]);
});

Deno.test("a value at a limit belongs to the upper class", () => {
  assertEquals([0.9, 1, 1.5, 2, 3].map((v) => classOf(v, [1, 2])), [0, 1, 1, 2, 2]);
});

Deno.test("a picture does not depend on what was drawn before it", () => {
  const draw = () => panelSvg(lines, "name", "what is seen", 300);
  const first = draw();
  panelSvg(cells, "other", "else", 300);
  assertEquals(draw(), first);
  assertEquals(first.split("<clipPath").length - 1, 1);
  assert(first.includes('id="name-clip"'));
});

Deno.test("no two looks share symbol and colour, nor symbol and dash", () => {
  const styles = Array.from({ length: looks }, (_, i) => style(i));
  assertEquals(new Set(styles.map(({ colour }) => colour)).size, looks);
  assertEquals(new Set(styles.map(({ symbol }) => symbol)).size, looks);
});

Deno.test("a figure escapes its words", () => {
  const text = figure({
    id: "c",
    title: "<b>",
    caption: "a & b",
    description: "d",
    panels: [{ ...lines, title: "<i>", series: [{ ...lines.series[0], label: '"><x>' }] }],
  }, "/data/").text;
  const { document } = parseHTML(`<body>${text}</body>`);
  assertEquals(document.querySelectorAll("b, i, x").length, 0);
  assertEquals(document.querySelector(".chart-title")!.textContent, "<b>");
});

Deno.test("a long label has two lines beside its frame, and ends in dots where they do not hold it", () => {
  const linesOf = (label: string) => {
    const picture = svg({ ...lines, y: { ...lines.y, label } });
    return [...picture.querySelectorAll(".axis-label tspan")].map(({ textContent }) => textContent);
  };
  assertEquals(linesOf("short (m)"), []);
  assertEquals(linesOf("gain of a proposal on its batch (nats)"), [
    "gain of a proposal on its",
    "batch (nats)",
  ]);
  const [first, second] = linesOf("long".repeat(30));
  assert("long".repeat(30).startsWith(first));
  assert(second.endsWith("…") && second.length <= first.length);
});
