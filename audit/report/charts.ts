/**
 * The charts of an audit.
 *
 * @module
 */
import { type BandedCurve, type BinningMeasures, isPresent } from "../../core/measure/mod.ts";
import type { AuditResults, AxisResults, SampleResults, Spectrum } from "../schema.ts";
import type { Chart, LinesPanel, Series } from "../../render/charts/chart.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { togetherAlong } from "./tables.ts";
import {
  amplificationPanel,
  binsAxis,
  coveragePanel,
  curve,
  deviationPanel,
  ends,
  nominal,
  rankPanel,
  spectrumPanels,
} from "../../render/charts/panels.ts";

/** Folder of the charts as files of their own, from the pages. */
export const figureFolder = "figures/";

const calibrated = "if calibrated";

interface Estimate {
  readonly value: number | null;
  readonly error?: number | null;
}

const clip = (values: readonly number[]) => values.map((v) => Math.min(1, Math.max(0, v)));

/** A binning in words. */
export function binningTitle({ shape }: BinningMeasures): string {
  return `${shape.join(" × ")} bins`;
}

/** Coverage against its nominal level. */
function coverageOf(
  title: string,
  generator: string,
  { nominal, mean, error, lower, upper }: BandedCurve & { readonly nominal: readonly number[] },
): LinesPanel {
  return coveragePanel(title, {
    regions: [{ label: calibrated, x: nominal, lower: clip(lower), upper: clip(upper) }],
    series: [curve(generator, 0, nominal, mean, error)],
  });
}

/** At most three binnings: the finest, the coarsest, and one between. */
function shown(binnings: readonly BinningMeasures[]): BinningMeasures[] {
  const last = binnings.length - 1;
  return [...new Set([0, Math.floor(last / 2), last])].map((i) => binnings[i]);
}

function ranksOf(
  title: string,
  generator: string,
  { mean, lower, upper }: BandedCurve,
): LinesPanel {
  const groups = mean.length;
  const x = Array.from({ length: groups + 1 }, (_, i) => i / groups);
  const relative = (shares: readonly number[]) => shares.map((share) => share * groups);
  return rankPanel(
    title,
    {
      rank: "rank of the truth, over draws and one",
      frequency: "share over flat share",
      flat: "flat",
    },
    {
      regions: [
        {
          label: calibrated,
          steps: true,
          x,
          lower: relative(lower).map((share) => Math.max(0, share)),
          upper: relative(upper),
        },
      ],
      series: [{ label: generator, look: 0, form: "steps", x, y: relative(mean) }],
    },
  );
}

function against(
  binnings: readonly BinningMeasures[],
  label: string,
  look: number,
  find: (binning: BinningMeasures) => Estimate,
): Series[] {
  const estimates = binnings.map((binning) => ({ bins: binning.bins, ...find(binning) }));
  const there = estimates.filter(({ value }) => value !== null);
  if (there.length === 0) return [];
  const y = there.map(({ value }) => value);
  return [{
    label,
    look,
    form: "both",
    x: there.map(({ bins }) => bins),
    y,
    ...ends(y, there.map(({ error }) => error)),
  }];
}

/** The name of an axis with its unit. */
function axisLabel({ name, unit }: AxisResults): string {
  return unit === null ? name : `${name} [${unit}]`;
}

/** Where the places along an axis are: between their edges where all are finite, else between numbers of bins, from 1. */
function axisEdges(axis: AxisResults, bins: number, count: number) {
  const { name, edges } = axis;
  const together = bins / count;
  return edges?.length === count + 1 && edges.every((edge) => edge !== null)
    ? { label: axisLabel(axis), edges: edges as number[] }
    : {
      label: `bin along ${name}`,
      edges: Array.from({ length: count + 1 }, (_, i) => i * together + 0.5),
    };
}

/** Numbers of bins as a histogram has them: of the bins that are shown, over their widths. */
interface Heights {
  readonly label: { readonly x: string; readonly y: string };
  readonly edges: readonly number[];
  readonly heights: (shares: readonly number[]) => number[];
}

/**
 * Shares of events as heights: per unit of the axis where edges are finite, without the outermost bins where these have
 * no end; else per bin.
 */
