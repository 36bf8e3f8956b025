/**
 * Charts of the reproduction: the paper's curves beside ours.
 *
 * @module
 */
import type { ReproducedCurve, ReproductionResults } from "./schema.ts";
import type { Method } from "../shared/schema.ts";
import { protocolTitles } from "../shared/view.ts";
import type { Axis, Chart, LinesPanel, Look, Series } from "../../render/charts/chart.ts";
import { coverageAxes, ends, estimates, nominal } from "../../render/charts/panels.ts";

type PaperQuantity = ReproducedCurve["quantity"];
type Ours = ReproducedCurve["ours"][number];

/** The look of each posterior and setting, the same for the paper's curve and ours. */
function looks({ setup, notComputed, curves }: ReproductionResults): (label: string) => Look {
  const ours = curves.flatMap((curve) => curve.ours.map(({ method }) => method.label));
  const labels = [
    ...new Set([...setup.methods.map(({ label }) => label), ...notComputed, ...ours]),
  ];
  return (label) => Math.max(0, labels.indexOf(label));
}

function bars({ y, error, low, high }: Ours): Pick<Series, "lower" | "upper"> {
  const { lower, upper } = ends(y, error);
  return { lower: low ?? lower, upper: high ?? upper };
}

/** Series of a published curve and of ours, which share their look; the paper's is faint. */
function overlay(
  results: ReproductionResults,
  curve: ReproducedCurve,
  form: Series["form"],
  factor: (x: number) => number = () => 1,
): Series[] {
  const { paper, ours, series } = curve;
  const look = looks(results);
  const scaled = (x: readonly number[], values: readonly (number | null)[]) =>
    values.map((v, i) => v === null ? null : v * factor(x[i]));
  return [
    ...ours.map((item): Series => {
      const { method, x, y } = item;
      const { lower, upper } = bars(item);
      return {
        label: method.label,
        look: look(method.label),
        form,
        x,
        y: scaled(x, y),
        lower: scaled(x, lower!),
        upper: scaled(x, upper!),
      };
    }),
    {
      label: `paper: ${series}`,
      look: look(series),
      form,
      faint: true,
      x: paper.x,
      y: scaled(paper.x, paper.y),
      ...(paper.low === null || paper.high === null ? {} : {
        lower: scaled(paper.x, paper.low),
        upper: scaled(paper.x, paper.high),
      }),
    },
  ];
}

function curvesOf({ curves }: ReproductionResults, quantity: PaperQuantity): ReproducedCurve[] {
  return curves.filter((curve) => curve.quantity === quantity);
}

const bins: Axis = { label: "number of bins", scale: "log", domain: [3, 50_000] };

const dotted =
  "Dotted: the paper's, digitised. Other lines: ours, in the colour of the same posterior where it was computed.";

function coverageChart(results: ReproductionResults): Chart {
  const curves = curvesOf(results, "coverage");
  const binnings = [...new Set(curves.map(({ nBins }) => nBins))];
  return {
    id: "reproduction-coverage",
    title: "Coverage diagonals",
    caption:
      `Empirical against nominal coverage by interpolated quantiles, masses with the counting noise of ${
        protocolTitles[curves[0].protocol]
      } per draw. ${dotted} At 50 × 50 bins the paper's curves rise with σ. Bands: one standard error between our runs.`,
    description:
      "Curves of empirical against nominal coverage from 0 to 1, one panel for each binning: the paper's dotted, ours beside them.",
    panels: binnings.map((n): LinesPanel => ({
      kind: "lines",
      title: `${n} × ${n} bins`,
      ...coverageAxes(),
      series: curves.filter(({ nBins }) => nBins === n).flatMap((curve) =>
        overlay(results, curve, "line")
      ),
    })),
  };
}

