/**
 * The charts of the overview.
 *
 * @module
 */
import { target } from "../../core/target/mod.ts";
import type {
  Axis,
  Chart,
  LinesPanel,
  PointsPanel,
  Region,
  Series,
} from "../../render/charts/chart.ts";
import { ends, estimates } from "../../render/charts/panels.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { plain } from "../../render/format.ts";
import { capital, counted, spelled } from "../../render/sentence.ts";
import { trainingData } from "../../studies/shared/fit.ts";
import { seed } from "../../studies/shared/grid.ts";
import { lookOf, representatives } from "../../studies/shared/view.ts";
import type { Joined, Overview } from "./joined.ts";
import { growthOf } from "./sentences.ts";

/** Width of the bins of the training events along the radius, and the fewest events in one that is drawn. */
const binWidth = 0.25, fewest = 30;

/** Training events of the first run along the radius, as densities and over the truth, with their counting errors. */
function binnedEvents({ setup }: Overview) {
  const { axes: [radial], coordinates, dimension } = target(setup.target.name);
  const points = trainingData(seed, { target: setup.target.name, nTrain: setup.nTrain, run: 0 });
  const axes = coordinates(points).length / (points.length / dimension);
  const counts = new Map<number, number>();
  coordinates(points).forEach((value, i) => {
    if (i % axes !== 0) return;
    const bin = Math.floor(value / binWidth);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  });
  const shown = [...counts].filter(([, count]) => count >= fewest).sort(([a], [b]) => a - b);
  const expected = shown.map(([bin]) =>
    setup.nTrain * (radial.cdf((bin + 1) * binWidth) - radial.cdf(bin * binWidth))
  );
  const scaled = (scale: (i: number) => number) => {
    const y = shown.map(([, count], i) => count / scale(i));
    return { y, ...ends(y, shown.map(([, count], i) => Math.sqrt(count) / scale(i))) };
  };
  return {
    x: shown.map(([bin]) => (bin + 0.5) * binWidth),
    density: scaled(() => setup.nTrain * binWidth),
    ratio: scaled((i) => expected[i]),
  };
}

/** The training events that the picture of the data shows. */
export function eventsPanel({ ring: { data: { sample } } }: Overview): PointsPanel {
  const reach = sample.reduce((most, [a, b]) => Math.max(most, Math.abs(a), Math.abs(b)), 0);
  const axis = (label: string): Axis => ({
    label,
    scale: "linear",
    domain: [-Math.ceil(reach), Math.ceil(reach)],
  });
  return {
    kind: "points",
    title: "training events",
    x: axis("x₁"),
    y: axis("x₂"),
    points: sample,
  };
}

/** Share of bins and runs whose interval of one standard deviation holds the truth, along the radius. */
function holding({ calibration: { oneSigmaMap: { share } } }: Joined): number[] {
  return share.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
}

/** Data, learned densities with their bands, truth, and how often the bands hold it. */
export function heroChart(overview: Overview): Chart {
  const { setup, methods, ring: { data: { radial } }, calibration: { data } } = overview;
  const [axis] = target(setup.target.name).axes;
  const [inner, outer] = [axis.quantile(0), axis.quantile(0.98)];
  const shown = representatives(methods);
  const events = binnedEvents(overview);
  const r: Axis = { label: "radius r", scale: "linear", domain: [inner - 0.6, outer] };
  const above: Axis = { ...r, bare: true };
  const learned = shown.flatMap(({ method }) =>
    radial.methods.filter((posterior) => posterior.method.id === method.id)
  );
  const highest = Math.max(...radial.truth);
  const inside = (i: number) => radial.truth[i] > 0.05 * highest;
  const overTruth = (values: readonly number[]) =>
    values.map((value, i) => inside(i) ? value / radial.truth[i] : null);
  const { nBins } = shown[0].calibration.oneSigmaMap;
  const centres = Array.from({ length: nBins }, (_, i) => axis.quantile((i + 0.5) / nBins));
  const line = (method: Joined["method"]) =>
    ({ label: method.label, look: lookOf(method), form: "line", x: radial.radius }) as const;
  const eventSeries = (values: typeof events.density): Series => ({
    label: "training events",
    look: "truth",
    form: "symbols",
    x: events.x,
    ...values,
  });
  const density: LinesPanel = {
    kind: "lines",
    title: "Density",
    shape: 0.36,
    x: above,
    y: { label: "density", scale: "linear", domain: [0, Math.ceil(12 * highest) / 10] },
    series: [
      ...learned.map(({ method, median, lower68, upper68 }): Series => ({
        ...line(method),
        y: median,
        lower: lower68,
        upper: upper68,
      })),
      { label: "truth", look: "truth", form: "line", x: radial.radius, y: radial.truth },
      eventSeries(events.density),
    ],
  };
  const ratio: LinesPanel = {
    kind: "lines",
    title: "Over the truth",
    shape: 0.26,
    x: above,
    y: { label: "over truth", scale: "linear", domain: [0.8, 1.2], ticks: [0.8, 0.9, 1, 1.1, 1.2] },
    series: [
      ...learned.map(({ method, median, lower68, upper68 }): Series => ({
        ...line(method),
        y: overTruth(median),
        lower: overTruth(lower68),
        upper: overTruth(upper68),
      })),
      eventSeries(events.ratio),
    ],
    references: [{ label: "truth", along: "horizontal", at: 1 }],
  };
  const hits: LinesPanel = {
    kind: "lines",
    title: "How often the interval of a bin holds the truth",
    shape: 0.24,
    x: r,
    y: { label: "holds truth", scale: "linear", domain: [0, 1], ticks: [0, 0.5, 1] },
    series: shown.map((entry) => ({
      label: entry.method.label,
      look: lookOf(entry.method),
      form: "line",
      x: centres,
      y: holding(entry),
    })),
    references: [{
      label: "if calibrated",
      along: "horizontal",
      at: data.oneSigmaExpected,
    }],
  };
  const low = shown.filter(({ calibration: { radius: { deviation, lower } } }) =>
    deviation[0] < lower[0]
  );
  return {
    id: "overview-density",
    title: low.length === 0
      ? "What the flows learned, and how often their error bars hold the truth"
      : `At the inner edge the error bars of ${
        low.length === shown.length
          ? shown.length === 1 ? "the posterior" : counted(low, shown.length, "posteriors")
          : low[0].method.label
      } miss the truth`,
    caption: `Top and middle: the first run, its ${
      plain(setup.nTrain)
    } training events, and the median of the drawn densities with their central 68 %. Bottom: share of ${
      plain(nBins * nBins)
    } bins and ${
      plain(setup.runs)
    } runs in which the true mass lies within one standard deviation of the mean of the draws; dotted, the ${
      plain(Number(data.oneSigmaExpected.toFixed(3)))
    } of calibrated draws.`,
    description:
      "The learned densities follow the truth but leak into the hole below the inner edge; the share of bins whose interval holds the truth falls there.",
    panels: [density, ratio, hits],
    stacked: true,
  };
}