function heightsOf({ axis, bins: all, mean: { length: count } }: Spectrum): Heights {
  const { unit, edges } = axis;
  const finite = (edges ?? []).flatMap((edge, i) => edge === null ? [] : [i]);
  const bins = finite.length - 1;
  if (edges?.length !== count + 1 || bins < 1) {
    const { label, edges } = axisEdges(axis, all, count);
    return { label: { x: label, y: "share of events" }, edges, heights: (shares) => [...shares] };
  }
  const first = finite[0];
  const shown = finite.map((i) => edges[i]!);
  return {
    label: {
      x: axisLabel(axis),
      y: unit === null
        ? "share of events / width of bin"
        : `share of events / ${unit.includes("/") ? `(${unit})` : unit}`,
    },
    edges: shown,
    heights: (shares) =>
      shares.slice(first, first + bins).map((share, i) => share / (shown[i + 1] - shown[i])),
  };
}

/** The spectrum along an axis with its ratio to the truth, or else to the held-out sample. */
function spectrumChart(
  { generator, setup: { runs, beyond } }: AuditResults,
  spectrum: Spectrum,
): Omit<Chart, "id"> {
  const { axis, bins, mean, spread, central, truth, holdout } = spectrum;
  const { label, edges, heights } = heightsOf(spectrum);
  const shifted = (sign: number, errors: readonly number[]) => (value: number, i: number) =>
    Math.max(0, value + sign * errors[i]);
  const around = (values: readonly number[], errors: readonly number[]) => ({
    lower: heights(values.map(shifted(-1, errors))),
    upper: heights(values.map(shifted(1, errors))),
  });
  const sampled = (label: string, value: readonly number[], error: readonly number[] | null) => ({
    label,
    look: "truth" as const,
    values: heights(value),
    ...(error && around(value, error)),
  });
  const reference = isPresent(truth)
    ? sampled("truth", truth.value, truth.error)
    : isPresent(holdout)
    ? sampled("held-out sample", holdout.value, holdout.error)
    : undefined;
  const panels = spectrumPanels(
    label,
    edges,
    {
      label: generator,
      look: 0,
      values: heights(mean),
      ...(isPresent(spread) && around(mean, spread)),
      ...(isPresent(central) && { lower2: heights(central.lower), upper2: heights(central.upper) }),
    },
    reference,
  );
  const deviation = "one standard deviation of the draws of a run";
  const bands = isPresent(central)
    ? `; bands: dark, ${deviation}; light, where 95 % of them lie`
    : isPresent(spread)
    ? `; band: ${deviation}`
    : "";
  return {
    title: `The spectrum of ${axis.name}`,
    caption: [
      `Mean over draws${runs > 1 ? " and runs" : ""} of ${generator}${bands}.`,
      ...(reference === undefined
        ? []
        : "lower" in reference
        ? [`Grey: the counting error of the ${reference.label}. Below: the ratio to it.`]
        : [`Below: the ratio to the ${reference.label}.`]),
      ...(edges.length <= mean.length
        ? ["Bins without end are left out."]
        : beyond === "outermost"
        ? ["The outermost bins hold what lies beyond them, too."]
        : []),
    ].join(" ") + togetherAlong({ shape: [bins] }),
    description: reference === undefined
      ? "A histogram with bands."
      : `Histograms with bands, and under them their ratios to the ${reference.label}.`,
    panels,
    stacked: true,
  };
}

/** Worth of one generated sample, and of its generator, against the number of cells. */
function worthChart({ worth }: SampleResults, nTrain: number | null): Omit<Chart, "id"> {
  const series = ([["this sample", "sample"], ["the generator", "generator"]] as const)
    .flatMap(([label, key], look): Series[] => {
      const points = worth.flatMap((row) => {
        const estimate = row[key];
        return isPresent(estimate) ? [{ cells: row.cells, ...estimate }] : [];
      });
      const y = points.map(({ value }) => value);
      return points.length === 0 ? [] : [{
        label,
        look,
        form: "both",
        x: points.map(({ cells }) => cells),
        y,
        ...ends(y, points.map(({ error }) => error)),
      }];
    });
  return {
    title: "True events that the sample and its generator are worth",
    caption:
      `Against the number of cells in which they are compared with the truth. Bars: one standard error.${
        nTrain === null
          ? ""
          : " Above the line the generator is worth more than its training sample."
      }`,
    description: "Numbers of events against the number of cells, both logarithmic.",
    panels: series.length === 0 ? [] : [{
      kind: "lines",
      title: "worth",
      x: { ...binsAxis(worth.map(({ cells }) => cells)), label: "number of cells" },
      y: {
        label: "true events",
        scale: "log",
        domain: logDomain([
          ...series.flatMap(({ y, lower, upper }) => [...y, ...(lower ?? []), ...(upper ?? [])]),
          ...(nTrain === null ? [] : [nTrain]),
        ]),
      },
      series,
      ...(nTrain === null
        ? {}
        : { references: [{ label: "training events", along: "horizontal", at: nTrain }] }),
    }],
  };
}

