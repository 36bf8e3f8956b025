/**
 * The page of the study of ranks and scores.
 *
 * @module
 */
import { exp } from "../../core/elementary.ts";
import type { RanksResults } from "./schema.ts";
import {
  type Axis,
  type CellsPanel,
  type Chart,
  type Control,
  controlled,
  type LinesPanel,
  type Region,
  type Series,
} from "../../render/charts/chart.ts";
import { measured, plain, pValue } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import {
  type Loaded,
  lookOf,
  methodControl,
  representatives,
  setupTable,
  type View,
} from "../shared/view.ts";

type Item = RanksResults["series"][number];
type Row = Item["rows"][number];

/** Value and standard error, as everywhere in results. */
interface Estimate {
  readonly value: number;
  readonly error: number | null;
}

function ends(values: readonly number[], errors: readonly (number | null)[]) {
  return {
    lower: values.map((v, i) => errors[i] === null ? null : v - errors[i]!),
    upper: values.map((v, i) => errors[i] === null ? null : v + errors[i]!),
  };
}

/** A line of estimates with their errors. */
function estimates(x: readonly number[], of: readonly Estimate[]) {
  const y = of.map(({ value }) => value);
  return { x, y, ...ends(y, of.map(({ error }) => error)) };
}

/** The region of a method: grey where it is the only one, else in the method's colour. */
function regionOf(
  results: RanksResults,
  items: readonly Item[],
  { method }: Item,
  x: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
): Region {
  const several = representatives(items).length > 1;
  return {
    label: `if calibrated: ${method.label}`,
    ...(several ? { look: lookOf(results.setup)(method) } : {}),
    x,
    lower,
    upper,
  };
}

/** Numbers of bins of the histograms. */
function shownBins(items: readonly Item[]): number[] {
  return items[0].histograms.map(({ nBins }) => nBins);
}

const place: Axis = {
  label: "rank of the truth / number of draws",
  scale: "linear",
  domain: [0, 1],
};

function histogramChart(results: RanksResults, items: readonly Item[]): Chart {
  const look = lookOf(results.setup);
  const { groups } = results;
  const centres = Array.from({ length: groups }, (_, i) => (i + 0.5) / groups);
  return {
    id: "ranks-histogram",
    title: "Where the truth stands among the draws: flat if it is one of them",
    caption:
      `Relative frequency of the rank of the true mass among the draws, in ${groups} groups of ranks, over all bins and ${
        plain(results.setup.runs)
      } runs. Bands: one standard error between runs. Shaded: where the whole histogram of a calibrated posterior lies in 95 % of cases, with as many runs and draws and bins as correlated. High at both ends: the draws are too narrow. High at one end: they are biased; on the right the learned mass is too low. High in the middle: too wide.`,
    description:
      "One panel for each binning; relative frequencies against the rank, one line for each posterior, with 1 for comparison.",
    panels: shownBins(items).map((n): LinesPanel => {
      const at = (item: Item) => item.histograms.find(({ nBins }) => nBins === n)!.shares;
      const scaled = (values: readonly number[]) => values.map((v) => v * groups);
      return {
        kind: "lines",
        title: `${n} × ${n} bins`,
        x: place,
        y: { label: "frequency / uniform frequency", scale: "linear" },
        references: [{ label: "uniform", along: "horizontal", at: 1 }],
        regions: representatives(items).map((item) => {
          const { lower, upper } = at(item);
          const below = scaled(lower).map((v) => Math.max(0, v));
          return regionOf(results, items, item, centres, below, scaled(upper));
        }),
        series: items.map((item): Series => {
          const { mean, error } = at(item);
          const y = scaled(mean);
          return {
            label: item.method.label,
            look: look(item.method),
            form: "line",
            x: centres,
            y,
            ...ends(y, error.map((e) => e === null ? null : e * groups)),
          };
        }),
      };
    }),
  };
}

