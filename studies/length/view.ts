/**
 * The page of the study of the length.
 *
 * @module
 */
import { rowAt, shownOf, sizeWords } from "./findings.ts";
import type { LengthPoint, LengthResults, LengthSeries } from "./schema.ts";
import type { Estimate } from "../shared/schema.ts";
import {
  type Axis,
  type Chart,
  controlled,
  type LinesPanel,
  type Reference,
} from "../../render/charts/chart.ts";
import { fixed, measured, plain } from "../../render/format.ts";
import { estimates, nominal } from "../../render/charts/panels.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import { type Loaded, lookOf, posteriorTitle, setupTable, type View } from "../shared/view.ts";

type Row = LengthPoint["rows"][number];

/** A quantity of a point; null where it cannot be had. */
type Pick = (point: LengthPoint) => Estimate | null;

/** A quantity against the steps, one picture for each posterior. */
function panels(
  { series }: LengthResults,
  y: Axis,
  pick: Pick,
  references: readonly Reference[] = [],
): LinesPanel[] {
  const posteriors = [...new Set(series.map(({ method }) => method.posterior))];
  return posteriors.map((posterior): LinesPanel => {
    const members = series.filter(({ method }) => method.posterior === posterior);
    const lines = members.map(({ method, points }) => {
      const known = points.flatMap((point) => {
        const value = pick(point);
        return value === null ? [] : [{ steps: point.steps, value }];
      });
      return {
        label: method.label,
        look: lookOf(method),
        form: "both" as const,
        ...estimates(known.map(({ steps }) => steps), known.map(({ value }) => value)),
      };
    });
    return {
      kind: "lines",
      title: `${y.label}: ${posteriorTitle(posterior)}`,
      x: {
        label: "steps",
        scale: "log",
        domain: logDomain(members.flatMap(({ points }) => points.map(({ steps }) => steps))),
      },
      y: y.scale === "log"
        ? {
          ...y,
          domain: logDomain(lines.flatMap(({ y, lower, upper }) => [y, lower!, upper!].flat())),
        }
        : y,
      references,
      series: lines,
    };
  });
}

/** A quantity of a row, at the binning that the reader sets. */
function byBinning(
  results: LengthResults,
  chart: Omit<Chart, "panels" | "control">,
  y: Axis,
  pick: (row: Row) => Estimate | null,
  references: readonly Reference[] = [],
): Chart {
  // Where no draws of any length differ, there is nothing to show.
  const known = results.nBins.filter((n) =>
    results.series.some(({ points }) => points.some((point) => pick(rowAt(point, n)) !== null))
  );
  const shown = known.length > 0 ? known : results.nBins;
  return controlled(chart, {
    label: "Bins",
    initial: shown.indexOf(shownOf(shown)),
    options: shown.map((n) => ({
      label: `${n} × ${n}`,
      panels: panels(results, y, (point) => pick(rowAt(point, n)), references),
    })),
  });
}

/** Coverage along the radius after each length, one picture for each method. */
function radiusPanel({ method, points }: LengthSeries, centres: readonly number[]): LinesPanel {
  return {
    kind: "lines",
    title: method.label,
    x: { label: "radius r", scale: "linear" },
    y: { label: "signed deviation of the coverage", scale: "linear", domain: [-0.55, 0.55] },
    references: [nominal],
    series: points.map(({ steps, radius: { deviation } }, look) => ({
      label: `${plain(steps)} steps`,
      look,
      form: "line" as const,
      x: centres,
      y: deviation,
    })),
  };
}

