/**
 * The axes of a panel: their ticks and labels, and the room that these need around the frame.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { group, superscript, wrap } from "../format.ts";
import type { Axis, Panel } from "./chart.ts";

/** An axis whose ends are known. */
export interface Ends extends Axis {
  readonly domain: readonly [number, number];
}

/** Width of a letter of a tick's text, in CSS pixels. */
const letter = 6.6;

/** The power of ten of the first digit, from the text of a number: exact in every engine. */
function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** How many letters the longest text of a tick has. */
function lettersOf({ scale, domain, ticks }: Ends): number {
  const step = Number(`1e${exponentOf((domain[1] - domain[0]) / 5)}`);
  const values = ticks ??
    (scale === "log"
      ? powers(domain, 7)
      : [...domain, domain[0] + step].map((v) => step * Math.round(v / step)));
  return Math.max(...values.map((v) => tickText(v).length));
}

/** What an axis has of the frame: how it is labelled and where, and how many ticks stand side by side. */
interface Room {
  readonly bare: boolean;
  readonly label: readonly string[];
  readonly labelOffset: number;
  readonly most: number;
}

/** Options of Plot for an axis. */
function scale(axis: Ends, { label, labelOffset, most, bare }: Room): Plot.ScaleOptions {
  return {
    type: axis.scale,
    label: bare ? null : label.join("\n"),
    labelArrow: "none",
    labelAnchor: "center",
    labelOffset,
    grid: true,
    domain: axis.domain as [number, number],
    ticks: axis.ticks as number[] ?? (axis.scale === "log" ? powers(axis.domain, most) : most),
    tickFormat: bare ? () => "" : tickText,
  };
}

/** The axes with a text at every tick: by itself Plot leaves some out where the scale is logarithmic. */
export function axes(x: Plot.ScaleOptions, y: Plot.ScaleOptions): Plot.Markish[] {
  const options = (
    { label, labelArrow, labelAnchor, labelOffset, tickFormat }: Plot.ScaleOptions,
  ) => ({
    text: tickFormat,
    label,
    labelArrow,
    labelAnchor,
    labelOffset,
  } as Plot.AxisXOptions & Plot.AxisYOptions);
  return [
    ...(x.type === "log" ? [Plot.axisX(x.ticks as number[], options(x))] : []),
    ...(y.type === "log" ? [Plot.axisY(y.ticks as number[], options(y))] : []),
  ];
}

/** Multiples of a round step on an axis so short that it is nearly linear. */
function even([from, to]: readonly [number, number]): number[] {
  const exponent = exponentOf((to - from) / 5);
  const step = [1, 2, 5, 10].map((f) => Number(`${f}e${exponent}`))
    .find((step) => to - from <= 6 * step)!;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => step * (first + i));
}

/** Powers of ten on a logarithmic axis, with numbers between them where there are few. */
function powers(domain: readonly [number, number], most: number): number[] {
  const [from, to] = domain.map(exponentOf);
  let ticks: number[] = [];
  for (const factors of [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]]) {
    ticks = [];
    for (let e = from; e <= to; e++) {
      // The text of a number gives the nearest double.
      for (const f of factors) ticks.push(Number(`${f}e${e}`));
    }
    ticks = ticks.filter((v) => v >= domain[0] && v <= domain[1]);
    if (ticks.length >= 3) break;
  }
  if (ticks.length < 3) ticks = even(domain);
  const stride = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % stride === 0);
}

function tickText(v: number): string {
  const size = Math.abs(v);
  if (v === 0 || (size >= 1e-3 && size < 1e6)) {
    return group(String(Number(v.toPrecision(6)))).replace("-", "−");
  }
  const [mantissa, exponent] = Number(v.toPrecision(6)).toExponential().split("e");
  const power = `10${superscript(Number(exponent))}`;
  return (Math.abs(Number(mantissa)) === 1
    ? mantissa.replace("1", power)
    : `${mantissa} × ${power}`).replace("-", "−");
}

/** Height of a line of a label, in CSS pixels. */
const line = 12;

