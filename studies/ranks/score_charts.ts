/**
 * Scores of the draws and of their intervals, and calibration errors.
 *
 * @module
 */
import type { RanksResults } from "./schema.ts";
import {
  type Axis,
  type Chart,
  controlled,
  type LinesPanel,
  type Series,
} from "../../render/charts/chart.ts";
import { binsAxis, estimates, nominal } from "../../render/charts/panels.ts";
import { logDomain } from "../../render/charts/domain.ts";
import type { Estimate } from "../shared/schema.ts";
import { calibratedRegions, lookOf } from "../shared/view.ts";
import { shownBins } from "./rank_charts.ts";

type Item = RanksResults["series"][number];
type Row = Item["rows"][number];

function xAxis({ nBins }: RanksResults): Axis {
  return binsAxis(nBins.map((n) => n * n));
}

function against(items: readonly Item[], pick: (row: Row) => Estimate): Series[] {
  return items.map(({ method, rows }): Series => ({
    label: method.label,
    look: lookOf(method),
    form: "both",
    ...estimates(rows.map(({ nBins }) => nBins * nBins), rows.map(pick)),
  }));
}

/** The ranked probability score. */
export function scoreChart(results: RanksResults, items: readonly Item[]): Chart {
  const x = xAxis(results);
  const score = against(items, (row) => row.score);
  return {
    id: "ranks-score",
    title: "The ranked probability score, and what the width of the draws alone would make it",
    caption:
      "Left: continuous ranked probability score of the draws, in units of a bin's true mass; lower is better. Right: the score over its expectation for a calibrated posterior of the same width; 1 if calibrated, larger where the draws are biased or too narrow. Mean over bins and runs; bars: one standard error between runs.",
    description:
      "Two panels of scores against the number of bins on a logarithmic axis, one line for each posterior.",
    panels: [
      {
        kind: "lines",
        title: "score",
        x,
        y: {
          label: "score (units of the true mass)",
          scale: "log",
          domain: logDomain(score.flatMap(({ y }) => y)),
        },
        series: score,
      },
      {
        kind: "lines",
        title: "score / spread",
        x,
        y: { label: "score / expectation if calibrated", scale: "linear" },
        references: [{ label: "calibrated", along: "horizontal", at: 1 }],
        series: against(items, (row) => row.ratio),
      },
    ],
  };
}

/** Interval scores. */
export function intervalChart(results: RanksResults, items: readonly Item[]): Chart {
  const lines = (n: number, key: "score" | "width"): Series[] =>
    items.map((item): Series => ({
      label: item.method.label,
      look: lookOf(item.method),
      form: "line",
      ...estimates(
        results.rankNominal,
        item.intervals.find(({ nBins }) => nBins === n)![key],
      ),
    }));
  const bins = shownBins(items);
  return controlled({
    id: "ranks-intervals",
    title: "Interval scores: what the intervals cost, and how wide they are",
    caption:
      "Interval score of the intervals between ranks of the draws, and their width alone, against their nominal level, in units of a bin's true mass. The score adds to the width a penalty for each truth outside, so that it is lowest for the right quantiles; lower is better. What lies between the two panels is the penalty. Bands: one standard error between runs.",
    description:
      "Two panels against the nominal level from 0 to 1, interval scores and widths, one line for each posterior.",
  }, {
    label: "Bins",
    options: bins.map((n) => ({
      label: `${n} × ${n}`,
      panels: (["score", "width"] as const).map((key): LinesPanel => {
        const series = lines(n, key);
        return {
          kind: "lines",
          title: `${key === "score" ? "interval score" : "width alone"}, ${n} × ${n} bins`,
          x: { label: "nominal level", scale: "linear", domain: [0, 1] },
          y: {
            label: `${key} (units of the true mass)`,
            scale: "log",
            domain: logDomain(series.flatMap(({ y }) => y)),
          },
          series,
        };
      }),
    })),
    initial: Math.floor(bins.length / 2),
  });
}

/** Expected calibration errors. */
export function errorChart(results: RanksResults, items: readonly Item[]): Chart {
  const x = xAxis(results);
  const panel = (key: "absolute" | "signed", title: string, label: string): LinesPanel => ({
    kind: "lines",
    title,
    x,
    y: { label, scale: "linear" },
    ...(key === "signed" ? { references: [nominal] } : {}),
    regions: calibratedRegions(items, ({ rows }) => ({
      x: rows.map(({ nBins }) => nBins * nBins),
      lower: rows.map((row) => row[key].calibrated.lower),
      upper: rows.map((row) => row[key].calibrated.upper),
    })),
    series: against(items, (row) => row[key]),
  });
  return {
    id: "ranks-error",
    title: "Expected calibration error, absolute and with its sign",
    caption:
      "Mean over levels of the distance between coverage and nominal level, for intervals between ranks, whose level is exact: its absolute value on the left, with its sign on the right, where below zero means that the truth is covered too rarely. Bars: one standard error between runs. Shaded: where a calibrated posterior lies in 95 % of cases.",
    description:
      "Two panels of calibration errors against the number of bins on a logarithmic axis, one line for each posterior.",
    panels: [
      panel("absolute", "absolute", "expected calibration error"),
      panel("signed", "signed", "coverage − nominal level"),
    ],
  };
}