function cumulativeChart(results: RanksResults, items: readonly Item[]): Chart {
  const look = lookOf(results.setup);
  const { groups } = results;
  const edges = Array.from({ length: groups - 1 }, (_, i) => (i + 1) / groups);
  return {
    id: "ranks-cumulative",
    title: "Cumulative ranks less the uniform distribution",
    caption:
      "Share of bins whose truth has at most this rank, minus the share that is expected if calibrated. Shaded: where the whole curve of a calibrated posterior lies in 95 % of cases. Below zero throughout: the truth stands too high among the draws, the learned masses are too low. First above, then below zero: the draws are too narrow.",
    description:
      "One panel for each binning; differences of cumulative shares against the rank, one line for each posterior, with zero for comparison.",
    panels: shownBins(items).map((n): LinesPanel => {
      const at = (item: Item) => item.histograms.find(({ nBins }) => nBins === n)!.cumulative;
      return {
        kind: "lines",
        title: `${n} × ${n} bins`,
        x: place,
        y: { label: "cumulative share − uniform", scale: "linear" },
        references: [{ label: "uniform", along: "horizontal", at: 0 }],
        regions: representatives(items).map((item) =>
          regionOf(results, items, item, edges, at(item).lower, at(item).upper)
        ),
        series: items.map((item): Series => ({
          label: item.method.label,
          look: look(item.method),
          form: "line",
          x: edges,
          y: at(item).mean,
        })),
      };
    }),
  };
}

function jointChart(results: RanksResults, items: readonly Item[]): Chart {
  const look = lookOf(results.setup);
  const x = results.jointNominal;
  return {
    id: "ranks-joint",
    title: "Coverage of joint regions, for all bins at once",
    caption:
      "How often the truth lies in joint credible regions of the masses of all bins, against their level. The regions are balls about each draw in turn; their level is the share of the other draws inside. Bands: one standard error between runs. Shaded: where the whole curve of a calibrated posterior lies in 95 % of cases. Below the diagonal the truth is farther from the draws than the draws are from each other.",
    description:
      "Curves of empirical against nominal joint coverage from 0 to 1, one panel for each binning, with the diagonal for comparison.",
    panels: shownBins(items).map((n): LinesPanel => {
      const at = (item: Item) => item.joint.find(({ nBins }) => nBins === n)!;
      const judged = items.filter((item) => at(item) !== undefined);
      const clipped = (values: readonly number[]) => values.map((v) => Math.min(1, Math.max(0, v)));
      return {
        kind: "lines",
        title: `${n} × ${n} bins`,
        square: true,
        x: { label: "nominal joint coverage", scale: "linear", domain: [0, 1] },
        y: { label: "empirical joint coverage", scale: "linear", domain: [0, 1] },
        references: [{ label: "nominal", along: "diagonal" }],
        regions: representatives(judged).map((item) =>
          regionOf(results, judged, item, x, clipped(at(item).lower), clipped(at(item).upper))
        ),
        series: judged.map((item): Series => ({
          label: item.method.label,
          look: look(item.method),
          form: "line",
          x,
          y: at(item).mean,
          ...ends(at(item).mean, at(item).error),
        })),
      };
    }),
  };
}

function binsAxis({ nBins }: RanksResults): Axis {
  const bins = nBins.map((n) => n * n);
  return { label: "number of bins", scale: "log", domain: logDomain(bins) };
}

function against(
  results: RanksResults,
  items: readonly Item[],
  pick: (row: Row) => Estimate,
): Series[] {
  const look = lookOf(results.setup);
  return items.map(({ method, rows }): Series => ({
    label: method.label,
    look: look(method),
    form: "both",
    ...estimates(rows.map(({ nBins }) => nBins * nBins), rows.map(pick)),
  }));
}

function scoreChart(results: RanksResults, items: readonly Item[]): Chart {
  const x = binsAxis(results);
  const score = against(results, items, (row) => row.score);
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
        series: against(results, items, (row) => row.ratio),
      },
    ],
  };
}

