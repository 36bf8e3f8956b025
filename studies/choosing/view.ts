/**
 * The page of the study of choosing.
 *
 * @module
 */
import { exp, log } from "../../core/elementary.ts";
import { type Estimate, meanOverRuns } from "../../core/estimate.ts";
import { type Chart, controlled, type LinesPanel, type Series } from "../../render/charts/chart.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { ends } from "../../render/charts/panels.ts";
import { fixed, measured, plain } from "../../render/format.ts";
import { listed } from "../../render/sentence.ts";
import { table } from "../../render/table.ts";
import type { Method } from "../shared/schema.ts";
import { type Loaded, lookOf, setupTable, type View } from "../shared/view.ts";
import { keptOf } from "./findings.ts";
import type { ChoosingCandidate, ChoosingResults, ChoosingRow, Situation } from "./schema.ts";

/** Distance along x between series of one rule. */
const apart = 0.16;

const bars = "Bars: one standard error over training sets.";

/** Numbers of training events, ascending. */
function sizesOf({ situations }: ChoosingResults): number[] {
  return [...new Set(situations.map(({ setup }) => setup.nTrain))];
}

function ofSize({ situations }: ChoosingResults, nTrain: number): Situation[] {
  return situations.filter(({ setup }) => setup.nTrain === nTrain);
}

/** A rule as a row of a table begins with it; the chart knows it by its number. */
function numbered(rules: ChoosingResults["rules"]): string[] {
  return rules.map(({ label }, i) => `no. ${i + 1}: ${label}`);
}

/** What the rules keep, one picture for all targets and one for each. */
function lossesChart(results: ChoosingResults): Chart {
  const { rules } = results;
  const sizes = sizesOf(results);
  const panel = (
    title: string,
    lossesOf: (nTrain: number) => readonly Estimate[],
  ): LinesPanel => ({
    kind: "lines",
    title,
    x: {
      label: "number of the rule",
      scale: "linear",
      domain: [0.4, rules.length + 0.6],
      ticks: rules.map((_, i) => i + 1),
    },
    y: { label: "share of the best amplification", scale: "linear", domain: [0, 1.1] },
    references: [{ label: "the truth’s choice", along: "horizontal", at: 1 }],
    series: sizes.map((nTrain, look): Series => {
      const kept = lossesOf(nTrain).map(keptOf);
      return {
        label: `N = ${plain(nTrain)}`,
        look,
        form: "symbols",
        x: rules.map((_, i) => i + 1 + apart * (look - (sizes.length - 1) / 2)),
        y: kept.map(({ value }) => value),
        ...ends(kept.map(({ value }) => value), kept.map(({ error }) => error)),
      };
    }),
  });
  const titles = new Map(
    results.situations.map(({ setup: { target } }) => [target.name, target.title]),
  );
  return {
    id: "choosing-losses",
    title: "What each rule keeps of the amplification of the best candidate",
    caption:
      `Achieved amplification of what a rule takes over that of what the truth takes, geometric mean over training sets, at ${results.bins.amplification} bins. The numbers of the rules are those of the table. ${bars}`,
    description:
      "Charts of the share of the best amplification that each rule keeps, against the number of the rule, one panel for all targets and one for each, with two symbols for the numbers of training events.",
    panels: [
      panel(
        "All targets",
        (nTrain) =>
          rules.map(({ bySize }) => bySize.find((size) => size.nTrain === nTrain)!.amplification),
      ),
      ...[...titles].map(([name, title]) =>
        panel(
          title,
          (nTrain) =>
            ofSize(results, nTrain).find(({ setup }) => setup.target.name === name)!.losses
              .map(({ amplification }) => amplification),
        )
      ),
    ],
  };
}

/** Geometric mean over training sets with the ends of its bar; null where a value is not known. */
function geometric(values: readonly (number | null)[]) {
  if (values.some((value) => value === null)) return null;
  const { value, error } = meanOverRuns(values.map((value) => log(value!)));
  return { value: exp(value), lower: exp(value - (error ?? 0)), upper: exp(value + (error ?? 0)) };
}

