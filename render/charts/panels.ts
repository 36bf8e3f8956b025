/**
 * Panels that several pages draw: of plain arrays and labels, whatever they were measured on.
 *
 * @module
 */
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
