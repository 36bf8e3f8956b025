import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { parseHTML } from "linkedom";
import type { LinesPanel, Look, Panel } from "../../../render/charts/chart.ts";
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
  const { document } = parseHTML(panelSvg(panel, "name", "what is seen", { width: 300 }));
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

Deno.test("values that are all the same have an axis with room about them", () => {
  for (const scale of ["linear", "log"] as const) {
    for (const value of scale === "log" ? [1e-3, 7] : [-2, 0, 7]) {
      const axis = { label: "the same", scale };
      const s = { label: "s", look: 2, form: "both" as const, x: [3, 3], y: [value, value] };
      const panels: Panel[] = [
        { ...lines, x: axis, y: axis, references: [], regions: [], series: [s] },
        { kind: "points", title: "points", x: axis, y: axis, points: [[3, value]] },
      ];
      for (const panel of panels) {
        const [, from, to] = svg(panel).getAttribute("data-y")!.split(" ").map(Number);
        assert(from < value && value < to, `${scale} ${value}: ${from} to ${to}`);
      }
    }
  }
});

Deno.test("a short logarithmic axis has at least three numbers", () => {
  for (const ends of [[0.9995, 1.2467], [1.02, 1.03], [6.1, 12.2], [397, 402]]) {
    const y = { label: "y", scale: "log", domain: ends as [number, number] } as const;
    const picture = svg({ ...lines, y, references: [], regions: [] });
    const numbers = [...picture.querySelectorAll("g[text-anchor=end] text")]
      .map((text) => Number(text.textContent));
    assert(numbers.length >= 3 && numbers.length <= 7, `${ends}: ${numbers}`);
    assert(numbers.every((v) => v >= ends[0] && v <= ends[1]), `${ends}: ${numbers}`);
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

/** Corners of the paths of a class, each path in pieces; all but the first of a piece are written as steps from the last. */
function pieces(picture: Element, name: string): [number, number][][] {
  return [...picture.querySelectorAll(`.${name} path`)].flatMap((path) =>
    path.getAttribute("d")!.split("M").slice(1).map((piece) => {
      const numbers = piece.match(/-?(?:\d+\.?\d*|\.\d+)/g)!.map(Number);
      let [x, y] = [0, 0];
      return Array.from({ length: numbers.length / 2 }, (_, i): [number, number] => {
        [x, y] = [x + numbers[2 * i], y + numbers[2 * i + 1]];
        return [x, y];
      });
    })
  );
}

Deno.test("a histogram has steps at its edges, a gap where a value is missing, and its band the same", () => {
  const edges = [0, 1, 3, 4, 10];
  const picture = svg({
    ...lines,
    x: { label: "x", scale: "linear", domain: [0, 10] },
    y: { label: "y", scale: "linear", domain: [0, 10] },
    references: [],
    regions: [],
    series: [{
      label: "s",
      look: 0,
      form: "steps",
      x: edges,
      y: [2, 5, null, 10],
      lower: [1, 4, null, 9],
      upper: [3, 6, null, 10],
    }],
  });
  const [type, , , left, right] = picture.getAttribute("data-x")!.split(" ");
  const [, , , bottom, top] = picture.getAttribute("data-y")!.split(" ").map(Number);
  assertEquals(type, "linear");
  const toX = (v: number) => Number(left) + v / 10 * (Number(right) - Number(left));
  const toY = (v: number) => bottom + v / 10 * (top - bottom);
  const near = (found: [number, number][], wanted: [number, number][]) => {
    assertEquals(found.length, wanted.length);
    // Paths are rounded to tenths of a pixel.
    found.forEach(([x, y], i) => {
      assert(Math.abs(x - toX(wanted[i][0])) < 0.2, `${x} is not ${toX(wanted[i][0])}`);
      assert(Math.abs(y - toY(wanted[i][1])) < 0.2, `${y} is not ${toY(wanted[i][1])}`);
    });
  };
  const [bandA, bandB, lineA, lineB] = pieces(picture, "series-0");
  near(lineA, [[0, 2], [1, 2], [1, 5], [3, 5]]);
  near(lineB, [[4, 10], [10, 10]]);
  near(bandA, [[0, 3], [1, 3], [1, 6], [3, 6], [3, 4], [1, 4], [1, 1], [0, 1]]);
  near(bandB, [[4, 10], [10, 10], [10, 9], [4, 9]]);
});

Deno.test("on a logarithmic axis an empty bin of a histogram leaves the frame", () => {
  const picture = svg({
    ...lines,
    references: [],
    regions: [],
    x: { label: "x", scale: "linear", domain: [0, 3] },
    series: [{ label: "s", look: 0, form: "steps", x: [0, 1, 2, 3], y: [1, 0, 10] }],
  });
  const [piece] = pieces(picture, "series-0");
  const bottom = Number(picture.getAttribute("data-y")!.split(" ")[3]);
  assertEquals(piece.length, 6);
  assertEquals(piece.map(([, y]) => y > bottom), [false, false, true, true, false, false]);
});

Deno.test("cells of one class and row are one run", () => {
  const paths = [...svg(cells).querySelectorAll(".cells path")];
  assertEquals(paths.map((path) => path.getAttribute("d")), ["M0 0h2", "M2 0h1M1 1h2"]);
});

Deno.test("a value at a limit belongs to the upper class", () => {
  assertEquals([0.9, 1, 1.5, 2, 3].map((v) => classOf(v, [1, 2])), [0, 1, 1, 2, 2]);
});

Deno.test("a picture does not depend on what was drawn before it", () => {
  const draw = () => panelSvg(lines, "name", "what is seen", { width: 300 });
  const first = draw();
  panelSvg(cells, "other", "else", { width: 300 });
  assertEquals(draw(), first);
  assertEquals(first.split("<clipPath").length - 1, 1);
  assert(first.includes('id="name-clip"'));
});

Deno.test("no two looks share a colour, a symbol or a dash", () => {
  const shades = (["blue", "orange", "green"] as const).flatMap((hue) =>
    ([1, 2, 3, 4, 5] as const).map((shade): Look => `${hue}-${shade}`)
  );
  for (const all of [Array.from({ length: looks }, (_, i) => i), shades]) {
    const styles = all.map(style);
    for (const part of ["colour", "symbol", "dash"] as const) {
      assertEquals(new Set(styles.map((style) => style[part])).size, all.length, part);
    }
  }
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
  assertEquals(document.querySelector(".chart-title")!.textContent.trim(), "<b>");
});

Deno.test("a long label has two lines beside its frame, and ends in dots where they do not hold it", () => {
  const linesOf = (label: string) => {
    const picture = svg({ ...lines, y: { ...lines.y, label } });
    return [...picture.querySelectorAll(".axis-label tspan")].map(({ textContent }) => textContent);
  };
  assertEquals(linesOf("short (m)"), []);
  assertEquals(linesOf("gain of a proposal on its batch (nats)"), [
    "gain of a proposal on",
    "its batch (nats)",
  ]);
  const [first, second] = linesOf("long".repeat(30));
  assert("long".repeat(30).startsWith(first));
  assert(second.endsWith("…") && second.length <= first.length);
});
