import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Chart,
  controlled,
  type LinesPanel,
  type Panel,
} from "../../../render/charts/chart.ts";
import { chartFiles } from "../../../render/charts/files.ts";

const panel = (y: number): Panel => ({
  kind: "lines",
  title: "p",
  x: { label: "x", scale: "linear" },
  y: { label: "y", scale: "linear" },
  series: [{ label: "s", look: 0, form: "line", x: [0], y: [y] }],
});

const words = { id: "c", title: "t", caption: "c", description: "d" };

Deno.test("every setting of a chart has its numbers in files of its own", () => {
  const chart = controlled(words, {
    label: "run",
    options: [7, 8, 9].map((y) => ({ label: `${y}`, panels: [panel(y)] })),
    initial: 1,
  });
  assertEquals(chart.panels, [panel(8)]);
  const files = chartFiles(chart);
  assertEquals([...files.keys()].sort(), [
    "c.1.csv",
    "c.1.json",
    "c.1.svg",
    "c.3.csv",
    "c.3.json",
    "c.3.svg",
    "c.csv",
    "c.json",
    "c.svg",
  ]);
  for (const [name, y, initial] of [["c.1", 7, 0], ["c", 8, 1], ["c.3", 9, 2]] as const) {
    assertStringIncludes(files.get(`${name}.csv`)!, `p,s,0,${y}\r\n`);
    const { panels, control } = JSON.parse(files.get(`${name}.json`)!);
    assertEquals(panels, [panel(y)]);
    assertEquals(control, { label: "run", options: ["7", "8", "9"], initial });
  }
});

Deno.test("one setting alone needs no control", () => {
  const chart: Chart = controlled(words, {
    label: "run",
    options: [{ label: "1", panels: [panel(1)] }],
    initial: 0,
  });
  assert(!("control" in chart));
  assertEquals([...chartFiles(chart).keys()], ["c.json", "c.csv", "c.svg"]);
});

Deno.test("both bands of a series are in its table", () => {
  const one = panel(1) as LinesPanel;
  const bands = { lower: [0.5], upper: [2], lower2: [0.25], upper2: [4] };
  const panels = [{ ...one, series: [{ ...one.series[0], ...bands }] }];
  assertEquals(
    chartFiles({ ...words, panels }).get("c.csv"),
    "panel,series,x,y,lower,upper,lower2,upper2\r\np,s,0,1,0.5,2,0.25,4\r\n",
  );
});

Deno.test("a bin of a histogram is in its table with middle and edges", () => {
  const one = panel(1) as LinesPanel;
  const panels: LinesPanel[] = [{
    ...one,
    regions: [{ label: "r", steps: true, x: [0, 1, 3], lower: [4, 5], upper: [6, 7] }],
    series: [{ label: "s", look: 0, form: "steps", x: [0, 1, 3], y: [8, 9] }],
  }];
  assertEquals(
    chartFiles({ ...words, panels }).get("c.csv"),
    "panel,series,x,from,to,y,lower,upper\r\n" +
      "p,r,0.5,0,1,,4,6\r\np,r,2,1,3,,5,7\r\np,s,0.5,0,1,8,,\r\np,s,2,1,3,9,,\r\n",
  );
});