const bars =
  "Bars: one standard error, between runs, or of a single run from its draws where those give one.";
const shaded =
  "Shaded: where 95 % of perfectly calibrated generators lie, with as many runs and draws and bins as correlated.";

/** The charts that the results have numbers for, by name. */
export function auditCharts(results: AuditResults): Record<string, Chart> {
  const { binnings, generator, setup, spectra } = results;
  const finest = binnings[binnings.length - 1];
  const bins = binnings.map(({ bins }) => bins);
  const out: Record<string, Chart> = {};
  const add = (name: string, chart: Omit<Chart, "id">) => {
    if (chart.panels.length > 0) out[name] = { id: `audit-${name}`, ...chart };
  };
  const each = (panel: (binning: BinningMeasures, title: string) => LinesPanel | undefined) =>
    shown(binnings).flatMap((binning) => panel(binning, binningTitle(binning)) ?? []);

  spectra.forEach((spectrum, i) => add(`spectrum-${i + 1}`, spectrumChart(results, spectrum)));
  add("coverage", {
    title: "Coverage of the truth against its nominal level",
    caption:
      `How often the truth of a bin lies in the interval between ranks of the draws, whose level is exact for any number of draws; mean over bins${
        setup.runs > 1 ? ` and ${setup.runs} runs. Band: one standard error between runs` : ""
      }. Below the diagonal the draws are too sure of themselves, above it too cautious. ${shaded}`,
    description:
      "Curves of empirical against nominal coverage from 0 to 1, with the diagonal for comparison.",
    panels: each(({ calibration: c }, title) =>
      isPresent(c) ? coverageOf(title, generator, c.curve) : undefined
    ),
  });
  add("interpolated", {
    title: "Coverage by interpolated quantiles, as in the paper",
    caption:
      `The same by symmetric intervals between interpolated quantiles of the draws, which cover a little too rarely with few draws even if calibrated. ${shaded}`,
    description:
      "Curves of empirical against nominal coverage from 0 to 1, with the diagonal for comparison.",
    panels: each(({ calibration: c }, title) =>
      isPresent(c) && isPresent(c.interpolated)
        ? coverageOf(title, generator, c.interpolated)
        : undefined
    ),
  });
  if (isPresent(finest.calibration)) {
    const judged = (
      title: string,
      label: string,
      find: (c: typeof finest.calibration & object) => {
        value: number;
        error: number | null;
        calibrated: { lower: number; upper: number };
      },
    ): LinesPanel => {
      const present = binnings.flatMap(({ bins, calibration: c }) =>
        isPresent(c) ? [{ bins, ...find(c as never) }] : []
      );
      return {
        kind: "lines",
        title,
        x: binsAxis(bins),
        y: { label, scale: "linear" },
        regions: [{
          label: calibrated,
          x: present.map(({ bins }) => bins),
          lower: present.map(({ calibrated }) => calibrated.lower),
          upper: present.map(({ calibrated }) => calibrated.upper),
        }],
        references: [nominal],
        series: against(
          binnings,
          generator,
          0,
          ({ calibration: c }) => isPresent(c) ? find(c as never) : { value: null },
        ),
      };
    };
    type Calibration = Extract<typeof finest.calibration, { curve: unknown }>;
    add("deviation", {
      title: "How far coverage is from its nominal level, against the number of bins",
      caption:
        `Mean deviation of the coverage from its nominal levels, absolute and signed. ${bars} ${shaded}`,
      description: "Deviations against the number of bins on a logarithmic axis.",
      panels: [
        judged("absolute", "mean absolute deviation", (c) => (c as Calibration).deviation),
        judged("signed", "mean signed deviation", (c) => (c as Calibration).signed),
      ],
    });
    const { along } = finest.calibration;
    add("along", {
      title: `Where coverage is off, at ${binningTitle(finest)}`,
      caption:
        `Mean signed deviation of the coverage in each bin of an axis, averaged over the other axes. Shaded: where the whole curve of a calibrated generator lies in 95 % of cases.${
          togetherAlong(finest)
        }`,
      description: "Deviations along each axis, with zero for comparison.",
      panels: along.slice(0, 3).map(({ deviation: { mean, error, lower, upper } }, axis) => {
        const { label, edges: x } = axisEdges(setup.axes[axis], finest.shape[axis], mean.length);
        return deviationPanel(
          setup.axes[axis].name,
          { label, scale: "linear" },
          { label: "mean signed deviation", scale: "linear" },
          {
            regions: [{ label: calibrated, steps: true, x, lower, upper }],
            series: [{ ...curve(generator, 0, x, mean, error), form: "steps" }],
          },
        );
      }),
    });
  }
  add("ranks", {
    title: "Ranks of the truth among the draws",
    caption:
      "Share of bins whose truth has such a rank among the draws, over the share that is expected if calibrated. Humped: too wide; with horns: too narrow; sloped: biased. Shaded: where the whole histogram of a calibrated generator lies in 95 % of cases.",
    description: "Histograms of ranks, with a flat line for comparison.",
    panels: each(({ calibration: c }, title) =>
      isPresent(c) ? ranksOf(title, generator, c.ranks.shares) : undefined
    ),
  });
  add("joint", {
    title: "Coverage of joint regions, for all bins at once",
    caption:
      "How often the truth lies in joint regions of the masses of all bins, balls about each draw in turn, against the share of the other draws inside. Shaded: where the whole curve of a calibrated generator lies in 95 % of cases.",
    description:
      "Curves of empirical against nominal joint coverage from 0 to 1, with the diagonal for comparison.",
    panels: each(({ calibration: c }, title) =>
      isPresent(c) && isPresent(c.joint)
        ? coverageOf(title, generator, { ...c.joint.coverage, nominal: c.joint.nominal })
        : undefined
    ),
  });
  add("holdout", {
    title: "Coverage of the held-out sample against its nominal level",
    caption:
      `How often the count of held-out events in a bin lies in the interval of what the draws predict for it, their counting noise included. ${shaded}`,
    description:
      "Curves of empirical against nominal coverage from 0 to 1, with the diagonal for comparison.",
    panels: each(({ holdout: h }, title) =>
      isPresent(h) ? coverageOf(title, generator, h.curve) : undefined
    ),
  });
  const amplified = ([
    ["claimed by the spread", "amplification"],
    ["forecast by averaging", "forecast"],
    ["forecast without counting noise", "forecastWithoutCounting"],
    ["achieved against the truth", "achieved"],
    ["by the divergence", "fromDivergence"],
  ] as const).flatMap(([label, key], look) =>
    against(binnings, label, look, ({ worth }) => worth[key])
  );
  add("amplification", {
    title: "True events that the generated sample is worth, over training events",
    caption:
      `Above 1 a generated sample is worth more than the sample that the generator was trained on, at that binning. Claims and forecasts trust the draws' spread; what is achieved is measured against the truth. ${bars}`,
    description: "Amplifications against the number of bins, both logarithmic.",
    panels: amplified.length === 0 ? [] : [amplificationPanel(
      "amplification",
      binsAxis(bins),
      {
        label: "amplification",
        scale: "log",
        domain: logDomain(
          amplified.flatMap(({ y, lower, upper }) => [...y, ...(lower ?? []), ...(upper ?? [])]),
        ),
      },
      amplified,
      { label: "worth its training sample", along: "horizontal", at: 1 },
    )],
  });
  if (results.samples !== undefined) add("sample-worth", worthChart(results.samples, setup.nTrain));
  const { spreadAlong } = finest.consistency;
  if (Array.isArray(spreadAlong)) {
    add("spread", {
      title: `Relative spread of the draws, at ${binningTitle(finest)}`,
      caption:
        `Standard deviation of the draws of a bin over their mean, averaged over the bins that share a place on an axis.${
          togetherAlong(finest)
        }`,
      description: "Relative spread along each axis.",
      panels: spreadAlong.slice(0, 3).map((values, axis): LinesPanel => {
        const { label, edges } = axisEdges(setup.axes[axis], finest.shape[axis], values.length);
        return {
          kind: "lines",
          title: setup.axes[axis].name,
          x: { label, scale: "linear" },
          y: { label: "relative spread", scale: "linear" },
          series: [{ label: generator, look: 0, form: "steps", x: edges, y: values }],
        };
      }),
    });
  }
  return out;
}
