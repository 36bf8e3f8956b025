/**
 * The page of the study of ranks and scores.
 *
 * @module
 */
import type { RanksResults, Tested } from "./schema.ts";
import { measured, plain, pValue } from "../../render/format.ts";
import { table } from "../../render/table.ts";
import { excessChart, significanceChart } from "./classifier_charts.ts";
import { cumulativeChart, histogramChart, jointChart, shownBins } from "./rank_charts.ts";
import { errorChart, intervalChart, scoreChart } from "./score_charts.ts";
import { floorOf } from "./simulated.ts";
import { type Loaded, setupTable, type View } from "../shared/view.ts";

/** A simulated p-value; a bound at the smallest that there can be. */
function simulatedP(tested: Tested): string {
  return pValue(tested.pValue, floorOf(tested));
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  ranks: "ranks-histogram",
  "ranks-passed": "ranks-histogram",
  "ranks-open": "ranks-histogram",
  "ranks-low": "ranks-histogram",
  "ranks-high": "ranks-histogram",
  joint: "ranks-joint",
  "joint-passed": "ranks-joint",
  score: "ranks-score",
  ratio: "ranks-score",
  excess: "ranks-excess",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<RanksResults>): View {
  const items = data.series;
  const shown = shownBins(items);
  const finest = shown.at(-1)!;
  return {
    figures: shownIn,
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
              simulatedP(row.chiSquare),
              pValue(row.chiSquareIndependent),
              simulatedP(row.distance),
              row.joint === null ? "–" : simulatedP(row.joint),
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
