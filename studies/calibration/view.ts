/**
 * The page of the study of calibration.
 *
 * @module
 */
import type { CalibrationResults } from "./schema.ts";
import {
  type Axis,
  type Chart,
  controlled,
  type LinesPanel,
  type Reference,
  type Region,
  type Series,
} from "../../render/charts/chart.ts";
import { longEnough, stretches } from "./stretches.ts";
import { measurement, range } from "../../render/sentence.ts";
import { fixed, measured, plain } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import {
  beyondInnermost,
  type Loaded,
  lookOf,
  mainProtocol,
  methodControl,
  posteriorTitle,
  protocolTitles,
  representatives,
  setupTable,
  type View,
} from "../shared/view.ts";

type Item = CalibrationResults["series"][number];
type Deviation = Item["deviations"][number];
type Measure = "mad" | "madRadius" | "madAngle" | "signed" | "oneSigma";

const measures: readonly {
  key: "mad" | "madRadius" | "madAngle";
  title: string;
  label: string;
}[] = [
  { key: "mad", title: "all bins together", label: "mean absolute deviation" },
  { key: "madRadius", title: "by radius", label: "mean absolute deviation" },
  { key: "madAngle", title: "by angle", label: "mean absolute deviation" },
];

const quantiles: Axis = { label: "number of bins", scale: "log" };
const diagonal: Reference = { label: "nominal", along: "diagonal" };

function ends(values: readonly number[], errors: readonly (number | null)[]) {
  return {
    lower: values.map((v, i) => errors[i] === null ? null : v - errors[i]!),
    upper: values.map((v, i) => errors[i] === null ? null : v + errors[i]!),
  };
}

/** At most three numbers of bins: the paper's where they are there. */
function shownBins({ nBins }: CalibrationResults): number[] {
  const paper = [5, 10, 50].filter((n) => nBins.includes(n));
  return paper.length > 0 ? paper : nBins.slice(0, 3);
}

/** Where the curve of the method that stands for its posterior would lie if it were calibrated. */
function band(results: CalibrationResults, items: readonly Item[], n: number, ranks: boolean) {
  const look = lookOf(results.setup);
  const chosen = representatives(items);
  return chosen.flatMap(({ method, curves, rankCurves }): Region[] => {
    const curve = (ranks ? rankCurves : curves).find(({ nBins }) => nBins === n);
    return curve === undefined ? [] : [{
      label: `if calibrated: ${method.label}`,
      ...(chosen.length > 1 ? { look: look(method) } : {}),
      x: ranks ? results.rankNominal : results.nominal,
      lower: curve.lower,
      upper: curve.upper,
    }];
  });
}

function curvePanel(
  results: CalibrationResults,
  items: readonly Item[],
  n: number,
  ranks: boolean,
): LinesPanel {
  const look = lookOf(results.setup);
  return {
    kind: "lines",
    title: `${n} × ${n} bins`,
    square: true,
    x: { label: "nominal coverage", scale: "linear", domain: [0, 1] },
    y: { label: "empirical coverage", scale: "linear", domain: [0, 1] },
    regions: band(results, items, n, ranks),
    references: [diagonal],
    series: items.flatMap((item): Series[] => {
      const curve = (ranks ? item.rankCurves : item.curves).find(({ nBins }) => nBins === n);
      return curve === undefined ? [] : [{
        label: item.method.label,
        look: look(item.method),
        form: "line",
        x: ranks ? results.rankNominal : results.nominal,
        y: curve.mean,
        ...ends(curve.mean, curve.error),
      }];
    }),
  };
}