/** Claimed against achieved amplification of every method. */
export function claimChart({ methods, nBins }: Overview): Chart {
  const over = methods.filter(({ claim: { side } }) => side === "above").length;
  const judged = methods.filter(({ claim }) => claim.judged).length;
  const claimed = methods.map(({ worth }) => worth.claimed);
  const achieved = methods.map(({ worth }) => worth.achieved);
  const reach = logDomain([...claimed, ...achieved].flatMap(({ value, error }) => [
    value,
    value + (error ?? 0),
    Math.max(value / 2, value - (error ?? 0)),
  ]));
  // There is room for the names at the right of their points.
  const across: [number, number] = [reach[0], 4 * reach[1]];
  const more: Region = {
    label: "claims more than it is worth",
    x: across,
    lower: [reach[0], reach[0]],
    upper: across,
  };
  return {
    id: "overview-claim",
    title: over === 0
      ? "No sample is shown to be worth less than it claims"
      : `${capital(spelled(over))} of ${spelled(judged)} samples ${
        judged < methods.length ? "that can be judged " : ""
      }${over === 1 ? "is" : "are"} worth less than ${over === 1 ? "it claims" : "they claim"}`,
    caption:
      `Equivalent true events over training events at ${nBins} × ${nBins} bins: what the posterior's spread claims, and what its distance from the truth supports. Bars: one standard error. On the dotted line the claim is met.`,
    description:
      "Points of all methods in the plane of claimed and achieved amplification, on logarithmic axes; below the diagonal the claim exceeds what is achieved.",
    panels: [{
      kind: "lines",
      title: "claimed and achieved",
      shape: 0.85,
      x: { label: "claimed: training samples replaced", scale: "log", domain: across },
      y: { label: "achieved: training samples replaced", scale: "log", domain: reach },
      regions: [more],
      references: [{ label: "claim met", along: "diagonal" }],
      series: methods.map(({ method, worth }): Series => ({
        label: method.label,
        look: lookOf(method),
        form: "symbols",
        ...estimates([worth.claimed.value], [worth.achieved]),
        tag: `${method.parameter.symbol} = ${plain(method.parameter.value)}`,
      })),
    }],
  };
}

/** The equivalent number of true events against that of training events. */
export function growthChart(overview: Overview): Chart {
  const { trainingSize: { data: { series, nBins, setup } } } = overview;
  const sizes = series.map((member) => member.setup.nTrain);
  const look = lookOf(setup.methods[0]);
  const shown = [...new Set([0.45, 0.7, 1].map((at) => Math.round(at * (nBins.length - 1))))];
  const events = (i: number, name: "claimed" | "achieved") =>
    estimates(
      sizes,
      series.map(({ rows, setup: { nTrain } }) => {
        const { value, error } = rows[i][name];
        return { value: value * nTrain, error: error === null ? null : error * nTrain };
      }),
    );
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const lines = shown.flatMap((i): Series[] => [
    {
      label: "achieved",
      look,
      form: "both",
      ...events(i, "achieved"),
      tag: `${nBins[i]} × ${nBins[i]}`,
    },
    { label: "claimed", look, form: "line", faint: true, x: sizes, y: events(i, "claimed").y },
  ]);
  const titles = {
    level: "A larger training sample does not make the generated one worth more",
    less: "A larger training sample helps, but less than in proportion",
    proportional: "A larger training sample makes the generated one worth more",
    falls: "A larger training sample makes the generated one worth less",
  };
  return {
    id: "overview-growth",
    title: titles[growthOf(overview)],
    caption: `True events that a generated sample of ${setup.methods[0].label} is worth, for ${
      spelled(shown.length)
    } numbers of bins, against the training events; mean over ${
      spelled(series[0].setup.runs)
    } runs, bars: one standard error. Dotted lines: what the posterior claims. Above the diagonal a generated sample is worth more than its training sample.`,
    description:
      "Achieved equivalent events against training events on logarithmic axes, one line for each number of bins, nearly level; the diagonal marks no gain.",
    panels: [{
      kind: "lines",
      title: "equivalent events",
      shape: 0.85,
      x: { label: "training events N", scale: "log", domain: [least / 1.25, 3 * most] },
      y: {
        label: "equivalent true events",
        scale: "log",
        domain: logDomain(
          lines.flatMap(({ y }) => y.flatMap((v) => v === null || v <= 0 ? [] : [v])),
        ),
      },
      references: [{ label: "no gain", along: "diagonal" }],
      series: lines,
    }],
  };
}
