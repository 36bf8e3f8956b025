/**
 * Ranks of the truth among the draws, bin by bin and of all bins at once.
 *
 * @module
 */
import type { RanksResults } from "./schema.ts";
import type { Chart, LinesPanel, Series } from "../../render/charts/chart.ts";
import { coverageAxes, curve, rankPanel } from "../../render/charts/panels.ts";
import { plain } from "../../render/format.ts";
import { calibratedRegions, lookOf } from "../shared/view.ts";

type Item = RanksResults["series"][number];

/** Numbers of bins of the histograms. */
export function shownBins(items: readonly Item[]): number[] {
  return items[0].histograms.map(({ nBins }) => nBins);
}

const rankLabel = "rank of the truth / number of draws";

/** Histograms of the ranks. */
export function histogramChart(results: RanksResults, items: readonly Item[]): Chart {
  const { groups } = results;
  const centres = Array.from({ length: groups }, (_, i) => (i + 0.5) / groups);
  return {
    id: "ranks-histogram",
    title: "Where the truth stands among the draws: flat if it is one of them",
    caption:
      `Relative frequency of the rank of the true mass among the draws, in ${groups} groups of ranks, over all bins and ${
        plain(results.setup.runs)
      } runs. Bands: one standard error between runs. Shaded: where the whole histogram of a calibrated posterior lies in 95 % of cases, simulated with the same runs, draws and bin correlations. High at both ends, the draws are too narrow; high in the middle, too wide. High at one end, they are biased: on the right the learned mass is too low.`,
    description:
      "One panel for each binning; relative frequencies against the rank, one line for each posterior, with 1 for comparison.",
    panels: shownBins(items).map((n) => {
      const at = (item: Item) => item.histograms.find(({ nBins }) => nBins === n)!.shares;
      const scaled = (values: readonly number[]) => values.map((v) => v * groups);
      return rankPanel(
        `${n} × ${n} bins`,
        { rank: rankLabel, frequency: "frequency / uniform frequency", flat: "uniform" },
        {
          regions: calibratedRegions(items, (item) => {
            const { lower, upper } = at(item);
            return {
              x: centres,
              lower: scaled(lower).map((v) => Math.max(0, v)),
              upper: scaled(upper),
            };
          }),
          series: items.map((item) => {
            const { mean, error } = at(item);
            const errors = error.map((e) => e === null ? null : e * groups);
            return curve(item.method.label, lookOf(item.method), centres, scaled(mean), errors);
          }),
        },
      );
    }),
  };
}

/** Cumulative ranks. */
export function cumulativeChart(results: RanksResults, items: readonly Item[]): Chart {
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
        x: { label: rankLabel, scale: "linear", domain: [0, 1] },
        y: { label: "cumulative share − uniform", scale: "linear" },
        references: [{ label: "uniform", along: "horizontal", at: 0 }],
        regions: calibratedRegions(items, (item) => ({
          x: edges,
          lower: at(item).lower,
          upper: at(item).upper,
        })),
        series: items.map((item): Series => ({
          label: item.method.label,
          look: lookOf(item.method),
          form: "line",
          x: edges,
          y: at(item).mean,
        })),
      };
    }),
  };
}

/** Coverage of joint regions. */
export function jointChart(results: RanksResults, items: readonly Item[]): Chart {
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
        ...coverageAxes("joint coverage"),
        regions: calibratedRegions(judged, (item) => ({
          x,
          lower: clipped(at(item).lower),
          upper: clipped(at(item).upper),
        })),
        series: judged.map((item) =>
          curve(item.method.label, lookOf(item.method), x, at(item).mean, at(item).error)
        ),
      };
    }),
  };
}