function intervalChart(results: RanksResults, items: readonly Item[]): Chart {
  const look = lookOf(results.setup);
  const lines = (n: number, key: "score" | "width"): Series[] =>
    items.map((item): Series => ({
      label: item.method.label,
      look: look(item.method),
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

function errorChart(results: RanksResults, items: readonly Item[]): Chart {
  const x = binsAxis(results);
  const panel = (key: "absolute" | "signed", title: string, label: string): LinesPanel => ({
    kind: "lines",
    title,
    x,
    y: { label, scale: "linear" },
    ...(key === "signed"
      ? { references: [{ label: "nominal", along: "horizontal", at: 0 }] as const }
      : {}),
    regions: representatives(items).map((item) =>
      regionOf(
        results,
        items,
        item,
        item.rows.map(({ nBins }) => nBins * nBins),
        item.rows.map((row) => row[key].calibrated.lower),
        item.rows.map((row) => row[key].calibrated.upper),
      )
    ),
    series: against(results, items, (row) => row[key]),
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

type MapPart = Pick<CellsPanel, "quantity" | "thresholds">;

function mapControl(
  results: RanksResults,
  pick: (method: RanksResults["classifier"]["methods"][number]) => CellsPanel["values"],
  part: MapPart,
): Control {
  const { centres, methods } = results.classifier;
  const half = (centres[1] - centres[0]) / 2;
  const edges = [...centres.map((c) => c - half), centres.at(-1)! + half];
  return methodControl(methods, (shown) =>
    shown.map((method) => ({
      kind: "cells",
      title: method.method.label,
      x: { label: "x₁", scale: "linear" },
      y: { label: "x₂", scale: "linear" },
      xEdges: edges,
      yEdges: edges,
      values: pick(method),
      colours: "diverging",
      ...part,
    })));
}

function excessChart(results: RanksResults): Chart {
  return controlled(
    {
      id: "ranks-excess",
      title: "Where a classifier finds too many or too few generated points",
      caption:
        "Generated over true density by a classifier that was fitted to points alone and knows neither density; mean of ln over runs. The middle colour is agreement within 5 %. Empty: no points to learn from.",
      description:
        "Maps of the plane coloured by the ratio of generated to true density that the classifier learned.",
    },
    mapControl(
      results,
      ({ logRatio }) => logRatio.map((row) => row.map((v) => v === null ? null : exp(v))),
      {
        quantity: "generated / true density",
        thresholds: [0.5, 0.7, 0.85, 0.95, 1.05, 1.18, 1.43, 2],
      },
    ),
  );
}

function significanceChart(results: RanksResults): Chart {
  return controlled(
    {
      id: "ranks-significance",
      title: "How sure the classifier is of it",
      caption:
        "The same ln ratio over its standard error, which follows from the curvature of the fits and holds the scatter of the finitely many points, not that of the training sets. Beyond ±5 chance is out of the question anywhere on the map.",
      description:
        "Maps of the plane coloured by the number of standard errors by which generated and true density differ.",
    },
    mapControl(results, ({ significance }) => significance, {
      quantity: "ln ratio / standard error",
      thresholds: [-10, -5, -3, -1, 1, 3, 5, 10],
    }),
  );
}

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<RanksResults>): View {
  const items = data.series;
  const shown = shownBins(items);
  const finest = shown.at(-1)!;
  return {
    charts: {
      histogram: histogramChart(data, items),
      cumulative: cumulativeChart(data, items),
      joint: jointChart(data, items),
      score: scoreChart(data, items),
      intervals: intervalChart(data, items),
      error: errorChart(data, items),
      excess: excessChart(data),
      significance: significanceChart(data),
    },
    tables: {
      setup: setupTable(data.setup, profile),
      tests: table(
        "Tests of uniformity: probability that a calibrated posterior does as badly",
        ["bins an axis", "posterior", "χ²", "χ², bins independent", "cumulative", "joint"],
        shown.flatMap((n) =>
          items.flatMap(({ method, rows }) =>
            rows.filter(({ nBins }) => nBins === n).map((row) => [
              plain(n),
              method.label,
              pValue(row.chiSquare.pValue),
              pValue(row.chiSquareIndependent),
              pValue(row.distance.pValue),
              row.joint === null ? "–" : pValue(row.joint.pValue),
            ])
          )
        ),
      ),
      scores: table(
        `Scores and calibration errors at ${finest} × ${finest} bins: mean over runs ± standard error`,
        ["posterior", "score / true mass", "score / spread", "absolute error", "signed error"],
        items.flatMap(({ method, rows }) =>
          rows.filter(({ nBins }) => nBins === finest).map((row) => [
            method.label,
            measured(row.score),
            measured(row.ratio),
            measured(row.absolute),
            measured(row.signed),
          ])
        ),
      ),
      classifier: table(
        "Generated or true? Area under the curve of a classifier on held-out points",
        ["posterior", "area, mean over runs ± standard error", "largest p-value of a run"],
        data.classifier.methods.map(({ method, area, pValues }) => [
          method.label,
          measured(area),
          pValue(Math.max(...pValues)),
        ]),
      ),
    },
    facts: {
      runs: plain(data.setup.runs),
      draws: plain(data.setup.draws),
      groups: plain(data.groups),
      points: plain(data.classifier.methods[0].points),
    },
  };
}