const bars = "Bars: one standard error between runs.";

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  edge: "length-edge",
  signed: "length-signed",
  "one-sigma": "length-one-sigma",
  width: "length-width",
  amplification: "length-amplification",
  closure: "length-closure",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<LengthResults>): View {
  const { setup, series, nBins, centres, overturned } = data;
  const n = shownOf(nBins);
  const wrong = overturned.filter((judgement) => judgement.nBins === n);
  return {
    figures: shownIn,
    charts: {
      edge: {
        id: "length-edge",
        title: "Coverage in the innermost ring against the length of the fit",
        caption:
          `Signed mean deviation of the coverage from its nominal levels, by rank intervals, in the innermost of ${centres.length} rings of equal true mass. ${bars}`,
        description:
          "Charts of the signed deviation of the coverage at the inner edge against the number of steps, one panel for each posterior, one line for each setting.",
        panels: panels(
          data,
          { label: "signed deviation", scale: "linear", domain: [-0.55, 0.55] },
          ({ edge }) => edge,
          [nominal],
        ),
      },
      signed: byBinning(
        data,
        {
          id: "length-signed",
          title: "Signed deviation of the coverage against the length of the fit",
          caption:
            `Mean over bins and levels of coverage less nominal, by rank intervals: negative where error bars are too small. ${bars}`,
          description:
            "Charts of the mean signed deviation against the number of steps, one panel for each posterior, one line for each setting.",
        },
        { label: "signed deviation", scale: "linear", domain: [-0.55, 0.55] },
        (row) => row.signed,
        [nominal],
      ),
      oneSigma: byBinning(
        data,
        {
          id: "length-one-sigma",
          title: "How often the truth lies within one standard deviation, against the length",
          caption:
            `Share of bins whose true mass lies within one standard deviation of the mean of the draws. Dotted: the share of calibrated draws, ${
              fixed(data.calibratedOneSigma, 3)
            }. ${bars}`,
          description:
            "Charts of the one-sigma share against the number of steps, one panel for each posterior, with the share of calibrated draws.",
        },
        { label: "one-sigma share", scale: "linear", domain: [0, 1] },
        (row) => row.oneSigma,
        [{ label: "calibrated draws", along: "horizontal", at: data.calibratedOneSigma }],
      ),
      width: byBinning(
        data,
        {
          id: "length-width",
          title: "Width of the posterior against the length of the fit",
          caption:
            `Root mean square over bins of the standard deviation of the draws over the true mass. ${bars}`,
          description:
            "Double-logarithmic charts of the relative width against the number of steps, one panel for each posterior.",
        },
        { label: "relative width", scale: "log" },
        (row) => row.width,
      ),
      amplification: byBinning(
        data,
        {
          id: "length-amplification",
          title: "Claimed amplification against the length of the fit",
          caption:
            `The paper's estimator from the standard deviations of exact masses, in units of the training events. ${bars}`,
          description:
            "Double-logarithmic charts of the claimed amplification against the number of steps, one panel for each posterior.",
        },
        { label: "amplification G", scale: "log" },
        (row) => row.amplification,
      ),
      closure: byBinning(
        data,
        {
          id: "length-closure",
          title: "Divergence of the mean from the truth against the length of the fit",
          caption:
            `Jensen-Shannon divergence of the mean mass over draws from the true masses. ${bars}`,
          description:
            "Double-logarithmic charts of the divergence against the number of steps, one panel for each posterior.",
        },
        { label: "divergence (nats)", scale: "log" },
        (row) => row.divergence,
      ),
      radius: controlled(
        {
          id: "length-radius",
          title: "Coverage along the radius after more and more steps",
          caption:
            `Signed mean deviation of the coverage from its nominal levels, for ${centres.length} rings of equal true mass; mean over runs.`,
          description:
            "A chart of the signed deviation of the coverage against the radius, one line for each number of steps.",
        },
        {
          label: "Method",
          initial: Math.max(
            0,
            series.findIndex(({ method: { posterior, parameter } }) =>
              posterior === "adam-mcmc" && parameter.value === 0.1
            ),
          ),
          options: series.map((member) => ({
            label: member.method.label,
            panels: [radiusPanel(member, centres)],
          })),
        },
      ),
    },
    tables: {
      setup: setupTable(setup, profile),
      overturned: table(
        `Error bars at ${n} × ${n} bins by beginnings of fits and by the full fit: value ± standard error between runs`,
        [
          "method",
          "measure",
          "steps",
          "then",
          "full fit",
          "error bars then",
          "error bars at the end",
        ],
        wrong.map((judgement) => [
          judgement.method.label,
          judgement.quantity === "signed" ? "signed deviation" : "one-sigma share",
          plain(judgement.steps),
          measured(judgement.before),
          measured(judgement.whole),
          sizeWords(judgement.saidBefore),
          sizeWords(judgement.said),
        ]),
      ),
      lengths: table(
        `All lengths at ${n} × ${n} bins: value ± standard error between runs`,
        [
          "method",
          "steps",
          "signed deviation",
          "one-sigma share",
          "relative width",
          "claimed amplification",
          "divergence (nats)",
        ],
        series.flatMap(({ method, points }) =>
          points.map((point) => {
            const row = rowAt(point, n);
            return [
              method.label,
              plain(point.steps),
              measured(row.signed),
              measured(row.oneSigma),
              measured(row.width),
              row.amplification === null ? "–" : measured(row.amplification),
              measured(row.divergence),
            ];
          })
        ),
      ),
    },
    facts: {
      runs: plain(setup.runs),
      draws: plain(setup.draws),
      overturned: wrong.length === 0 ? "" : plain(wrong.length),
    },
  };
}
