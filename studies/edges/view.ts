/**
 * The page of the study of edges and smoothness.
 *
 * @module
 */
import type { EdgesResults } from "./schema.ts";
import { measured, plain } from "../../render/format.ts";
import {
  breakEvenText,
  claimPanel,
  profileMassPanel,
  profilePanel,
} from "../shared/measures_view.ts";
import { table } from "../../render/table.ts";
import { type Loaded, setupTable, type View } from "../shared/view.ts";

/** What each kind of edge is called. */
const edgeNames = { smooth: "smooth", kink: "kink", jump: "jump" } as const;

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  amplified: "edges-claim",
  "not-amplified": "edges-claim",
  "amplification-open": "edges-claim",
  "under-claimed": "edges-claim",
  "over-claimed": "edges-claim",
  "borne-out": "edges-claim",
  "over-covers": "edges-deviation",
  "under-covers": "edges-deviation",
  calibrated: "edges-deviation",
  "profile-": "edges-deviation",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<EdgesResults>): View {
  const { series } = data;
  const panels = series.map((member) => ({
    member,
    title: `${member.setup.target.title} (${edgeNames[member.edge]})`,
  }));
  const counted = series.find(({ points }) => points !== null);
  return {
    figures: shownIn,
    charts: {
      claim: {
        id: "edges-claim",
        title: "What is claimed and what is achieved, on smooth, kinked and hard densities",
        caption:
          "Amplification of all bins together: claimed from the spread of the draws, achieved from the squared error of their mean against the truth. Bars: one standard error, from resampling runs.",
        description:
          "Double-logarithmic charts of claimed and achieved amplification against the number of bins, one panel for each target, with 1 for comparison.",
        panels: panels.map(({ member, title }) => claimPanel(title, member)),
      },
      deviation: {
        id: "edges-deviation",
        title: "Where the posterior is too sure: the coverage along the first axis",
        caption:
          "Signed mean deviation of the coverage from its nominal levels, by rank intervals, for bins of equal true mass along the first axis. Grey: where 95 % of calibrated posteriors with as many runs and draws lie as a whole. Band of the line: one standard error between runs.",
        description:
          "Charts of the signed deviation of the coverage along the first axis, one panel for each target, with the band of calibrated posteriors.",
        panels: panels.map(({ member, title }) => profilePanel(title, member.axis, member)),
      },
      mass: {
        id: "edges-mass",
        title: "What the flows make of the edges: learned over true mass",
        caption:
          "Mean over runs and draws of the mass of a bin along the first axis over its true mass, with one standard deviation over draws as the band. The truth is 1. The outermost bins reach beyond the edge of the support.",
        description:
          "Charts of the ratio of learned to true mass along the first axis, one panel for each target.",
        panels: panels.map(({ member, title }) => profileMassPanel(title, member.axis, member)),
      },
    },
    tables: {
      setup: setupTable(series.map(({ setup }) => setup), profile),
      targets: table(
        "All targets at their finest binning: value ± standard error from resampling runs",
        [
          "target",
          "edge",
          "dimension",
          "bins",
          "signed deviation of coverage",
          "calibrated from",
          "to",
          "claimed",
          "achieved",
          "claimed / achieved",
        ],
        series.map((member) => {
          const row = member.rows.at(-1)!;
          return [
            member.setup.target.title,
            edgeNames[member.edge],
            plain(member.dimension),
            plain(row.bins),
            measured(row.signed),
            measured({ value: row.signed.calibrated.lower, error: null }),
            measured({ value: row.signed.calibrated.upper, error: null }),
            measured(row.claimed),
            measured(row.achieved),
            measured(row.ratio),
          ];
        }),
      ),
      even: table(
        "Break-even: number of bins from which on generated events are worth more than training events; mean (smallest to largest run)",
        ["target", "by its claim", "against the truth"],
        series.map((member) => {
          const row = member.rows[0];
          return [
            member.setup.target.title,
            breakEvenText(member.breakEven.claimed, row.claimed),
            breakEvenText(member.breakEven.achieved, row.achieved),
          ];
        }),
      ),
    },
    facts: {
      nTrain: plain(data.setup.nTrain),
      runs: plain(data.setup.runs),
      draws: plain(data.setup.draws),
      method: data.setup.methods[0].label,
      points: counted === undefined ? "no" : plain(counted.points!),
    },
  };
}