function deviationChart(results: ReproductionResults): Chart {
  const quantities = ["mad", "madRadius", "madAngle"] as const;
  const titles = ["all bins together", "by radius", "by angle"];
  const top = Math.max(
    ...quantities.flatMap((quantity) => curvesOf(results, quantity)).flatMap(({ paper, ours }) => [
      ...paper.y,
      ...ours.flatMap((item) => bars(item).upper!.map((v, i) => v ?? item.y[i])),
    ]),
  );
  return {
    id: "reproduction-deviation",
    title: "Mean absolute deviation of the coverage",
    caption:
      `Against the number of bins, for masses with the counting noise of ${protocolTitles.scaled}. ${dotted} Bars: one standard error between our runs; the paper has no bars here.`,
    description:
      "Three panels of deviations against the number of bins on a logarithmic axis: the paper's dotted, ours with symbols.",
    panels: quantities.map((quantity, i): LinesPanel => ({
      kind: "lines",
      title: titles[i],
      x: bins,
      y: {
        label: "mean absolute deviation",
        scale: "linear",
        domain: [0, Math.ceil(20 * top) / 20],
      },
      series: curvesOf(results, quantity).flatMap((curve) => overlay(results, curve, "both")),
    })),
  };
}

function radiusChart(results: ReproductionResults): Chart {
  const curves = curvesOf(results, "radius");
  const [paperBins] = curves.map(({ nBins }) => nBins);
  const ours = Math.max(0, ...curves.flatMap((curve) => curve.ours.map(({ x }) => x.length)));
  return {
    id: "reproduction-radius",
    title: "Coverage less nominal level along the radius",
    caption:
      `Mean over levels and angles by interpolated quantiles, at ${paperBins} × ${paperBins} bins in the paper${
        ours > 0 && ours !== paperBins
          ? ` but ${ours} × ${ours} bins here, so that the curves cannot be compared point by point`
          : ""
      }. ${dotted} Bands: one standard error between our runs. Where the paper's figure hides one curve behind the other, its line is drawn straight.`,
    description:
      "Signed deviations against the radius, from the inner edge outwards: the paper's dotted, ours with bands.",
    panels: [{
      kind: "lines",
      title: "deviation along the radius",
      x: { label: "radius r", scale: "linear", domain: [4, 7] },
      y: { label: "coverage − nominal level", scale: "linear" },
      references: [nominal],
      series: curves.flatMap((curve) => overlay(results, curve, "line")),
    }],
  };
}

function amplificationChart(results: ReproductionResults): Chart {
  const curves = curvesOf(results, "amplification");
  const panel = (title: string, label: string, factor: (x: number) => number): LinesPanel => {
    const series = curves.flatMap((curve) => overlay(results, curve, "both", factor));
    const values = series.flatMap(({ y, lower, upper }) => [...y, ...lower!, ...upper!])
      .filter((v) => v !== null && v > 0) as number[];
    return {
      kind: "lines",
      title,
      x: bins,
      y: { label, scale: "log", domain: [Math.min(...values) / 1.25, Math.max(...values) * 1.25] },
      series,
    };
  };
  return {
    id: "reproduction-amplification",
    title: "Amplification against the number of bins",
    caption:
      `By the paper's estimator, for masses with the counting noise of ${protocolTitles.scaled}: in all, and for each bin. ${dotted} Bars, of both: smallest to largest run.`,
    description:
      "Two logarithmic panels of the amplification, in all and for each bin, against the number of bins: the paper's dotted, ours beside them.",
    panels: [
      panel("in all", "amplification G", () => 1),
      panel("for each bin", "G / number of bins", (x) => 1 / x),
    ],
  };
}

/** Deviations of the published diagonals: numbers of bins and mean absolute deviations. */
function paperFixed(results: ReproductionResults, { label }: Method): [number, number][] {
  return curvesOf(results, "coverage").filter(({ series }) => series === label).map(
    ({ nBins, paper: { x, y } }) => [
      nBins! * nBins!,
      y.reduce((sum, v, i) => sum + Math.abs(v - x[i]) / y.length, 0),
    ],
  );
}

