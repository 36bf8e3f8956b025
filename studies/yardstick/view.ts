/**
 * The page of the study of the exact yardstick.
 *
 * @module
 */
import type { Chart, LinesPanel, Look, Series } from "../../render/charts/chart.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { estimates } from "../../render/charts/panels.ts";
import { fixed, measured, plain } from "../../render/format.ts";
import { table } from "../../render/table.ts";
import type { Estimate } from "../shared/schema.ts";
import { type Loaded, setupTable, type View, warningRows } from "../shared/view.ts";
import { isChain, isUnmixed } from "./mixing.ts";
import type { YardstickResults, YardstickSeries } from "./schema.ts";

/** Families that are drawn against their setting: beginnings of identifiers, names and looks. */
const families: readonly (readonly [string, string, Look])[] = [
  ["mean-field-k", "mean field", "blue-3"],
  ["adam-mcmc-batch-s", "AdamMCMC tested on batches", "orange-3"],
  ["adam-mcmc-full-s", "AdamMCMC tested on all data", "green-3"],
];

/** A quantity of the mean fields against k, and of the chains against σ. */
function againstSettings(
  { series }: YardstickResults,
  label: string,
  pick: (member: YardstickSeries) => Estimate,
  exact: number,
): LinesPanel[] {
  const drawn = (start: string) =>
    series.filter((member) => member.method.id.startsWith(start) && pick(member).value > 0);
  const panel = (title: string, x: string, shown: typeof families): LinesPanel => {
    const lines = shown.flatMap(([start, name, look]): Series[] => {
      const members = drawn(start);
      return members.length === 0 ? [] : [{
        label: name,
        look,
        form: "symbols",
        ...estimates(members.map(({ method }) => method.parameter.value), members.map(pick)),
      }];
    });
    return {
      kind: "lines",
      title,
      x: { label: x, scale: "log" },
      y: {
        label,
        scale: "log",
        domain: logDomain([exact, ...lines.flatMap(({ y }) => y)]),
      },
      series: lines,
      references: [{ label: "exact posterior", along: "horizontal", at: exact }],
    };
  };
  const [meanField, ...chains] = families;
  return [
    panel("mean field", "weight k of the divergence", [meanField]),
    panel("AdamMCMC", "noise scale σ", chains),
  ];
}

function orNone(value: Estimate | null): string {
  return value === null ? "–" : measured(value);
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  verdict: "yardstick-width",
  narrower: "yardstick-width",
  wider: "yardstick-width",
  weight: "yardstick-width",
  "noise-scale": "yardstick-width",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<YardstickResults>): View {
  const { series, nBins, setup } = data;
  const bins = `${nBins} × ${nBins} bins`;
  const unmixed = series.filter(isUnmixed).length;
  const chart = (id: string, title: string, what: string, panels: LinesPanel[]): Chart => ({
    id: `yardstick-${id}`,
    title,
    caption:
      `${what}, for ${bins}. Bars: one standard error of the mean over ${setup.runs} training sets. The line is where draws of the exact posterior of the last layer lie. What stood still cannot be shown on a logarithmic axis.${
        unmixed === 0
          ? ""
          : ` The chains of ${
            unmixed === 1 ? "one method" : `${unmixed} methods`
          } have not mixed, and say nothing of a posterior; the table names them.`
      }`,
    description:
      "Two logarithmic charts with the exact value for comparison: mean fields against the weight of the divergence, and AdamMCMC, tested on batches and on all data, against its noise scale.",
    panels,
  });
  return {
    figures: shownIn,
    charts: {
      width: chart(
        "width",
        "Width of bin masses over that of the exact posterior of the last layer",
        "Root mean square over bins of the standard deviation over draws, over that of exact draws",
        againstSettings(data, "width over the exact width", ({ widthRatio }) => widthRatio, 1),
      ),
      widest: chart(
        "widest",
        "The same along the direction in which exact masses vary most",
        "Standard deviation over draws of the bin masses along the first principal component of exact draws, over theirs",
        againstSettings(data, "over the exact width", ({ widestRatio }) => widestRatio, 1),
      ),
    },
    tables: {
      setup: setupTable(setup, profile),
      methods: table(
        `Every method against the exact posterior of its target, at ${bins}: mean ± standard error over training sets`,
        [
          "method",
          "k of the target",
          "relative width",
          "over the exact one",
          "along the widest direction",
          "cosine of covariances",
          "distance of the mean",
          "coverage less nominal",
          "worth by the spread",
          "chains",
        ],
        series.map((member) => [
          member.method.label,
          plain(member.klWeight),
          measured(member.width),
          member.method.id === member.reference ? "1" : measured(member.widthRatio),
          member.method.id === member.reference ? "1" : measured(member.widestRatio),
          member.method.id === member.reference ? "1" : measured(member.alike),
          member.method.id === member.reference ? "0" : measured(member.distance),
          measured(member.signed),
          orNone(member.worth),
          isChain(member) ? isUnmixed(member) ? "have not mixed" : "pass" : "none",
        ]),
      ),
      chains: table(
        "Chains: acceptance, mixing, and the acceptance test",
        [
          "method",
          "acceptance",
          "largest R-hat of the log-likelihood",
          "gain of a proposal (nats)",
          "noise of the batch in it (nats)",
        ],
        series.filter(({ acceptance, rHat }) => acceptance !== null || rHat !== null).map((
          member,
        ) => [
          member.method.label,
          orNone(member.acceptance),
          member.rHat === null ? "–" : fixed(member.rHat, 2),
          orNone(member.gain),
          orNone(member.noise),
        ]),
      ),
      warnings: table(
        "What the fits say of themselves",
        ["method", "runs", "warning"],
        warningRows(data.warnings),
      ),
    },
    facts: {
      answer: data.findings[0].sentence,
      weights: plain(data.weights),
      runs: plain(setup.runs),
      k: plain(data.klWeight),
      cubature: fixed(100 * data.cubature, 2),
      ...(data.warnings.length > 0 && { warned: "yes" }),
    },
  };
}
