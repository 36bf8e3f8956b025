/**
 * The page of the study of amplification.
 *
 * @module
 */
import { pow } from "../../core/elementary.ts";
import type { AmplificationResults } from "./schema.ts";
import type { Axis, Chart, LinesPanel, Series } from "../../render/charts/chart.ts";
import { binsAxis, worthAll } from "../../render/charts/panels.ts";
import { measured, plain, significant } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import {
  type Loaded,
  lookOf,
  mainProtocol,
  protocolTitles,
  representatives,
  setupTable,
  type View,
} from "../shared/view.ts";

type Item = AmplificationResults["series"][number];
type Row = Item["rows"][number];
type PerRun = Row["std"];

function xAxis(items: readonly Item[]): Axis {
  return binsAxis(items.flatMap(({ rows }) => rows.map(({ bins }) => bins)));
}

/** A quantity of every run against the number of bins, with the paper's bars. */
function series(
  rows: readonly Row[],
  pick: (row: Row) => PerRun | null,
  looks: Pick<Series, "label" | "look">,
  scale: (row: Row) => number = () => 1,
): Series {
  const there = rows.flatMap((row) => {
    const value = pick(row);
    return value === null ? [] : [{ row, value, factor: scale(row) }];
  });
  return {
    ...looks,
    form: "both",
    x: there.map(({ row }) => row.bins),
    y: there.map(({ value, factor }) => value.mean.value * factor),
    lower: there.map(({ value, factor }) => value.min * factor),
    upper: there.map(({ value, factor }) => value.max * factor),
  };
}

function positive(panels: readonly Series[]): number[] {
  return panels.flatMap(({ y, lower, upper }) =>
    [...y, ...(lower ?? []), ...(upper ?? [])].filter((v): v is number => v !== null && v > 0)
  );
}

function logPanel(
  title: string,
  x: Axis,
  label: string,
  members: readonly Series[],
  rest: Partial<LinesPanel> = {},
): LinesPanel {
  return {
    kind: "lines",
    title,
    x,
    y: { label, scale: "log", domain: logDomain(positive(members)) },
    series: members,
    ...rest,
  };
}

function factorChart(items: readonly Item[]): Chart {
  const lines = items.map(({ method, rows }) =>
    series(rows, (row) => row.unbiased, { label: method.label, look: lookOf(method) })
  );
  const fits = items.flatMap(({ method, rows, fit }): Series[] => {
    const law = fit.logarithmic;
    if (law === null) return [];
    const x = rows.map(({ bins }) => bins);
    return [{
      label: "power law",
      look: lookOf(method),
      form: "line",
      faint: true,
      x,
      y: x.map((n) => law.a.value * pow(n, law.b.value)),
    }];
  });
  return {
    id: "amplification-factor",
    title: "The paper's estimator against the number of bins",
    caption:
      "Amplification G by the paper's estimator without its bias: mean over runs, bars from the smallest to the largest run. Dotted: power laws through the finest binnings. The estimator trusts the posterior's width; read it together with the calibration.",
    description:
      "Logarithmic chart of the amplification against the number of bins, one line for each posterior, with the value 1 for comparison.",
    panels: [
      logPanel("amplification", xAxis(items), "amplification G", [
        ...lines,
        ...fits,
      ], {
        references: [worthAll],
        y: {
          label: "amplification G",
          scale: "log",
          domain: logDomain([...positive(lines), 1]),
        },
      }),
    ],
  };
}

function closureChart(items: readonly Item[]): Chart {
  const panels = items.map(({ method, rows }): LinesPanel => {
    const bins = rows.map(({ bins }) => bins);
    const members: Series[] = [
      series(rows, (row) => row.divergence, {
        label: "learned density",
        look: 0,
      }),
      {
        label: "truth sample as large as the paper's estimator claims",
        look: 1,
        form: "line",
        x: bins,
        y: rows.map(({ divergenceStd }) => divergenceStd),
      },
      {
        label: "truth sample by the figure's sizing",
        look: 2,
        form: "line",
        x: bins,
        y: rows.map(({ divergenceNaive }) => divergenceNaive),
      },
    ];
    return logPanel(
      method.label,
      xAxis(items),
      "Jensen-Shannon divergence (nats)",
      members.filter(({ y }) => y.some((v) => v !== null)),
    );
  });
  return {
    id: "amplification-closure",
    title: "Is the learned density as close to the truth as a truth sample of the claimed size?",
    caption:
      "Jensen-Shannon divergence between the true masses and the mean of the drawn ones (bars: smallest to largest run), and its expectation for truth samples of two sizes: the one that the paper's estimator claims, and the one that the published figure takes. The claim holds where the learned density is no further from the truth than the sample.",
    description:
      "Logarithmic charts of divergences against the number of bins, one panel for each posterior.",
    panels,
  };
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  "break-even": "amplification-factor",
  slope: "amplification-factor",
  "counting-cap": "amplification-factor",
};

/** Charts, tables and words of the page. */
export function view(
  { data, profile }: Loaded<AmplificationResults>,
): View {
  const items = mainProtocol(data.series);
  const chosen = representatives(items);
  const withCounts = chosen.map(({ method }) =>
    data.series.find((s) => s.method.id === method.id && s.protocol === "scaled") ??
      data.series.find((s) => s.method.id === method.id)!
  );
  const fits = data.series.flatMap(({ method, protocol, fit }) =>
    (["linear", "logarithmic"] as const).flatMap((kind) => {
      const law = fit[kind];
      return law === null ? [] : [[
        method.label,
        protocolTitles[protocol],
        kind === "linear" ? "the paper's" : "without bias",
        kind,
        measured(law.a),
        measured(law.b),
      ]];
    })
  );
  return {
    figures: shownIn,
    charts: {
      factor: factorChart(items),
      closure: closureChart(withCounts),
    },
    tables: {
      setup: setupTable(data.setup, profile),
      ...(fits.length === 0 ? {} : {
        fits: table(
          "Power laws G = a nᵇ in the number of bins n, through the finest binnings: value ± standard error",
          ["posterior", "masses", "estimator", "residuals", "a", "b"],
          fits,
        ),
      }),
      factors: table(
        `The paper's estimator at ${
          plain(items[0].rows.at(-1)!.bins)
        } bins, and the amplification by the Jensen-Shannon divergence from the truth: mean over runs ± standard error`,
        ["posterior", "without bias", "as in the paper", "from the divergence"],
        items.map(({ method, rows }) => {
          const row = rows.at(-1)!;
          return [
            method.label,
            row.unbiased === null ? "too few independent draws" : measured(row.unbiased.mean),
            measured(row.std.mean),
            measured(row.fromDivergence.mean),
          ];
        }),
      ),
    },
    facts: {
      runs: plain(data.setup.runs),
      nTrain: plain(data.setup.nTrain),
      finest: plain(Math.max(...data.nBins)),
      largest: significant(
        Math.max(...items.flatMap(({ rows }) => rows.map((r) => r.bins))),
        3,
      ),
    },
  };
}