/** Coverage curves of all settings of one posterior. */
function curvesChart(
  results: CalibrationResults,
  posterior: string,
  items: Item[],
): Chart {
  return {
    id: `calibration-coverage-${posterior}`,
    title: `Coverage of the ${posteriorTitle(posterior)} intervals against their nominal level`,
    caption:
      `How often the true mass of a bin lies in the symmetric interval of the posterior draws, against the interval's nominal level; mean over bins and ${
        plain(results.setup.runs)
      } runs. Bands: one standard error between runs. Below the diagonal the posterior is too sure of itself, above it too cautious. Shaded: where the curve of a perfectly calibrated posterior, with as many runs and draws and bins as correlated, lies in 95 % of cases.`,
    description:
      "Curves of empirical against nominal coverage from 0 to 1, one panel for each binning, with the diagonal for comparison.",
    panels: shownBins(results).map((n) => curvePanel(results, items, n, false)),
  };
}

function ranksChart(
  results: CalibrationResults,
  items: readonly Item[],
): Chart {
  return {
    id: "calibration-coverage-ranks",
    title: "The same coverage by intervals whose nominal level is exact",
    caption:
      "Intervals between ranks of the draws, whose level is exact for any number of draws, in place of interpolated quantiles, which cover too little by a factor of 49/51 with 50 draws. Bands: one standard error between runs. Shaded: where the curves of calibrated posteriors lie in 95 % of cases.",
    description:
      "Curves of empirical against nominal coverage from 0 to 1, one panel for each binning, with the diagonal for comparison.",
    panels: shownBins(results).map((n) => curvePanel(results, items, n, true)),
  };
}

function points(
  items: readonly Item[],
  results: CalibrationResults,
  key: Measure,
): Series[] {
  const look = lookOf(results.setup);
  return items.map((item): Series => {
    const values = item.deviations.map((d) => d[key].value);
    return {
      label: item.method.label,
      look: look(item.method),
      form: "both",
      x: item.deviations.map(({ nBins }) => nBins ** 2),
      y: values,
      ...ends(values, item.deviations.map((d) => d[key].error)),
    };
  });
}

function floor(results: CalibrationResults, key: Measure): Series[] {
  if (key === "signed" || key === "oneSigma") return [];
  const { floors } = results;
  return [{
    label: "floor: expected if calibrated",
    look: "truth",
    form: "line",
    faint: true,
    x: floors.map(({ nBins }) => nBins ** 2),
    y: floors.map((f) => f[key]),
  }];
}

function xAxis(results: CalibrationResults): Axis {
  return { ...quantiles, domain: logDomain(results.nBins.map((n) => n ** 2)) };
}

function deviationChart(
  results: CalibrationResults,
  items: readonly Item[],
): Chart {
  const values = items.flatMap(({ deviations }) =>
    deviations.flatMap((d) => measures.map(({ key }) => d[key].value + (d[key].error ?? 0)))
  );
  const look = lookOf(results.setup);
  const several = representatives(items).length > 1;
  const top = Math.ceil(20 * Math.max(...values, 0.05)) / 20;
  return {
    id: "calibration-deviation",
    title: "How far coverage is from its nominal level, against the number of bins",
    caption:
      "Mean absolute deviation of the coverage from its nominal level: of the curve of all bins together, and of the curves of single radial or angular bins, then averaged. Bars: one standard error between runs. Shaded: 95 % of what a perfectly calibrated posterior would show with as many runs and draws and bins as correlated as those of the method. Dotted: its expectation with independent bins; no result can be expected below it.",
    description:
      "Deviations between 0 and one half against the number of bins on a logarithmic axis, one line for each posterior, with the floor for comparison.",
    panels: measures.map(({ key, title, label }): LinesPanel => ({
      kind: "lines",
      title,
      x: xAxis(results),
      y: { label, scale: "linear", domain: [0, top] },
      regions: representatives(items).map(({ method, deviations }): Region => ({
        label: `if calibrated: ${method.label}`,
        ...(several ? { look: look(method) } : {}),
        x: deviations.map(({ nBins }) => nBins ** 2),
        lower: deviations.map((d) => d[key].calibrated.lower),
        upper: deviations.map((d) => d[key].calibrated.upper),
      })),
      series: [...points(items, results, key), ...floor(results, key)],
    })),
  };
}

