/**
 * Panels that several pages draw, from plain arrays and labels.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import type { Axis, LinesPanel, Look, Reference, Region, Series } from "./chart.ts";
import { logDomain } from "./domain.ts";

/** What lies in a panel: curves, and where perfect ones would lie. */
export interface Curves {
  readonly regions: readonly Region[];
  readonly series: readonly Series[];
}

/** Ends of bars or of a band of one standard error; null where value or error is. */
export function ends(
  values: readonly (number | null)[],
  errors: readonly (number | null | undefined)[],
): Required<Pick<Series, "lower" | "upper">> {
  const end = (sign: number) =>
    values.map((value, i) => {
      const error = errors[i] ?? null;
      return value === null || error === null ? null : value + sign * error;
    });
  return { lower: end(-1), upper: end(1) };
}

/** Estimates along x with one standard error. */
export function estimates(
  x: readonly number[],
  estimates: readonly { readonly value: number; readonly error: number | null }[],
): Required<Pick<Series, "x" | "y" | "lower" | "upper">> {
  const y = estimates.map(({ value }) => value);
  return { x, y, ...ends(y, estimates.map(({ error }) => error)) };
}

/** A line with a band of one standard error. */
export function curve(
  label: string,
  look: Look,
  x: readonly number[],
  y: readonly (number | null)[],
  error: readonly (number | null)[],
): Series {
  return { label, look, form: "line", x, y, ...ends(y, error) };
}

/** A level to compare with. */
function level(label: string, at: number): Reference {
  return { label, along: "horizontal", at };
}

/** Where coverage is as its level says. */
export const nominal: Reference = level("nominal", 0);

/** Axes of a number of bins. */
export function binsAxis(bins: readonly number[]): Axis {
  return { label: "number of bins", scale: "log", domain: logDomain(bins) };
}

/** Axes from 0 to 1 of some empirical coverage against its nominal level, and the diagonal. */
export function coverageAxes(coverage = "coverage") {
  const axis = (label: string): Axis => ({ label, scale: "linear", domain: [0, 1] });
  return {
    square: true,
    x: axis(`nominal ${coverage}`),
    y: axis(`empirical ${coverage}`),
    references: [{ label: "nominal", along: "diagonal" }],
  } as const;
}

/** Empirical against nominal coverage. */
export function coveragePanel(title: string, { regions, series }: Curves): LinesPanel {
  const { references, ...axes } = coverageAxes();
  return { kind: "lines", title, ...axes, regions, references, series };
}

/** Coverage less its nominal level along an axis. */
export function deviationPanel(
  title: string,
  x: Axis,
  y: Axis,
  { regions, series }: Curves,
): LinesPanel {
  return { kind: "lines", title, x, y, references: [nominal], regions, series };
}

/** Mass over true mass along an axis. */
export function massPanel(title: string, x: Axis, y: Axis, series: readonly Series[]): LinesPanel {
  return { kind: "lines", title, x, y, references: [level("truth", 1)], series };
}

/** A histogram with its bands. */
export interface Histogram
  extends Pick<Series, "label" | "look" | "lower" | "upper" | "lower2" | "upper2"> {
  /** `[bins]` */
  readonly values: readonly (number | null)[];
}

/** The ratio from which on a range of positive numbers is shown on a logarithmic axis. */
const wide = 100;

/** Largest over smallest of positive numbers; 1 without any. */
function spanOf(values: readonly number[]): number {
  const positive = values.filter((v) => v > 0);
  return positive.length === 0
    ? 1
    : positive.reduce((a, b) => Math.max(a, b)) / positive.reduce((a, b) => Math.min(a, b));
}

/**
 * The scale on which bins are more alike in width: logarithmic where all edges are positive, reach over a decade, and
 * vary less in their ratios than in their distances.
 *
 * @example Even steps, and steps of powers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scaleOfEdges } from "./panels.ts";
 *
 * assertEquals(scaleOfEdges([1, 5, 9, 13]), "linear");
 * assertEquals(scaleOfEdges([1, 10, 100, 1000]), "log");
 * ```
 */
export function scaleOfEdges(edges: readonly number[]): Axis["scale"] {
  const last = edges[edges.length - 1];
  if (!(edges[0] > 0) || last < 10 * edges[0]) return "linear";
  const between = (width: (low: number, high: number) => number) =>
    spanOf(edges.slice(1).map((high, i) => width(edges[i], high)));
  return between((low, high) => log(high / low)) < between((low, high) => high - low)
    ? "log"
    : "linear";
}

