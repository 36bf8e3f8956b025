/**
 * Charts as values: what is shown, in JSON, without a word on how it is drawn. One value serves the
 * drawing on the server, the drawing in a browser, and the reader's own program.
 *
 * @module
 */

/** An axis. */
export interface Axis {
  /** What it measures, with the unit in brackets where it has one. */
  readonly label: string;
  readonly scale: "linear" | "log";
  /** From, to; what the data need by default. */
  readonly domain?: readonly [number, number];
  readonly ticks?: readonly number[];
  /** Whether its numbers and label are left out, because the panel below has them. */
  readonly bare?: boolean;
}

/** Colours with a ramp of shades each, for the settings of one kind. */
export type Hue = "blue" | "orange" | "green";

/** The looks of a series: one of the palette's, by number, a shade of a hue, or the plain line of the truth. */
export type Look = number | `${Hue}-${1 | 2 | 3 | 4 | 5}` | "truth";

/** Numbers along x, and what belongs to them. */
export interface Series {
  /** Name in the legend, the table and the tooltip; series of the same name share one entry. */
  readonly label: string;
  readonly look: Look;
  /** How it is drawn: a line, symbols, both, or the steps of a histogram. */
  readonly form: "line" | "symbols" | "both" | "steps";
  /** Of steps the edges of the bins, one more than there are values. */
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** Lower and upper end of a band (with a line or steps) or of bars (with symbols). */
  readonly lower?: readonly (number | null)[];
  readonly upper?: readonly (number | null)[];
  /** A second, wider band. */
  readonly lower2?: readonly (number | null)[];
  readonly upper2?: readonly (number | null)[];
  /** Drawn thin and dashed, such as a fit. */
  readonly faint?: boolean;
  /** Name written beside its last point. */
  readonly tag?: string;
}

/** A region without series, such as what a perfect result would scatter over. */
export interface Region {
  readonly label: string;
  /** The look of the series that it belongs to; grey without. */
  readonly look?: Look;
  /** Whether it follows the steps of a histogram; `x` are then edges, one more than there are ends. */
  readonly steps?: boolean;
  readonly x: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** A straight line to compare with. */
export interface Reference {
  readonly label: string;
  readonly along: "diagonal" | "horizontal" | "vertical";
  /** Where it stands; not needed for a diagonal. */
  readonly at?: number;
}

/** Series against a number. */
export interface LinesPanel {
  readonly kind: "lines";
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly regions?: readonly Region[];
  readonly references?: readonly Reference[];
  /** Equal lengths on both axes. */
  readonly square?: boolean;
  /** Height of the frame over its width, where it is not square; default 0.68. */
  readonly shape?: number;
}

/** A quantity on a grid of cells. */
export interface CellsPanel {
  readonly kind: "cells";
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Edges of the cells, one more than cells. */
  readonly xEdges: readonly number[];
  readonly yEdges: readonly number[];
  /** `[row y][column x]`, `null` where there is nothing to show. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Name and unit of the quantity. */
  readonly quantity: string;
  /** Inner limits of the classes of colour, rising. */
  readonly thresholds: readonly number[];
  readonly colours: "sequential" | "diverging";
  readonly square?: boolean;
}

/** Points of a plane. */
export interface PointsPanel {
  readonly kind: "points";
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly (readonly [number, number])[];
}

/** One picture of a chart. */
export type Panel = LinesPanel | CellsPanel | PointsPanel;

/** One setting of a control, and what a chart shows then. */
export interface Option {
  readonly label: string;
  readonly panels: readonly Panel[];
}

/** Something that a reader may set, such as a parameter, a binning or a run. */
export interface Control {
  /** What is set. */
  readonly label: string;
  readonly options: readonly Option[];
  /** The number of the option that is shown at first. */
  readonly initial: number;
}

/** A chart: one or more panels that make one point. */
export interface Chart {
  /** Identifier, unique in the site; part of addresses. */
  readonly id: string;
  /** What is seen, as a sentence without full stop. */
  readonly title: string;
  /** What lines, bands and symbols mean and how they were found. */
  readonly caption: string;
  /** What a reader who cannot see the chart must know. */
  readonly description: string;
  readonly panels: readonly Panel[];
  /** Whether panels stand one below the other and share their x axis; default side by side. */
  readonly stacked?: boolean;
  /** What a reader with scripts may set; the chart's own panels are those of its initial option. */
  readonly control?: Control;
}

/**
 * A chart whose panels depend on a setting, with a control where there is more than one.
 *
 * @param chart The chart without its panels.
 * @param control The settings; the initial one is what is printed, and seen without scripts.
 */
export function controlled(chart: Omit<Chart, "panels" | "control">, control: Control): Chart {
  const { panels } = control.options[control.initial];
  return { ...chart, panels, ...(control.options.length > 1 ? { control } : {}) };
}
