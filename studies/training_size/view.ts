/**
 * The page of the study of the training size.
 *
 * @module
 */
import type { TrainingSizeResults } from "./schema.ts";
import type { LinesPanel, Series } from "../../render/charts/chart.ts";
import { measured, plain } from "../../render/format.ts";
import { spelled } from "../../render/sentence.ts";
import { amplificationPanel, estimates } from "../../render/charts/panels.ts";
import { claimPanel, profilePanel } from "../shared/measures_view.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import { type Loaded, setupTable, type View } from "../shared/view.ts";

type Row = TrainingSizeResults["series"][number]["rows"][number];

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  power: "training-size-amplification",
  achieved: "training-size-amplification",
  "break-even": "training-size-bins",
  calibration: "training-size-calibration",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<TrainingSizeResults>): View {
  const { series, nBins } = data;
  const sizes = series.map(({ setup }) => setup.nTrain);
  const axis = { label: "training events N", scale: "log", domain: logDomain(sizes) } as const;
  const titles = series.map(({ setup }) => `N = ${plain(setup.nTrain)}`);
  // Coarse, middle, fine.
  const shown = [...new Set([0.25, 0.6, 1].map((at) => Math.round(at * (nBins.length - 1))))];
  const alongSize = (pick: (row: Row) => Row["claimed"] | Row["mad"], look: number, i: number) => ({
    look,
    ...estimates(sizes, series.map(({ rows }) => pick(rows[i]))),
  });
  return {
    figures: shownIn,
    charts: {
      amplification: {
        id: "training-size-amplification",
        title: "Amplification against the number of training events",
        caption:
          "Claimed and achieved amplification, in units of the training events, at three binnings. Bars: one standard error, from resampling runs. A level line is a generated sample that gains in proportion to its training sample.",
        description:
          "Double-logarithmic charts of claimed and achieved amplification against the number of training events, one panel for each of three binnings.",
        panels: shown.map((i) => {
          const lines: Series[] = [
            { label: "claimed", form: "both", ...alongSize((row) => row.claimed, 0, i) },
            { label: "achieved", form: "both", ...alongSize((row) => row.achieved, 1, i) },
          ];
          return amplificationPanel(
            `${nBins[i]} × ${nBins[i]} bins`,
            axis,
            {
              label: "amplification",
              scale: "log",
              domain: logDomain([1, ...lines.flatMap(({ y }) => y)]),
            },
            lines,
          );
        }),
      },
      bins: {
        id: "training-size-bins",
        title: "Claim and achievement against the binning, for each training size",
        caption:
          "Amplification of all bins together, claimed from the spread of the draws and achieved against the truth. Bars: one standard error, from resampling runs.",
        description:
          "Double-logarithmic charts of claimed and achieved amplification against the number of bins, one panel for each number of training events.",
        panels: series.map((member, i) => claimPanel(titles[i], member)),
      },
      calibration: {
        id: "training-size-calibration",
        title: "Calibration against the number of training events",
        caption:
          "Mean absolute deviation of the coverage from its nominal levels, by rank intervals, at three binnings, with the range in which 95 % of calibrated posteriors with as many runs and draws lie. Bars: one standard error between runs.",
        description:
          "Charts of the mean absolute deviation of the coverage against the number of training events, one panel for each of three binnings, with the range of calibrated posteriors.",
        panels: shown.map((i): LinesPanel => ({
          kind: "lines",
          title: `${nBins[i]} × ${nBins[i]} bins`,
          x: axis,
          y: { label: "mean absolute deviation", scale: "linear", domain: [0, 0.5] },
          regions: [{
            label: "calibrated posteriors",
            x: sizes,
            lower: series.map(({ rows }) => rows[i].mad.calibrated.lower),
            upper: series.map(({ rows }) => rows[i].mad.calibrated.upper),
          }],
          series: [{ label: "measured", form: "both", ...alongSize((row) => row.mad, 0, i) }],
        })),
      },
      radius: {
        id: "training-size-radius",
        title: "Coverage along the radius, for each training size",
        caption:
          "Signed mean deviation of the coverage from its nominal levels, for rings of equal true mass. Grey: where 95 % of calibrated posteriors lie as a whole. Band of the line: one standard error between runs.",
        description:
          "Charts of the signed deviation of the coverage against the radius, one panel for each number of training events, with the band of calibrated posteriors.",
        panels: series.map((member, i) => profilePanel(titles[i], "radius r", member)),
      },
    },
    tables: {
      setup: setupTable(series.map(({ setup }) => setup), profile),
      sizes: table(
        `All training sizes at ${nBins.at(-1)} × ${
          nBins.at(-1)
        } bins: value ± standard error from resampling runs`,
        [
          "training events",
          "mean absolute deviation",
          "signed deviation",
          "claimed",
          "achieved",
          "claimed / achieved",
        ],
        series.map(({ setup, rows }) => {
          const row = rows.at(-1)!;
          return [
            plain(setup.nTrain),
            measured(row.mad),
            measured(row.signed),
            measured(row.claimed),
            measured(row.achieved),
            measured(row.ratio),
          ];
        }),
      ),
      powers: table(
        "Equivalent true events as a power of the training events, slope of the logarithms ± standard error; and the training sample whose size its generated sample equals in worth",
        ["bins", "claimed", "achieved", "training events at break-even"],
        data.powers.map(({ nBins, claimed, achieved, breakEven }) => [
          `${nBins} × ${nBins}`,
          measured(claimed),
          measured(achieved),
          breakEven === null ? "–" : measured(breakEven),
        ]),
      ),
    },
    facts: {
      method: data.setup.methods[0].label,
      runs: plain(data.setup.runs),
      draws: plain(data.setup.draws),
      sizes: `${spelled(sizes.length)} samples of ${plain(Math.min(...sizes))} to ${
        plain(Math.max(...sizes))
      }`,
    },
  };
}