function protocolChart(results: CalibrationResults): Chart | undefined {
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
        (item): Series => {
          const values = item.deviations.map(({ mad }) => mad.value);
          return {
            label: protocolTitles[item.protocol],
            look: 5 + protocols.indexOf(item.protocol),
            form: "both",
            x: item.deviations.map(({ nBins }) => nBins ** 2),
            y: values,
            ...ends(values, item.deviations.map(({ mad }) => mad.error)),
          };
        },
      ),
    })),
  };
}

function radiusChart(
  results: CalibrationResults,
  items: readonly Item[],
): Chart {
  const look = lookOf(results.setup);
  const several = representatives(items).length > 1;
  return {
    id: "calibration-radius",
    title: "Coverage minus nominal level along the radius",
    caption:
      `Signed deviation of the coverage, mean over angles and levels, against the radius at ${
        items[0].radius.nBins
      } × ${
        items[0].radius.nBins
      } bins. Bands: one standard error between runs. Shaded: where all deviations of a calibrated posterior lie together in 95 % of cases. Below zero the posterior is too sure of itself.`,
    description:
      "Signed deviations against the radius from the inner edge outwards, one line for each posterior, with zero for comparison.",
    panels: [{
      kind: "lines",
      title: "deviation along the radius",
      x: { label: "radius r", scale: "linear" },
      y: { label: "coverage − nominal level", scale: "linear" },
      references: [{ label: "nominal", along: "horizontal", at: 0 }],
      regions: representatives(items).map(({ method, radius }): Region => ({
        label: `if calibrated: ${method.label}`,
        ...(several ? { look: look(method) } : {}),
        x: radius.centres,
        lower: radius.lower,
        upper: radius.upper,
      })),
      series: items.map(({ method, radius }): Series => ({
        label: method.label,
        look: look(method),
        form: "line",
        x: radius.centres,
        y: radius.deviation,
        ...ends(radius.deviation, radius.error),
      })),
    }],
  };
}

function massChart(results: CalibrationResults, items: readonly Item[]): Chart {
  const look = lookOf(results.setup);
  return controlled(
    {
      id: "calibration-mass",
      title:
        "Learned mass over true mass along the radius, with the width that the posterior gives it",
      caption:
        `Mean over angles, draws and runs of the mass of a bin over its true mass, against the radius. Bands: the mean relative standard deviation of the draws. Where the line is further from 1 than the band is wide, the intervals miss the truth. The innermost bin lies beyond the picture: ${
          range(
            items.map(({ method: { label }, radius: { massRatio } }) =>
              measurement(label, { value: massRatio[0], error: null })
            ),
          )
        } times its true mass.`,
      description:
        "One panel for each posterior; the ratio of learned to true mass against the radius with a band, and 1 for comparison.",
    },
    methodControl(
      items,
      (shown) =>
        shown.map(({ method, radius: { centres, massRatio, spread } }): LinesPanel => {
          const series: Series[] = [{
            label: method.label,
            look: look(method),
            form: "line",
            x: centres,
            y: massRatio,
            lower: massRatio.map((m, i) => m * (1 - spread[i])),
            upper: massRatio.map((m, i) => m * (1 + spread[i])),
          }];
          return {
            kind: "lines",
            title: method.label,
            x: { label: "radius r", scale: "linear" },
            y: {
              label: "learned mass / true mass",
              scale: "linear",
              domain: beyondInnermost(series),
            },
            references: [{ label: "truth", along: "horizontal", at: 1 }],
            series,
          };
        }),
    ),
  );
}

function oneSigmaChart(
  results: CalibrationResults,
  items: readonly Item[],
): Chart {
  return {
    id: "calibration-one-sigma",
    title: "How often the truth lies within one standard deviation",
    caption:
      "Share of bins whose true mass lies within one standard deviation of the mean of the draws, against the number of bins. Bars: one standard error between runs. Dotted: the share for Gaussian draws that are calibrated.",
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
        at: 0.683,
      }],
      series: points(items, results, "oneSigma"),
    }],
  };
}

