/**
 * The page of the study of what a generated sample is worth.
 *
 * @module
 */
import { finenessOfSeries, finenessText } from "./fineness.ts";
import type { WorthResults } from "./schema.ts";
import { type Axis, type Chart, controlled, type Series } from "../../render/charts/chart.ts";
import { amplificationPanel, binsAxis, estimates } from "../../render/charts/panels.ts";
import { fixed, measured, percent, plain } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import { type Loaded, lookOf, methodControl, setupTable, type View } from "../shared/view.ts";

type Item = WorthResults["series"][number];
type Row = Item["rows"][number];
type OverRuns = Row["claimed"];

const radial: Axis = { label: "radius r", scale: "linear" };

function xAxis({ nBins }: WorthResults): Axis {
  return binsAxis(nBins.map((n) => n * n));
}

function against(
  rows: readonly Row[],
  pick: (row: Row) => OverRuns,
  looks: Pick<Series, "label" | "look">,
): Series {
  return { ...looks, form: "both", ...estimates(rows.map(({ bins }) => bins), rows.map(pick)) };
}

/** A logarithmic axis of several series, and 1. */
function logAxis(label: string, series: readonly Series[]): Axis {
  return { label, scale: "log", domain: logDomain([...series.flatMap(({ y }) => y), 1]) };
}

/** The panel of a method's amplifications. */
function panelOf(results: WorthResults, { label }: Item["method"], y: string, series: Series[]) {
  return amplificationPanel(label, xAxis(results), logAxis(y, series), series);
}

function claimChart(results: WorthResults): Chart {
  return controlled(
    {
      id: "worth-claimed",
      title: "What each posterior claims to be worth, and what it is worth against the truth",
      caption:
        "Amplification of all bins together: claimed from the spread of the draws, achieved from the squared error of their mean against the truth, in which bias counts. Where the claim lies above, more is promised than kept; the generated sample beats its training sample where the achieved line is above 1. Bars: one standard error, from resampling runs.",
      description:
        "Logarithmic charts of claimed and achieved amplification against the number of bins, one panel for each posterior, with 1 for comparison.",
    },
    methodControl(results.series, (shown) =>
      shown.map(({ method, rows }) => {
        const series = [
          against(rows, (row) => row.claimed, { label: "claimed", look: 0 }),
          against(rows, (row) => row.achieved, { label: "achieved", look: 1 }),
        ];
        return panelOf(results, method, "amplification", series);
      })),
  );
}

function ratioChart(results: WorthResults): Chart {
  const series = results.series.map(({ method, rows }) =>
    against(rows, (row) => row.ratio, { label: method.label, look: lookOf(method) })
  );
  const fair = 1 + 1 / results.setup.draws;
  return {
    id: "worth-ratio",
    title: "Claimed over achieved: by how much too much is promised",
    caption:
      `The ratio of the two amplifications. A calibrated posterior of D independent draws has 1 + 1/D in expectation, and more if its draws follow each other. For ${results.setup.draws} draws that is ${
        fixed(fair, 2)
      } (dotted). Bars: one standard error, from resampling runs with claim and achievement of the same run kept together.`,
    description:
      "Logarithmic chart of the ratio against the number of bins, one line for each posterior, with the value of a calibrated posterior for comparison.",
    panels: [{
      kind: "lines",
      title: "claimed / achieved",
      x: xAxis(results),
      y: logAxis("claimed / achieved", series),
      references: [{ label: "calibrated", along: "horizontal", at: fair }],
      series,
    }],
  };
}