function protocolChart(results: ReproductionResults): Chart | undefined {
  const { protocols } = results;
  const methods = [...new Map(protocols.map(({ method }) => [method.id, method])).values()];
  if (methods.length === 0) return undefined;
  return {
    id: "reproduction-protocols",
    title: "Does the number of generated points make the two figures differ?",
    caption:
      "Mean absolute deviation of the coverage under both ways of generating that the paper's figures load: 1000 points for each bin, and 10⁷ in all. Bars: one standard error between our runs. The paper's numbers, where it gives them: dotted for 1000 points a bin, symbols alone for the fixed sample.",
    description:
      "One panel for each posterior; deviations against the number of bins on a logarithmic axis, two lines for the two ways of generating and the paper's numbers.",
    panels: methods.map((method): LinesPanel => {
      const published = curvesOf(results, "mad").find(({ series }) => series === method.label);
      const points = paperFixed(results, method);
      return {
        kind: "lines",
        title: method.label,
        x: bins,
        y: { label: "mean absolute deviation", scale: "linear" },
        series: [
          ...protocols.filter((item) => item.method.id === method.id).map((item): Series => ({
            label: protocolTitles[item.protocol],
            look: item.protocol === "scaled" ? 5 : 6,
            form: "both",
            ...estimates(item.bins, item.mad),
          })),
          ...(published === undefined ? [] : [
            {
              label: `paper: ${protocolTitles.scaled}`,
              look: 5,
              form: "line",
              faint: true,
              x: published.paper.x,
              y: published.paper.y,
            } satisfies Series,
          ]),
          ...(points.length === 0 ? [] : [
            {
              label: `paper: ${protocolTitles.fixed}`,
              look: 7,
              form: "symbols",
              x: points.map(([x]) => x),
              y: points.map(([, y]) => y),
            } satisfies Series,
          ]),
        ],
      };
    }),
  };
}

/** What length of the chains would give the paper's diagonals. */
function lengthsChart(results: ReproductionResults): Chart | undefined {
  const { lengths } = results;
  if (lengths.length === 0) return undefined;
  const look = looks(results);
  const binnings = [...new Set(lengths.map(({ nBins }) => nBins))];
  const bound = Math.max(
    ...lengths.flatMap(({ points }) =>
      points.map(({ comparison: { difference: { value, error } } }) =>
        Math.abs(value) + (error ?? 0)
      )
    ),
  );
  return {
    id: "reproduction-lengths",
    title: "Coverage diagonals of shorter chains beside the paper's",
    caption:
      "Mean difference over the levels, ours less the paper's, against the length of our chains; the last point is the whole chain. Masses without counting noise. Bars: one standard error of the difference.",
    description:
      "One panel for each number of bins: difference of the coverage against the number of steps on a logarithmic axis, one line for each posterior, which crosses zero where our coverage is the paper's.",
    panels: binnings.map((n): LinesPanel => ({
      kind: "lines",
      title: `${n} × ${n} bins`,
      x: { label: "steps of the chain", scale: "log" },
      y: {
        label: "ours − the paper's",
        scale: "linear",
        domain: [-Math.ceil(10 * bound) / 10, Math.ceil(10 * bound) / 10],
      },
      references: [{ label: "the paper's", along: "horizontal", at: 0 }],
      series: lengths.filter(({ nBins }) => nBins === n).map(({ method, points }): Series => ({
        label: method.label,
        look: look(method.label),
        form: "both",
        ...estimates(
          points.map(({ steps }) => steps),
          points.map(({ comparison }) => comparison.difference),
        ),
      })),
    })),
  };
}

/** The charts of the page. */
export function reproductionCharts(results: ReproductionResults): Record<string, Chart> {
  const protocols = protocolChart(results), lengths = lengthsChart(results);
  return {
    coverage: coverageChart(results),
    deviation: deviationChart(results),
    radius: radiusChart(results),
    amplification: amplificationChart(results),
    ...(protocols === undefined ? {} : { protocols }),
    ...(lengths === undefined ? {} : { lengths }),
  };
}
