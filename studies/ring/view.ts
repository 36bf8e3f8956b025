/**
 * The page of the study of what is learned.
 *
 * @module
 */
import type { RingResults } from "./schema.ts";
import {
  type Axis,
  type CellsPanel,
  type Chart,
  controlled,
  type LinesPanel,
  type Series,
} from "../../render/charts/chart.ts";
import { measured, percent, plain } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import {
  type Loaded,
  lookOf,
  methodControl,
  posteriorTitle,
  representatives,
  setupTable,
  type View,
  warningRows,
} from "../shared/view.ts";

const axis1: Axis = { label: "x₁", scale: "linear" };
const axis2: Axis = { label: "x₂", scale: "linear" };

/** Limits between n classes of equal width up to a maximum, of two digits. */
function steps(maximum: number, n: number): number[] {
  return Array.from(
    { length: n - 1 },
    (_, i) => Number(((i + 1) * maximum / n).toPrecision(2)),
  );
}

/** Edges of cells with given, equidistant centres. */
function edges(centres: readonly number[]): number[] {
  const half = (centres[1] - centres[0]) / 2;
  return [...centres.map((c) => c - half), centres.at(-1)! + half];
}

/** Keeps at most n of the places of a long series, the last among them. */
function thin(length: number, n: number): number[] {
  const stride = Math.max(1, Math.ceil(length / n));
  return Array.from({ length }, (_, i) => i).filter((i) => (length - 1 - i) % stride === 0);
}

function sampleChart({ sample, setup }: RingResults): Chart {
  const reach = Math.ceil(
    Math.max(...sample.map(([a, b]) => Math.max(Math.abs(a), Math.abs(b)))),
  );
  const domain: [number, number] = [-reach, reach];
  return {
    id: "ring-sample",
    title: "The data are a ring with a sharp inner edge and a soft outer one",
    caption: `${plain(sample.length)} of the ${
      plain(setup.nTrain)
    } training points of the first run. No point lies inside the inner radius; the density rises linearly from there and falls off exponentially.`,
    description:
      "Scattered points fill a ring evenly in angle, with an empty disc in the middle and ever fewer points far out.",
    panels: [{
      kind: "points",
      title: "training points",
      x: { ...axis1, domain },
      y: { ...axis2, domain },
      points: sample,
    }],
  };
}

function gridPanel(
  results: RingResults,
  title: string,
  values: CellsPanel["values"],
  scale: Pick<CellsPanel, "quantity" | "thresholds" | "colours">,
): CellsPanel {
  const lines = edges(results.grid.centres);
  return {
    kind: "cells",
    title,
    x: axis1,
    y: axis2,
    xEdges: lines,
    yEdges: lines,
    values,
    ...scale,
  };
}

function densityChart(results: RingResults): Chart {
  const { grid } = results;
  const maximum = Math.max(...grid.truth.flat());
  const scale = {
    quantity: "density (probability per unit area)",
    thresholds: steps(maximum, 9),
    colours: "sequential" as const,
  };
  return controlled(
    {
      id: "ring-density",
      title: "The true density and the learned ones, on one scale of colours",
      caption:
        "Density of the truth, and the mean over the posterior draws of the first run, at the centres of the cells. All pictures share one scale of colours.",
      description:
        "Maps of the plane, coloured by density: the exact ring first, then what each posterior learned.",
    },
    methodControl(grid.methods, (shown) => [
      gridPanel(results, "truth", grid.truth, scale),
      ...shown.map(({ method, mean }) => gridPanel(results, method.label, mean, scale)),
    ]),
  );
}

function ratioChart(results: RingResults): Chart {
  const { grid } = results;
  const least = 1e-3 * Math.max(...grid.truth.flat());
  return controlled(
    {
      id: "ring-ratio",
      title: "Where the learned density is too high and where it is too low",
      caption:
        "Mean of the drawn densities over the true density. The middle colour is agreement within 5 %. Cells with less than a thousandth of the largest true density are left empty, the hole among them: there is no truth to divide by.",
      description:
        "Maps of the ratio of learned to true density over the ring; the palest colour marks agreement within five per cent.",
    },
    methodControl(grid.methods, (shown) =>
      shown.map(({ method, mean }) =>
        gridPanel(
          results,
          method.label,
          mean.map((row, j) =>
            row.map((v, i) => grid.truth[j][i] > least ? v / grid.truth[j][i] : null)
          ),
          {
            quantity: "learned density / true density",
            thresholds: [0.5, 0.7, 0.85, 0.95, 1.05, 1.18, 1.43, 2],
            colours: "diverging",
          },
        )
      )),
  );
}

function spreadChart(results: RingResults): Chart {
  const { grid } = results;
  const least = 1e-3 * Math.max(...grid.truth.flat());
  return controlled(
    {
      id: "ring-spread",
      title: "How far the posterior draws differ from each other",
      caption:
        "Standard deviation of the drawn densities over their mean, for the draws of the first run. Cells with less than a thousandth of the largest true density are left empty.",
      description: "Maps of the relative spread of the drawn densities over the ring.",
    },
    methodControl(grid.methods, (shown) =>
      shown.map(({ method, spread }) =>
        gridPanel(
          results,
          method.label,
          spread.map((row, j) => row.map((v, i) => grid.truth[j][i] > least ? v : null)),
          {
            quantity: "relative standard deviation of the draws",
            thresholds: [0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5],
            colours: "sequential",
          },
        )
      )),
  );
}