function volumesChart(results: WorthResults): Chart {
  const [{ volumes: { nBins } }] = results.series;
  return controlled(
    {
      id: "worth-volumes",
      title: "The forecast without truth along the radius, and what is achieved there",
      caption:
        `Averaging amplification of the ${nBins} volumes of each ring, against the radius: forecast from the spread of the draws alone, and achieved by the squared error against the truth. Bands: one standard error, from resampling runs. Where the forecast lies above, the posterior does not know that it is wrong.`,
      description:
        "Logarithmic charts of forecast and achieved amplification against the radius, one panel for each posterior.",
    },
    methodControl(results.series, (shown) =>
      shown.map(({ method, volumes }) => {
        const series = ([["forecast", 0], ["achieved", 1]] as const).map(([key, look]): Series => ({
          label: key,
          look,
          form: "line",
          ...estimates(volumes.centres, volumes[key]),
        }));
        return amplificationPanel(method.label, radial, logAxis("amplification", series), series);
      })),
  );
}

/** The least and the largest of some numbers; null stands for a number too large to measure. */
function range(values: readonly (number | null)[]): string {
  const known = values.filter((v): v is number => v !== null).sort((a, b) => a - b);
  if (known.length === 0) return "not measurable";
  const last = known.length < values.length
    ? "more than can be measured"
    : measuredRange(known.at(-1)!);
  return `${measuredRange(known[0])} to ${last}`;
}

function measuredRange(v: number): string {
  return fixed(v, v < 0.1 ? 3 : v < 10 ? 2 : 0);
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  best: "worth-claimed",
  "over-claimed": "worth-ratio",
  "borne-out": "worth-ratio",
  "break-even": "worth-claimed",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<WorthResults>): View {
  const finest = data.series.map(({ method, draws, rows }) => ({
    method,
    draws,
    row: rows.at(-1)!,
  }));
  const n = finest[0].row.nBins;
  const bins = `${n} × ${n} bins`;
  return {
    figures: shownIn,
    charts: {
      claimed: claimChart(data),
      ratio: ratioChart(data),
      volumes: volumesChart(data),
    },
    tables: {
      setup: setupTable(data.setup, profile),
      split: table(
        `The estimator in parts at ${bins}: mean over runs ± standard error`,
        ["posterior", "posterior alone", "with counting", "cap", "share of counting"],
        finest.map(({ method, row }) => [
          method.label,
          measured(row.posterior),
          measured(row.counted),
          measured(row.cap),
          percent(row.counted.value / row.cap.value, 1),
        ]),
      ),
      claimed: table(
        `Claimed and achieved at ${bins}: value ± standard error from resampling runs`,
        [
          "posterior",
          "draws",
          "claimed",
          "achieved",
          "claimed / achieved",
          "error common to all runs",
        ],
        finest.map(({ method, draws, row }) => [
          method.label,
          plain(draws),
          measured(row.claimed),
          measured(row.achieved),
          measured(row.ratio),
          row.systematicShare === null ? "–" : percent(row.systematicShare),
        ]),
      ),
      even: table(
        `Break-even: bins along each axis from which on, of those up to ${n}, the generated sample is worth more than the training sample`,
        ["posterior", "by its claim", "against the truth"],
        data.series.map((member) => {
          const { claimed, achieved } = finenessOfSeries(member, 2);
          return [member.method.label, finenessText(claimed), finenessText(achieved)];
        }),
      ),
      differential: table(
        "Differential amplification: smallest to largest run",
        [
          "posterior",
          "distance, learned ratio",
          "amplification, learned ratio",
          "distance, exact ratio",
          "amplification, exact ratio",
        ],
        data.series.map(({ method, differential: all }) => [
          method.label,
          range(all.map(({ distance }) => distance)),
          range(all.map(({ amplification }) => amplification)),
          range(all.map(({ exactDistance }) => exactDistance)),
          range(all.map(({ exact }) => exact)),
        ]),
      ),
    },
    facts: {
      runs: plain(data.setup.runs),
      nTrain: plain(data.setup.nTrain),
      draws: plain(data.setup.draws),
      heldOut: plain(data.heldOut),
      pointsPerBin: plain(data.pointsPerBin),
      cap: plain(data.pointsPerBin / data.setup.nTrain),
      finest: bins,
    },
  };
}