/** Candidates of one posterior and setting, in the order of their lengths. */
function families(candidates: readonly ChoosingCandidate[]) {
  const nameOf = ({ posterior, parameter: { symbol, value } }: Method) =>
    `${posterior} ${symbol} ${value}`;
  return [
    ...Map.groupBy(
      candidates.map((candidate, index) => ({ ...candidate, index })),
      ({ method }) => nameOf(method),
    ).values(),
  ];
}

/** The name of a posterior with its setting, without a length. */
function settingOf({ posterior, parameter: { symbol, value } }: Method): string {
  return `${posterior === "adam-mcmc" ? "AdamMCMC" : "mean field"}, ${symbol} = ${value}`;
}

/** A candidate in a few letters: its setting, and its length where there are several. */
function shortOf({ method, steps }: ChoosingCandidate): string {
  const { symbol, value } = method.parameter;
  return method.posterior === "adam-mcmc"
    ? `${symbol} = ${value}`
    : `${symbol} = ${value}, ${plain(steps)}`;
}

/** What candidates claim and achieve. */
function claimsChart(results: ChoosingResults): Chart {
  const panel = ({ setup, runs }: Situation): LinesPanel => {
    const at = (index: number, number: (row: ChoosingRow) => number | null) =>
      geometric(runs.map(({ rows }) => number(rows[index])));
    const series = families(results.candidates).flatMap((members): Series[] => {
      const points = members.flatMap(({ index }) => {
        const claimed = at(index, ({ forecast }) => forecast?.value ?? null);
        const achieved = at(index, ({ achieved }) => achieved);
        return claimed === null || achieved === null ? [] : [{ claimed, achieved }];
      });
      const [{ method }] = members;
      return points.length === 0 ? [] : [{
        label: settingOf(method),
        look: lookOf(method),
        form: "both",
        x: points.map(({ claimed }) => claimed.value),
        y: points.map(({ achieved }) => achieved.value),
        lower: points.map(({ achieved }) => achieved.lower),
        upper: points.map(({ achieved }) => achieved.upper),
      }];
    });
    return {
      kind: "lines",
      title: setup.target.title,
      x: {
        label: "forecast amplification",
        scale: "log",
        domain: logDomain(series.flatMap(({ x }) => x)),
      },
      y: {
        label: "achieved amplification",
        scale: "log",
        domain: logDomain(series.flatMap(({ y, lower, upper }) => [y, lower!, upper!].flat())),
      },
      references: [{ label: "forecast met", along: "diagonal" }],
      series,
    };
  };
  const sizes = sizesOf(results);
  return controlled({
    id: "choosing-claims",
    title: "What the candidates forecast, and what they achieve",
    caption:
      `Geometric means over training sets, at ${results.bins.amplification} bins; a line joins the lengths of a mean field. On the dotted line the forecast is met; to the right of it too much is claimed. Draws that are all the same on some training set forecast nothing, and are left out. ${bars}`,
    description:
      "Double-logarithmic charts of achieved against forecast amplification, one panel for each target, one line or symbol for each setting, with the diagonal on which a forecast is met.",
  }, {
    label: "Training events",
    initial: sizes.length - 1,
    options: sizes.map((nTrain) => ({
      label: plain(nTrain),
      panels: ofSize(results, nTrain).map(panel),
    })),
  });
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  rule: "choosing-losses",
  least: "choosing-losses",
  claim: "choosing-claims",
  forecast: "choosing-claims",
  coverage: "choosing-losses",
  noise: "choosing-losses",
  sizes: "choosing-losses",
  targets: "choosing-losses",
};

/** What each candidate gives in a situation, over training sets. */
function candidateRows({ situations, candidates }: ChoosingResults): string[][] {
  return situations.flatMap(({ setup, runs }) =>
    candidates.map((candidate, index) => {
      const over = (number: (row: ChoosingRow) => number) =>
        measured(meanOverRuns(runs.map(({ rows }) => number(rows[index]))));
      const rows = runs.map(({ rows }) => rows[index]);
      return [
        `${setup.target.title}, ${plain(setup.nTrain)}`,
        candidate.method.label,
        over(({ behind }) => behind.value),
        over(({ heldOut }) => heldOut.value),
        over(({ coverage }) => coverage),
        rows.some(({ forecast }) => forecast === null)
          ? "–"
          : over(({ forecast }) => forecast!.value),
        over(({ achieved }) => achieved),
        plain(runs.filter(({ oracle }) => oracle === index).length),
      ];
    })
  );
}

