/**
 * Draws one panel of a chart with Observable Plot: a pure function of the panel and its width.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { axes, frame, leftMargin } from "./axes.ts";
import type {
  Axis,
  CellsPanel,
  LinesPanel,
  Panel,
  PointsPanel,
  Reference,
  Series,
} from "./chart.ts";
import { dots, faintDash, lineWidth, regionFill, shade, style } from "./palette.ts";
import { corners } from "./steps.ts";
import { type Tagged, tags } from "./tags.ts";

/** Where and how large a panel is drawn. */
export interface Canvas {
  /** Document that makes the elements. */
  readonly document: Document;
  /** Width in CSS pixels. */
  readonly width: number;
  /** The least margin at the left, for panels that stand one below the other. */
  readonly left?: number;
}

type Drawing = ReturnType<typeof Plot.plot>;

interface Row {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

interface Interval {
  readonly x: number;
  readonly lower: number;
  readonly upper: number;
}

/** Pairs of numbers, without those that are not available or do not fit the scale. */
function rows(
  x: readonly number[],
  y: readonly (number | null)[],
  label: string,
  panel: LinesPanel,
): Row[] {
  const fits = (axis: Axis, v: number) => axis.scale === "linear" || v > 0;
  return x.flatMap((xi, i) => {
    const yi = y[i];
    return yi !== null && yi !== undefined && fits(panel.x, xi) &&
        fits(panel.y, yi)
      ? [{ x: xi, y: yi, label }]
      : [];
  });
}

function intervals(
  x: readonly number[],
  lower: readonly (number | null)[] | undefined,
  upper: readonly (number | null)[] | undefined,
): Interval[] {
  if (!lower || !upper) return [];
  return x.flatMap((xi, i) => {
    const [lo, hi] = [lower[i], upper[i]];
    return lo === null || hi === null ? [] : [{ x: xi, lower: lo, upper: hi }];
  });
}

/** A line of steps; heights below the least that is drawn go down to it. */
function stairs({ x, y, label }: Series, least: number): Row[] {
  const heights = y.map((v) => v === null ? null : [Math.max(v, least)]);
  return corners(x, heights).map(({ x, heights: [y] }) => ({ x, y, label }));
}

/** A band of steps; ends below the least that is drawn go down to it. */
function stairIntervals(
  x: readonly number[],
  lower: readonly (number | null)[] | undefined,
  upper: readonly (number | null)[] | undefined,
  least: number,
): Interval[] {
  if (!lower || !upper) return [];
  const ends = lower.map((lo, i) => {
    const hi = upper[i];
    return lo === null || hi === null ? null : [Math.max(lo, least), Math.max(hi, least)];
  });
  return corners(x, ends).map(({ x, heights: [lower, upper] }) => ({ x, lower, upper }));
}

/** What lies within the ends of an axis; all of it where the data set them. */
function inside<T>(items: readonly T[], { domain }: Axis, at: (item: T) => number): T[] {
  return items.filter((item) =>
    domain === undefined || (at(item) >= domain[0] && at(item) <= domain[1])
  );
}

/** Every other interval of many, and the last: as good for the eye, half as long. */
function fewer(all: readonly Interval[]): Interval[] {
  return all.length < 30 ? [...all] : all.filter((_, i) => (all.length - 1 - i) % 2 === 0);
}

/** Ends of an axis along which nothing is shown. */
const nothing = ({ scale }: Axis): [number, number] => scale === "log" ? [1, 10] : [0, 1];

/** From the least to the largest of values on an axis, with room about values that are all the same. */
function around(shown: readonly number[], axis: Axis): [number, number] {
  if (shown.length === 0) return nothing(axis);
  const [least, largest] = [
    shown.reduce((a, b) => Math.min(a, b)),
    shown.reduce((a, b) => Math.max(a, b)),
  ];
  if (least < largest) return [least, largest];
  if (axis.scale === "log") return [least / 1.25, least * 1.25];
  const room = least === 0 ? 1 : Math.abs(least) / 4;
  return [least - room, least + room];
}

/** From the least to the largest of all that a panel shows along x, with some room on a logarithmic axis. */
function extentX({ x, series, regions }: LinesPanel): [number, number] {
  const shown = [...series, ...(regions ?? [])].flatMap(({ x }) => x)
    .filter((v) => x.scale === "linear" || v > 0);
  const [least, largest] = around(shown, x);
  return x.scale === "log" ? [least / 1.25, largest * 1.25] : [least, largest];
}

/** From the least to the largest of all that a panel shows along y. */
function extent({ y, series, regions }: LinesPanel): [number, number] {
  const shown = [
    ...series.flatMap((s) => [s.y, s.lower ?? [], s.upper ?? [], s.lower2 ?? [], s.upper2 ?? []]),
    ...(regions ?? []).flatMap(({ lower, upper }) => [lower, upper]),
  ].flat().filter((v): v is number => v !== null && (y.scale === "linear" || v > 0));
  return around(shown, y);
}

/** One path, made from the scales of the plot. */
function path(
  data: (x: (v: number) => number, y: (v: number) => number) => string,
  attributes: Readonly<Record<string, string>>,
): Plot.Markish {
  return (_index, scales, _values, _dimensions, context) => {
    const { x, y } = scales as unknown as Record<"x" | "y", (v: number) => number>;
    const element = context!.document.createElementNS("http://www.w3.org/2000/svg", "path");
    element.setAttribute("d", data((v) => round(x(v)), (v) => round(y(v))));
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
}

/** The last point of each series that has any. */
function lastPoints(panel: LinesPanel): Tagged[] {
  return panel.series.flatMap(({ tag, ...s }) => {
    const last = rows(s.x, s.y, s.label, panel).at(-1);
    return last === undefined ? [] : [{ tag, x: last.x, y: last.y }];
  });
}

function reference(
  line: Reference,
  domain: readonly [number, number],
): Plot.Markish {
  const looks = {
    stroke: "var(--ink)",
    strokeWidth: 1,
    strokeDasharray: "1 3",
  };
  if (line.along === "horizontal") return Plot.ruleY([line.at!], looks);
  if (line.along === "vertical") return Plot.ruleX([line.at!], looks);
  return Plot.line(domain.map((v) => [v, v] as [number, number]), looks);
}

/** Where the axes of a panel begin and end. */
function endsOf(panel: LinesPanel) {
  return {
    x: { domain: extentX(panel), ...panel.x },
    y: { domain: extent(panel), ...panel.y },
  };
}

/**
 * The margin at the left with which the frames of panels stand one below the other, in CSS pixels.
 *
 * @param width Width of the panels, in CSS pixels.
 */
export function commonLeft(panels: readonly Panel[], width: number): number {
  return Math.max(
    0,
    ...panels.map((panel) => panel.kind === "lines" ? leftMargin(panel, endsOf(panel), width) : 0),
  );
}

function lines(panel: LinesPanel, { document, width, left }: Canvas): Drawing {
  const marks: Plot.Markish[] = [];
  const lineMarks: Plot.Markish[] = [];
  const onLog = panel.y.scale === "log";
  const ends = endsOf(panel);
  // On a logarithmic axis a histogram leaves the frame where it is empty.
  const least = onLog ? ends.y.domain[0] / 2 : -Infinity;
  for (const region of panel.regions ?? []) {
    const { x, lower, upper } = region;
    const band = region.steps
      ? stairIntervals(x, lower, upper, least)
      : fewer(intervals(x, lower, upper));
    marks.push(Plot.areaY(band, {
      x: "x",
      y1: "lower",
      y2: "upper",
      ...regionFill(region),
    }));
  }
  panel.series.forEach((s, i) => {
    const { colour, dash, symbol } = style(s.look);
    const className = `series-${i}`;
    const steps = s.form === "steps";
    const data = steps ? stairs(s, least) : rows(s.x, s.y, s.label, panel);
    const fit = (i: Interval) => !onLog || i.lower > 0;
    const bandOf = (lower: Series["lower"], upper: Series["upper"]) =>
      steps ? stairIntervals(s.x, lower, upper, least) : intervals(s.x, lower, upper).filter(fit);
    const outer = bandOf(s.lower2, s.upper2);
    const inner = bandOf(s.lower, s.upper);
    if (s.form === "line" || steps) {
      for (const band of [outer, inner]) {
        if (band.length === 0) continue;
        marks.push(Plot.areaY(steps ? band : fewer(band), {
          x: "x",
          y1: "lower",
          y2: "upper",
          fill: colour,
          fillOpacity: 0.16,
          className,
        }));
      }
    } else {
      lineMarks.push(path(
        (x, y) =>
          inside(inner, panel.x, (i) => i.x)
            .map((i) => `M${x(i.x)} ${y(i.lower)}V${y(i.upper)}`).join(""),
        { class: className, stroke: colour, "stroke-width": "1.25", "clip-path": "url(#frame)" },
      ));
    }
    if (s.form !== "symbols") {
      lineMarks.push(Plot.line(data, {
        x: "x",
        y: "y",
        className,
        stroke: colour,
        strokeWidth: lineWidth(s.look, s.faint === true),
        ...(s.faint
          ? { strokeDasharray: faintDash(s.look) }
          : dash
          ? { strokeDasharray: dash }
          : {}),
      }));
    }
    if (s.form === "symbols" || s.form === "both") {
      lineMarks.push(path(
        (x, y) =>
          inside(inside(data, panel.x, (row) => row.x), panel.y, (row) => row.y)
            .map((row) => `M${x(row.x)} ${y(row.y)}${symbol}`).join(""),
        {
          class: className,
          stroke: colour,
          fill: "var(--paper)",
          "stroke-width": "1.5",
          "stroke-linejoin": "round",
        },
      ));
    }
  });
  for (const line of panel.references ?? []) {
    marks.push(reference(line, ends.x.domain));
  }
  const { x, y, options } = frame(panel, ends, width, left);
  const nice = { x: panel.x.domain === undefined, y: true };
  const [across, up] = [
    { ...x, nice: nice.x && x.type === "linear" },
    { ...y, nice: nice.y && y.type === "linear" },
  ];
  return Plot.plot({
    document,
    ...options,
    x: across,
    y: up,
    marks: [
      ...axes(across, up),
      ...marks,
      ...lineMarks,
      ...(panel.series.some(({ tag }) => tag !== undefined) ? [tags(lastPoints(panel))] : []),
    ],
    clip: true,
  });
}

/** Where a value falls among rising limits: 0 below the first, n from the last on. */
export function classOf(value: number, thresholds: readonly number[]): number {
  let i = 0;
  while (i < thresholds.length && value >= thresholds[i]) i++;
  return i;
}

function round(v: number): number {
  return Math.round(v * 10) / 10;
}

/**
 * Cells of one class as one path of horizontal runs, in units of cells: some kilobytes where single
 * rectangles need hundreds.
 */
function cellPaths(panel: CellsPanel): Plot.Markish {
  return (_index, scales, _values, _dimensions, context) => {
    const { document } = context!;
    const create = (name: string) =>
      document.createElementNS("http://www.w3.org/2000/svg", name) as SVGElement;
    const { x, y } = scales as unknown as Record<"x" | "y", (v: number) => number>;
    const paths: string[] = new Array(panel.thresholds.length + 1).fill("");
    panel.values.forEach((row, j) => {
      for (let i = 0; i < row.length;) {
        const value = row[i];
        const start = i++;
        if (value === null) continue;
        const c = classOf(value, panel.thresholds);
        while (i < row.length && row[i] !== null && classOf(row[i]!, panel.thresholds) === c) i++;
        paths[c] += `M${start} ${j}h${i - start}`;
      }
    });
    const [left, bottom] = [x(panel.xEdges[0]), y(panel.yEdges[0])];
    const width = (x(panel.xEdges.at(-1)!) - left) / (panel.xEdges.length - 1);
    const height = (y(panel.yEdges.at(-1)!) - bottom) / (panel.yEdges.length - 1);
    const group = create("g");
    group.setAttribute("class", "cells");
    // A little wider than a cell, and without smoothing, so that no paper shines between the runs.
    group.setAttribute("stroke-width", "1.02");
    group.setAttribute("shape-rendering", "crispEdges");
    group.setAttribute(
      "transform",
      `translate(${left},${bottom + height / 2}) scale(${width},${height})`,
    );
    paths.forEach((d, c) => {
      if (d === "") return;
      const element = create("path");
      element.setAttribute("d", d);
      element.setAttribute("stroke", shade(panel.colours, c, paths.length));
      group.append(element);
      const dot = dots(panel.colours, c, paths.length);
      if (dot === null) return;
      const marks = create("path");
      marks.setAttribute("d", d);
      marks.setAttribute("stroke", dot);
      marks.setAttribute("stroke-width", ".3");
      marks.setAttribute("stroke-dasharray", ".3 .7");
      marks.setAttribute("stroke-dashoffset", "-.35");
      group.append(marks);
    });
    return group;
  };
}

function cells(panel: CellsPanel, { document, width }: Canvas): Drawing {
  const ends = (
    edges: readonly number[],
  ): [number, number] => [edges[0], edges.at(-1)!];
  const { x, y, options } = frame(panel, {
    x: { domain: ends(panel.xEdges), ...panel.x },
    y: { domain: ends(panel.yEdges), ...panel.y },
  }, width);
  return Plot.plot({
    document,
    ...options,
    x: { ...x, grid: false },
    y: { ...y, grid: false },
    marks: [cellPaths(panel)],
  });
}

function points(panel: PointsPanel, { document, width }: Canvas): Drawing {
  const ends = (i: 0 | 1, axis: Axis) => around(panel.points.map((point) => point[i]), axis);
  const { x, y, options } = frame(panel, {
    x: { domain: ends(0, panel.x), ...panel.x },
    y: { domain: ends(1, panel.y), ...panel.y },
  }, width);
  return Plot.plot({
    document,
    ...options,
    x: { ...x, nice: panel.x.domain === undefined },
    y: { ...y, nice: panel.y.domain === undefined },
    marks: [
      path((x, y) => panel.points.map(([a, b]) => `M${x(a)} ${y(b)}h0`).join(""), {
        stroke: "var(--series-1)",
        "stroke-width": "1.8",
        "stroke-linecap": "round",
        "stroke-opacity": "0.75",
      }),
    ],
  });
}

/** What a script needs to find a point of the picture: kind, domain and range of an axis. */
function scaleText(plot: Plot.Plot, name: "x" | "y"): string {
  const { type, domain, range } = plot.scale(name)!;
  return [type, ...domain!, ...range!].join(" ");
}

function draw(panel: Panel, canvas: Canvas): Drawing {
  switch (panel.kind) {
    case "lines":
      return lines(panel, canvas);
    case "cells":
      return cells(panel, canvas);
    case "points":
      return points(panel, canvas);
  }
}

/**
 * The panel as an SVG element. Its attributes `data-x` and `data-y` hold the scales: type, ends of the
 * domain, ends of the range.
 *
 * @param panel What is shown.
 * @param canvas Document and width.
 */
export function drawPanel(panel: Panel, canvas: Canvas): Element {
  const plot = draw(panel, canvas);
  plot.setAttribute("data-x", scaleText(plot, "x"));
  plot.setAttribute("data-y", scaleText(plot, "y"));
  return plot;
}