function mapChart(results: CalibrationResults, items: readonly Item[]): Chart {
  return controlled(
    {
      id: "calibration-map",
      title: "Where on the ring the truth lies within one standard deviation",
      caption: `Share of the ${
        plain(results.setup.runs)
      } runs in which the true mass of a bin lies within one standard deviation of the mean of the draws. Both axes are in probability, so that all bins are equal: the lowest row lies at the inner edge.`,
      description:
        "Maps of angle against radius, both in probability, coloured by the share of runs within one standard deviation.",
    },
    methodControl(items, (shown) =>
      shown.map(({ method, oneSigmaMap: { nBins, share } }) => {
        const edges = Array.from({ length: nBins + 1 }, (_, i) => i / nBins);
        return {
          kind: "cells" as const,
          title: method.label,
          x: { label: "angle φ (turns)", scale: "linear" as const },
          y: { label: "probability below r", scale: "linear" as const },
          xEdges: edges,
          yEdges: edges,
          values: share,
          quantity: "share of runs within one σ",
          thresholds: [0.1, 0.3, 0.5, 0.7, 0.9],
          colours: "sequential" as const,
        };
      })),
  );
}

function verdict({ value, calibrated }: Deviation["signed"]): string {
  if (value < calibrated.lower) return "too narrow";
  return value > calibrated.upper ? "too wide" : "as if calibrated";
}

function rowAt(item: Item, n: number): Deviation | undefined {
  return item.deviations.find(({ nBins }) => nBins === n);
}

/** Charts, tables and words of the page. */
export function view(
  { data, profile }: Loaded<CalibrationResults>,
): View {
  const items = mainProtocol(data.series);
  const chosen = representatives(items);
  const posteriors = [...new Set(items.map(({ method }) => method.posterior))];
  const bins = shownBins(data);
  const middle = bins[Math.floor(bins.length / 2)];
  const protocols = protocolChart(data);
  const charts: Record<string, Chart> = {
    ranks: ranksChart(data, chosen),
    deviation: deviationChart(data, items),
    radius: radiusChart(data, items),
    mass: massChart(data, items),
    oneSigma: oneSigmaChart(data, items),
    map: mapChart(data, items),
  };
  for (const posterior of posteriors) {
    charts[posterior] = curvesChart(
      data,
      posterior,
      items.filter(({ method }) => method.posterior === posterior),
    );
  }
  if (protocols !== undefined) charts.protocol = protocols;
  return {
    charts,
    tables: {
      setup: setupTable(data.setup, profile),
      deviations: table(
        `Deviation of the coverage at ${middle} × ${middle} bins: mean over runs ± standard error`,
        [
          "posterior",
          "all bins",
          "by radius",
          "by angle",
          "signed",
          "within one σ",
          "intervals",
        ],
        items.flatMap((item) => {
          const row = rowAt(item, middle);
          return row === undefined ? [] : [[
            item.method.label,
            measured(row.mad),
            measured(row.madRadius),
            measured(row.madAngle),
            measured(row.signed),
            measured(row.oneSigma),
            verdict(row.signed),
          ]];
        }),
      ),
      stretches: table(
        `Where the coverage leaves the band that holds all of 95 % of calibrated posteriors, in at least ${longEnough} neighbouring radial bins of ${
          items[0].radius.nBins
        }`,
        ["posterior", "covers"],
        items.map((item) => [
          item.method.label,
          stretches(item)?.text ?? "within the band everywhere",
        ]),
      ),
      floors: table(
        "What a perfectly calibrated posterior would show",
        ["bins an axis", "all bins", "by radius", "by angle"],
        data.floors.map((f) => [
          plain(f.nBins),
          fixed(f.mad, 4),
          fixed(f.madRadius, 4),
          fixed(f.madAngle, 4),
        ]),
      ),
    },
    facts: {
      runs: plain(data.setup.runs),
      draws: plain(data.setup.draws),
      levels: plain(data.nominal.length),
      bins: bins.map((n) => `${n} × ${n}`).join(", "),
    },
  };
}
