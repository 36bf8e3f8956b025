/**
 * The page of the study of calibration.
 *
 * @module
 */
import type { CalibrationResults } from "./schema.ts";
import type { Chart } from "../../render/charts/chart.ts";
import { fixed, measured, plain } from "../../render/format.ts";
import { table } from "../../render/table.ts";
import {
  curvesChart,
  deviationChart,
  oneSigmaChart,
  protocolChart,
  ranksChart,
  shownBins,
} from "./level_charts.ts";
import { mapChart, massChart, radiusChart } from "./ring_charts.ts";
import { isJudged, type Standing, standingOf } from "./standing.ts";
import { longEnough, stretches } from "./stretches.ts";
import {
  type Loaded,
  mainProtocol,
  representatives,
  setupTable,
  type View,
} from "../shared/view.ts";

type Item = CalibrationResults["series"][number];

const standings: Readonly<Record<Standing, string>> = {
  narrow: "too narrow",
  wide: "too wide",
  calibrated: "consistent with calibrated",
  few: "too few draws to judge",
};

function rowAt(item: Item, n: number): Item["deviations"][number] | undefined {
  return item.deviations.find(({ nBins }) => nBins === n);
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  best: "calibration-deviation",
  under: "calibration-deviation",
  over: "calibration-deviation",
  calibrated: "calibration-deviation",
  edge: "calibration-radius",
  "edge-error": "calibration-mass",
  radius: "calibration-radius",
};

/** Charts, tables and words of the page. */
export function view(
  { data, profile }: Loaded<CalibrationResults>,
): View {
  const items = mainProtocol(data.series);
  const chosen = representatives(items);
  const posteriors = [...new Set(items.map(({ method }) => method.posterior))];
  const bins = shownBins(data);
  const middle = bins[Math.floor(bins.length / 2)];
  const { draws } = data.setup;
  const judged = items.filter((item) => {
    const row = rowAt(item, middle);
    return row !== undefined && isJudged(row, draws);
  }).length;
  const protocols = protocolChart(data);
  const charts: Record<string, Chart> = {
    ranks: ranksChart(data, chosen),
    deviation: deviationChart(data, items),
    radius: radiusChart(items),
    mass: massChart(items),
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
    figures: shownIn,
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
            standings[standingOf(row, draws, judged)],
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
        "What a calibrated posterior with independent bins would show",
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