/** What is taken on each training set, by the truth and by the rules of a user. */
function choiceRows({ situations, candidates, rules }: ChoosingResults): string[][] {
  const shown = rules.flatMap(({ needs }, i) => needs === "data" ? [i] : []);
  return situations.flatMap(({ setup, runs }) =>
    runs.map(({ oracle, choices }, i) => [
      `${setup.target.title}, ${plain(setup.nTrain)}, set ${i + 1}`,
      shortOf(candidates[oracle]),
      ...shown.map((rule) => shortOf(candidates[choices[rule]!])),
    ])
  );
}

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<ChoosingResults>): View {
  const { rules, situations, candidates, bins } = data;
  const sizes = sizesOf(data);
  const [{ setup }] = situations;
  const chains = situations.flatMap(({ runs }) =>
    runs.flatMap(({ rows }) => rows.flatMap(({ mixed }) => mixed === null ? [] : [mixed]))
  );
  const names = numbered(rules);
  const targets = [...new Set(situations.map(({ setup: { target } }) => target.title))];
  return {
    figures: shownIn,
    charts: { losses: lossesChart(data), claims: claimsChart(data) },
    tables: {
      rules: table(
        "What each rule keeps of the amplification of the best candidate, by how much its coverage deviates more than the best one’s, how often it takes the best candidate, and what it forecasts over what it achieves: value ± standard error over training sets",
        [
          "rule",
          "all",
          ...sizes.map((size) => `N = ${plain(size)}`),
          "more deviation",
          "right",
          "forecast over achieved",
        ],
        rules.map(({ overall, bySize, right, of, excess }, i) => [
          names[i],
          measured(keptOf(overall.amplification)),
          ...bySize.map(({ amplification }) => measured(keptOf(amplification))),
          measured(overall.calibration),
          right === null ? "–" : `${plain(right)} of ${plain(of)}`,
          excess === null ? "–" : measured(keptOf({ value: -excess.value, error: excess.error })),
        ]),
        false,
      ),
      candidates: table(
        `What each candidate gives: score behind the best (nats), mean absolute deviation of the coverage of held-out counts and of the truth in ${bins.coverage} bins, forecast and achieved amplification in ${bins.amplification} bins, and on how many training sets it achieves the most; value ± standard error over training sets`,
        [
          "target, training events",
          "candidate",
          "behind",
          "held-out coverage",
          "coverage",
          "forecast",
          "achieved",
          "best",
        ],
        candidateRows(data),
      ),
      choices: table(
        "What the truth takes on each training set, and what each rule of a user takes: k of the mean field with its steps, or σ of AdamMCMC",
        [
          "training set",
          "truth",
          ...names.filter((_, i) => rules[i].needs === "data").map((name) => name.split(":")[0]),
        ],
        choiceRows(data),
      ),
      setup: setupTable(situations.map(({ setup }) => setup), profile),
    },
    facts: {
      targets: listed(targets.map((title) => `the ${title}`)),
      sizes: listed(sizes.map(plain)),
      heldOut: listed(
        sizes.map((size) => plain(ofSize(data, size)[0].heldOut)),
      ),
      runs: plain(setup.runs),
      draws: plain(setup.draws),
      candidates: plain(candidates.length),
      coverageBins: plain(bins.coverage),
      amplificationBins: plain(bins.amplification),
      divergenceBins: plain(bins.divergence),
      units: plain(rules[0].overall.amplification.perRun.length),
      random: fixed(
        keptOf(rules.find(({ id }) => id === "random")!.overall.amplification).value,
        2,
      ),
      chains: plain(chains.length),
      unmixed: chains.every((mixed) => mixed) ? "" : plain(chains.filter((mixed) => !mixed).length),
    },
  };
}
