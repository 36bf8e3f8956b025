import { assert, assertEquals } from "@std/assert";
import { parseHTML } from "linkedom";
import type { LinesPanel } from "../../../render/charts/chart.ts";
import { drawPanel } from "../../../render/charts/draw.ts";
import { legends } from "../../../render/charts/legend.ts";

/** A panel with a point for each name, all at places that are given. */
function panel(points: readonly (readonly [string, number, number])[]): LinesPanel {
  return {
    kind: "lines",
    title: "t",
    x: { label: "x", scale: "linear", domain: [0, 10] },
    y: { label: "y", scale: "linear", domain: [0, 10] },
    series: points.map(([tag, x, y], look) => ({
      label: `method, ${tag}`,
      look,
      form: "symbols",
      x: [x],
      y: [y],
      tag,
    })),
  };
}

function placesOf(of: LinesPanel): { text: string; x: number; y: number; end: boolean }[] {
  const { document } = parseHTML("<!doctype html><body></body>");
  return [...drawPanel(of, { document, width: 400 }).querySelectorAll("text")]
    .filter((text) => text.getAttribute("dy") === ".32em" && text.textContent!.startsWith("k"))
    .map((text) => ({
      text: text.textContent!,
      x: Number(text.getAttribute("x")),
      y: Number(text.getAttribute("y")),
      end: text.getAttribute("text-anchor") === "end",
    }));
}

Deno.test("a name stands at the right of its point, or at the left where there is no room", () => {
  const [one, two] = placesOf(panel([["k = 1", 5, 5], ["k = 2", 10, 5]]));
  assertEquals([one.end, two.end], [false, true]);
  assertEquals(one.y, two.y);
});

Deno.test("names of points at one place stand apart", () => {
  const places = placesOf(panel([1, 2, 3, 4].map((k) => [`k = ${k}`, 5, 5] as const)));
  assertEquals(places.length, 4);
  for (const [i, a] of places.entries()) {
    for (const b of places.slice(i + 1)) assert(a.end !== b.end || Math.abs(a.y - b.y) > 15);
  }
});

Deno.test("what is named in the picture is not in the legend", () => {
  const named = panel([["k = 1", 5, 5]]);
  assertEquals(legends([named]).shared!.entries, []);
  const series = named.series.map((one) => ({ ...one, tag: undefined }));
  assertEquals(legends([{ ...named, series }]).shared!.entries.length, 1);
});