/** The scale of heights: logarithmic where the largest is over 100 times the smallest that is not 0. */
export function scaleOfHeights(heights: readonly (number | null)[]): Axis["scale"] {
  return spanOf(heights.filter((v) => v !== null)) > wide ? "log" : "linear";
}

/** All that a histogram shows, each number divided by that of its bin. */
function over(histogram: Histogram, divisors: readonly (number | null)[]): Histogram {
  const divided = (values: readonly (number | null)[]) =>
    values.map((v, i) => {
      const divisor = divisors[i];
      return v === null || divisor === null || divisor === 0 ? null : v / divisor;
    });
  const { values, lower, upper, lower2, upper2 } = histogram;
  return {
    ...histogram,
    values: divided(values),
    ...(lower && upper && { lower: divided(lower), upper: divided(upper) }),
    ...(lower2 && upper2 && { lower2: divided(lower2), upper2: divided(upper2) }),
  };
}

/**
 * A spectrum, and under it its ratio to a reference where there is one: panels that stand one below the other.
 *
 * Heights start at 0, or are on a logarithmic axis by {@linkcode scaleOfHeights}; x is by
 * {@linkcode scaleOfEdges}. The axis of the ratio reaches as far on both sides of 1 as the ratios and their inner
 * bands, from 0 to 2 at most.
 *
 * @param labels Of x, and of the heights.
 * @param edges `[bins + 1]`, rising, finite
 */
export function spectrumPanels(
  labels: { readonly x: string; readonly y: string },
  edges: readonly number[],
  measured: Histogram,
  reference?: Histogram,
): LinesPanel[] {
  const x: Axis = {
    label: labels.x,
    scale: scaleOfEdges(edges),
    domain: [edges[0], edges[edges.length - 1]],
  };
  const steps = ({ values, ...histogram }: Histogram): Series => ({
    ...histogram,
    form: "steps",
    x: edges,
    y: values,
  });
  const both = [...(reference === undefined ? [] : [reference]), measured];
  const heights = both.flatMap(({ values }) => values);
  const tops = both.flatMap(({ values, upper = [], upper2 = [] }) => [values, upper, upper2].flat())
    .filter((v) => v !== null);
  const scale = scaleOfHeights(heights);
  const spectrum: LinesPanel = {
    kind: "lines",
    title: "Spectrum",
    x,
    y: {
      label: labels.y,
      scale,
      domain: scale === "log"
        ? logDomain(heights)
        : [0, 1.05 * tops.reduce((a, b) => Math.max(a, b), 0) || 1],
    },
    series: both.map(steps),
    shape: 0.6,
  };
  if (reference === undefined) return [spectrum];
  const ratios = both.map((histogram) => over(histogram, reference.values));
  const off = ratios.flatMap(({ values, lower = [], upper = [] }) => [values, lower, upper].flat())
    .map((v) => v === null ? 0 : Math.abs(v - 1));
  const reach = Math.min(1, 1.1 * Math.max(0.02, off.reduce((a, b) => Math.max(a, b), 0)));
  return [
    { ...spectrum, x: { ...x, bare: true } },
    {
      kind: "lines",
      title: `Ratio to the ${reference.label}`,
      x,
      y: {
        label: `over ${reference.label}`,
        scale: "linear",
        domain: [1 - reach, 1 + reach],
      },
      series: ratios.map(steps),
      shape: 0.3,
    },
  ];
}

/**
 * Frequencies of the ranks of the truth among draws, over what they would be if all were as frequent.
 *
 * @param labels Of the ranks, which go from 0 to 1, of the frequencies, and of the level where all are equal.
 */
export function rankPanel(
  title: string,
  labels: { readonly rank: string; readonly frequency: string; readonly flat: string },
  { regions, series }: Curves,
): LinesPanel {
  return {
    kind: "lines",
    title,
    x: { label: labels.rank, scale: "linear", domain: [0, 1] },
    y: { label: labels.frequency, scale: "linear" },
    references: [level(labels.flat, 1)],
    regions,
    series,
  };
}

/** The line where a generated sample is worth its training sample. */
export const worthAll: Reference = level("worth the training sample", 1);

/** Amplification against the number of bins, or something else. */
export function amplificationPanel(
  title: string,
  x: Axis,
  y: Axis,
  series: readonly Series[],
  reference = worthAll,
): LinesPanel {
  return { kind: "lines", title, x, y, references: [reference], series };
}