function radialChart(results: RingResults): Chart {
  const { radial } = results;
  const most = Math.max(...radial.truth, ...radial.methods.flatMap(({ upper95 }) => upper95));
  const top = Math.ceil(10 * most) / 10;
  const panel = (m: RingResults["radial"]["methods"][number]): LinesPanel => ({
    kind: "lines",
    title: m.method.label,
    x: {
      label: "radius r",
      scale: "linear",
      domain: [radial.radius[0], radial.radius.at(-1)!],
    },
    y: { label: "radial density (per unit radius)", scale: "linear", domain: [0, top] },
    series: [
      {
        label: "truth",
        look: "truth",
        form: "line",
        x: radial.radius,
        y: radial.truth,
      },
      {
        label: m.method.label,
        look: lookOf(m.method),
        form: "line",
        x: radial.radius,
        y: m.median,
        lower: m.lower68,
        upper: m.upper68,
        lower2: m.lower95,
        upper2: m.upper95,
      },
    ],
  });
  return controlled({
    id: "ring-radial",
    title: "The radial density: the truth, and what the posterior draws say",
    caption:
      "Density of the radius: the exact one, and the median of the posterior draws of the first run with their central 68 % (darker) and 95 % (lighter).",
    description:
      "The true radial density starts from zero at the inner radius, rises at once and falls off slowly; each panel lays one posterior's median and bands over it.",
  }, methodControl(radial.methods, (shown) => shown.map(panel)));
}

function traceChart(results: RingResults): Chart {
  const chosen = new Set(
    representatives(results.traces).map(({ method }) => method.id),
  );
  const traces = results.traces.filter(({ method }) => chosen.has(method.id));
  const names = [...new Set(traces.map(({ name }) => name))];
  const runs = [...new Set(traces.map(({ run }) => run))];
  const panels = (shown: readonly number[]) =>
    names.map((name): LinesPanel => {
      const members = traces.filter((t) => t.name === name && shown.includes(t.run));
      const values = members.flatMap((t) => t.values);
      const positive = values.every((v) => v > 0);
      const wide = positive && Math.max(...values) > 20 * Math.min(...values);
      const unit = members[0].unit;
      return {
        kind: "lines",
        title: name,
        x: { label: "training step", scale: "linear" },
        y: {
          label: unit === "" ? name : `${name} (${unit})`,
          ...(wide ? { scale: "log", domain: logDomain(values) } : { scale: "linear" }),
        },
        series: members.map(({ method, steps, values }): Series => {
          const places = thin(steps.length, 120);
          return {
            label: method.label,
            look: lookOf(method),
            form: "line",
            x: places.map((i) => steps[i]),
            y: places.map((i) => values[i]),
          };
        }),
      };
    });
  return controlled({
    id: "ring-loss",
    title: "What the fits recorded while they trained",
    caption: "Recorded quantities of the fits, one line per run, thinned out to 120 points.",
    description: "One panel for each recorded quantity, against the training step.",
  }, {
    label: "Run",
    options: [
      { label: "all", panels: panels(runs) },
      ...runs.map((run) => ({ label: plain(run + 1), panels: panels([run]) })),
    ],
    initial: 0,
  });
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  closest: "ring-density",
  edge: "ring-radial",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<RingResults>): View {
  const best = [...data.summary].sort((a, b) => a.divergence.value - b.divergence.value)[0];
  return {
    figures: shownIn,
    charts: {
      sample: sampleChart(data),
      density: densityChart(data),
      ratio: ratioChart(data),
      spread: spreadChart(data),
      radial: radialChart(data),
      loss: traceChart(data),
    },
    tables: {
      setup: setupTable(data.setup, profile),
      summary: table(
        "How close the learned densities come to the truth: mean over runs ± standard error",
        [
          "posterior",
          "divergence of the mean (nats)",
          "divergence of a draw (nats)",
          `closure at ${data.closureBins} × ${data.closureBins} bins (nats)`,
          "mass in the hole",
          "mass in all",
        ],
        data.summary.map((row) => [
          row.method.label,
          measured(row.divergence),
          measured(row.divergenceOfDraws),
          row.closure === null ? "–" : measured(row.closure),
          measured(row.inside),
          measured(row.total),
        ]),
      ),
      ...(data.closureElsewhere.length > 0 && {
        closure: table(
          `The mean field of k = 10 on the first training set, here and in JAX: divergence of the mean of 50 draws at 50 × 50 bins (nats), mean over seeds ± standard error`,
          ["steps", "seeds of each", "here", "in JAX"],
          data.closureElsewhere.map(({ steps, seeds, here, elsewhere }) => [
            plain(steps),
            plain(seeds),
            measured(here),
            measured(elsewhere),
          ]),
        ),
      }),
      ...(data.warnings.length === 0 ? {} : {
        warnings: table(
          "What the fits warn of",
          ["posterior", "runs", "warning"],
          warningRows(
            data.warnings.map(({ method: { label }, run, warning }) => ({
              label,
              run: run + 1,
              warning,
            })),
          ),
        ),
      }),
    },
    facts: {
      nTrain: plain(data.setup.nTrain),
      runs: plain(data.setup.runs),
      draws: plain(data.setup.draws),
      target: data.setup.target.title,
      best: best.method.label,
      bestDivergence: measured(best.divergence),
      bestInside: percent(best.inside.value, 2),
      posteriors: [
        ...new Set(data.setup.methods.map((m) => posteriorTitle(m.posterior))),
      ]
        .join(", "),
    },
  };
}