/** Where the frame stands in a picture, and what is written beside and under it. */
interface Layout {
  readonly margins: Record<`margin${"Left" | "Right" | "Top" | "Bottom"}`, number>;
  readonly height: number;
  /** Width of the frame. */
  readonly inner: number;
  readonly labels: { readonly x: readonly string[]; readonly y: readonly string[] };
}

/** A label in at most two lines of so many letters; what does not fit is left out, with three dots. */
function labelLines(label: string, letters: number): string[] {
  const pieces = label.replaceAll(new RegExp(`\\S{${letters}}(?=\\S)`, "gu"), "$& ");
  const [first, second, ...others] = wrap(pieces, letters);
  if (second === undefined) return [first];
  return [first, others.length === 0 ? second : `${second.slice(0, letters - 1).trimEnd()}…`];
}

/**
 * Leaves room for the texts of the ticks, and for labels in as many lines as their length needs: a
 * label is centred on the frame and ends where the picture does.
 *
 * @param left The least margin at the left.
 * @param lines Number of lines that the labels may have.
 */
function layout(
  panel: Panel,
  ends: { readonly x: Ends; readonly y: Ends },
  width: number,
  left: number,
  lines: { readonly x: number; readonly y: number } = { x: 1, y: 1 },
): Layout {
  const margins = {
    // The texts of the ticks, the ticks, a gap and the label.
    marginLeft: Math.max(
      left,
      Math.max(46, Math.round(letter * lettersOf(ends.y)) + 24) + 10 + line * (lines.y - 1),
    ),
    // Half of the text of the last tick.
    marginRight: Math.max(14, Math.ceil(letter * lettersOf(ends.x) / 2) + 1),
    marginTop: 10,
    marginBottom: panel.x.bare ? 12 : 44 + line * (lines.x - 1),
  };
  const inner = width - margins.marginLeft - margins.marginRight;
  const shape = panel.kind === "lines" && !panel.square ? panel.shape ?? 0.68 : 1;
  const frameHeight = Math.round(shape * inner);
  const height = frameHeight + margins.marginTop + margins.marginBottom;
  const letters = (size: number, before: number, after: number) =>
    Math.floor((size + 2 * Math.min(before, after) - 4) / letter);
  const labels = {
    x: labelLines(panel.x.label, letters(inner, margins.marginLeft, margins.marginRight)),
    y: labelLines(panel.y.label, letters(frameHeight, margins.marginTop, margins.marginBottom)),
  };
  return labels.x.length > lines.x || labels.y.length > lines.y
    ? layout(panel, ends, width, left, { x: labels.x.length, y: labels.y.length })
    : { margins, height, inner, labels };
}

/** The margin at the left of a panel, in CSS pixels. */
export function leftMargin(
  panel: Panel,
  ends: { readonly x: Ends; readonly y: Ends },
  width: number,
): number {
  return layout(panel, ends, width, 0).margins.marginLeft;
}

/**
 * Scales, size and margins, for most panels the same, so that panels side by side line up.
 *
 * @param left The least margin at the left.
 */
export function frame(
  panel: Panel,
  ends: { readonly x: Ends; readonly y: Ends },
  width: number,
  left = 0,
): { x: Plot.ScaleOptions; y: Plot.ScaleOptions; options: Plot.PlotOptions } {
  const { margins, height, inner, labels } = layout(panel, ends, width, left);
  const most = Math.max(2, Math.floor(inner / (letter * lettersOf(ends.x) + 8)));
  return {
    x: scale(ends.x, {
      label: labels.x,
      labelOffset: margins.marginBottom - 8,
      bare: ends.x.bare === true,
      most: Math.min(most, ends.x.scale === "log" ? 7 : 6),
    }),
    y: scale(ends.y, {
      label: labels.y,
      labelOffset: margins.marginLeft - 10,
      bare: ends.y.bare === true,
      most: ends.y.scale === "log" ? 7 : 5,
    }),
    options: { width, height, ...margins, style: { background: "none", color: "currentColor" } },
  };
}
