/**
 * Coverage against its nominal level, and its deviation from it against the number of bins.
 *
 * @module
 */
import type { CalibrationResults } from "./schema.ts";
import type { Axis, Chart, LinesPanel, Series } from "../../render/charts/chart.ts";
import { binsAxis, coveragePanel, curve, estimates } from "../../render/charts/panels.ts";
import { plain } from "../../render/format.ts";
import {
  calibratedRegions,
  lookOf,
  mainProtocol,
  posteriorTitle,
  protocolTitles,
  representatives,
} from "../shared/view.ts";

type Item = CalibrationResults["series"][number];
type Measure = "mad" | "madRadius" | "madAngle" | "signed" | "oneSigma";

const measures: readonly { key: "mad" | "madRadius" | "madAngle"; title: string }[] = [
  { key: "mad", title: "all bins together" },
  { key: "madRadius", title: "by radius" },
  { key: "madAngle", title: "by angle" },
];

/** At most three numbers of bins: the paper's where they are there. */
export function shownBins({ nBins }: CalibrationResults): number[] {
  const paper = [5, 10, 50].filter((n) => nBins.includes(n));
  return paper.length > 0 ? paper : nBins.slice(0, 3);
}

function curvePanel(
  results: CalibrationResults,
  items: readonly Item[],
  n: number,
  ranks: boolean,
): LinesPanel {
  const x = ranks ? results.rankNominal : results.nominal;
  const curveOf = ({ curves, rankCurves }: Item) =>
    (ranks ? rankCurves : curves).find(({ nBins }) => nBins === n);
  return coveragePanel(`${n} × ${n} bins`, {
    regions: calibratedRegions(items, (item) => {
      const line = curveOf(item);
      return line && { x, lower: line.lower, upper: line.upper };
    }),
    series: items.flatMap((item) => {
      const line = curveOf(item);
      return line === undefined
        ? []
        : [curve(item.method.label, lookOf(item.method), x, line.mean, line.error)];
    }),
  });
}

/** Coverage curves of all settings of one posterior. */
export function curvesChart(
  results: CalibrationResults,
  posterior: string,
  items: readonly Item[],
): Chart {
  return {
    id: `calibration-coverage-${posterior}`,
    title: `Coverage of the ${posteriorTitle(posterior)} intervals against their nominal level`,
    caption:
      `How often the true mass of a bin lies in the symmetric interval of the posterior draws, against the interval's nominal level; mean over bins and ${
        plain(results.setup.runs)
      } runs. Bands: one standard error between runs. Below the diagonal the posterior is too sure of itself, above it too cautious. Shaded: where the curve of a calibrated posterior lies in 95 % of cases, simulated with the same runs, draws and bin correlations.`,
    description:
      "Curves of empirical against nominal coverage from 0 to 1, one panel for each binning, with the diagonal for comparison.",
    panels: shownBins(results).map((n) => curvePanel(results, items, n, false)),
  };
}

/** Coverage curves by intervals between ranks. */
export function ranksChart(results: CalibrationResults, items: readonly Item[]): Chart {
  return {
    id: "calibration-coverage-ranks",
    title: "The same coverage by intervals whose nominal level is exact",
    caption:
      "Intervals between ranks of the draws, whose level is exact for any number of draws, instead of interpolated quantiles, which cover too little by a factor of 49/51 with 50 draws. Bands: one standard error between runs. Shaded: where the curves of calibrated posteriors lie in 95 % of cases.",
    description:
      "Curves of empirical against nominal coverage from 0 to 1, one panel for each binning, with the diagonal for comparison.",
    panels: shownBins(results).map((n) => curvePanel(results, items, n, true)),
  };
}

function against(item: Item, key: Measure) {
  return estimates(
    item.deviations.map(({ nBins }) => nBins * nBins),
    item.deviations.map((row) => row[key]),
  );
}

function points(items: readonly Item[], key: Measure): Series[] {
  return items.map((item): Series => ({
    label: item.method.label,
    look: lookOf(item.method),
    form: "both",
    ...against(item, key),
  }));
}

function floor({ floors }: CalibrationResults, key: "mad" | "madRadius" | "madAngle"): Series {
  return {
    label: "floor: expected if calibrated",
    look: "truth",
    form: "line",
    faint: true,
    x: floors.map(({ nBins }) => nBins * nBins),
    y: floors.map((row) => row[key]),
  };
}

function xAxis({ nBins }: CalibrationResults): Axis {
  return binsAxis(nBins.map((n) => n * n));
}

/** Deviations of all bins together and along each axis. */
export function deviationChart(results: CalibrationResults, items: readonly Item[]): Chart {
  const values = items.flatMap(({ deviations }) =>
    deviations.flatMap((d) => measures.map(({ key }) => d[key].value + (d[key].error ?? 0)))
  );
  const top = Math.ceil(20 * Math.max(...values, 0.05)) / 20;
  return {
    id: "calibration-deviation",
    title: "How far coverage is from its nominal level, against the number of bins",
    caption:
      "Mean absolute deviation of the coverage from its nominal level: of the curve of all bins together, and of the curves of single radial or angular bins, then averaged. Bars: one standard error between runs. Shaded: where that of a calibrated posterior lies in 95 % of cases, simulated with the runs, draws and bin correlations of the method. Dotted: its expectation with independent bins, the least that can be expected.",
    description:
      "Deviations between 0 and one half against the number of bins on a logarithmic axis, one line for each posterior, with the floor for comparison.",
    panels: measures.map(({ key, title }): LinesPanel => ({
      kind: "lines",
      title,
      x: xAxis(results),
      y: { label: "mean absolute deviation", scale: "linear", domain: [0, top] },
      regions: calibratedRegions(items, ({ deviations }) => ({
        x: deviations.map(({ nBins }) => nBins * nBins),
        lower: deviations.map((d) => d[key].calibrated.lower),
        upper: deviations.map((d) => d[key].calibrated.upper),
      })),
      series: [...points(items, key), floor(results, key)],
    })),
  };
}

/** Deviations with and without counting noise, where masses were counted. */
export function protocolChart(results: CalibrationResults): Chart | undefined {
  const protocols = [
    ...new Set(results.series.map(({ protocol }) => protocol)),
  ];
  if (protocols.length < 2) return undefined;
  const chosen = representatives(mainProtocol(results.series)).map((
    { method },
  ) => method);
  return {
    id: "calibration-protocol",
    title: "What the counting noise of a generated sample does to the deviations",
    caption:
      "Mean absolute deviation of the coverage with exact bin masses, and with the counting noise of as many generated points as the paper takes: 1000 for each bin, or 10⁷ in all. Bars: one standard error between runs.",
    description:
      "One panel for each posterior; deviations against the number of bins on a logarithmic axis, one line for each way of generating.",
    panels: chosen.map((method): LinesPanel => ({
      kind: "lines",
      title: method.label,
      x: xAxis(results),
      y: { label: "mean absolute deviation", scale: "linear" },
      series: results.series.filter((item) => item.method.id === method.id).map(
        (item): Series => ({
          label: protocolTitles[item.protocol],
          look: 5 + protocols.indexOf(item.protocol),
          form: "both",
          ...against(item, "mad"),
        }),
      ),
    })),
  };
}

/** Share of bins within one standard deviation. */
export function oneSigmaChart(results: CalibrationResults, items: readonly Item[]): Chart {
  return {
    id: "calibration-one-sigma",
    title: "How often the truth lies within one standard deviation",
    caption:
      `Share of bins whose true mass lies within one standard deviation of the mean of the draws, against the number of bins. Bars: one standard error between runs. Dotted: the share for ${results.setup.draws} independent Gaussian draws that are calibrated; their mean is itself uncertain.`,
    description:
      "Shares between 0 and 1 against the number of bins on a logarithmic axis, one line for each posterior.",
    panels: [{
      kind: "lines",
      title: "one-sigma coverage",
      x: xAxis(results),
      y: {
        label: "share of bins within one σ",
        scale: "linear",
        domain: [0, 1],
      },
      references: [{
        label: "Gaussian and calibrated",
        along: "horizontal",
        at: results.oneSigmaExpected,
      }],
      series: points(items, "oneSigma"),
    }],
  };
}
