/**
 * The pictures of the idea to play with.
 *
 * @module
 */
import type { Axis, Chart, LinesPanel, Look, Series } from "../../render/charts/chart.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { coveragePanel, ends, estimates } from "../../render/charts/panels.ts";
import { middles } from "../../render/charts/steps.ts";
import { lookOf } from "../../studies/shared/view.ts";
import type { Events, Learned } from "./play.ts";
import { methodOf, rangeOf, targetOf } from "./setting.ts";
import type { State } from "./state.ts";

/** What is known at one moment. */
export interface Moment {
  /** The latest training set. */
  readonly events: Events;
  /** What was learned from each training set so far. */
  readonly learned: readonly Learned[];
}

/** Looks of intervals that hold the truth, and of those that miss it. */
const holding: Look = 0, missing: Look = 5;

/** The look of what a sample claims. */
const claiming: Look = 2;

/** Whether the interval of each bin holds the truth. */
export function hitsOf({ bins: { lower, upper } }: Learned): boolean[] {
  return lower.map((end, bin) => end <= 1 && upper[bin] >= 1);
}

function methodIn({ method }: State): { readonly label: string; readonly look: Look } {
  const { method: shown } = methodOf(method);
  return { label: shown.label, look: lookOf(shown) };
}

/** Training events as densities with their counting errors. */
function eventSeries({ edges, counts }: Events, { events }: State): Series {
  const scale = 1 / (events * (edges[1] - edges[0]));
  const y = counts.map((count) => count * scale);
  return {
    label: "training events",
    look: "truth",
    form: "symbols",
    x: middles(edges),
    y,
    ...ends(y, counts.map((count) => Math.sqrt(count) * scale)),
  };
}

function densityPanel(state: State, { events, learned }: Moment, x: Axis): LinesPanel {
  const { truth } = events;
  const latest = learned.at(-1);
  return {
    kind: "lines",
    title: "Density",
    shape: 0.48,
    x: { ...x, bare: true },
    y: { label: "density", scale: "linear", domain: [0, 1.3 * Math.max(...truth.density)] },
    series: [
      {
        ...methodIn(state),
        form: "line",
        x: latest === undefined ? [] : truth.x,
        y: latest?.density.mean ?? [],
        lower: latest?.density.lower ?? [],
        upper: latest?.density.upper ?? [],
      },
      { label: "truth", look: "truth", form: "line", x: truth.x, y: truth.density },
      eventSeries(events, state),
    ],
  };
}

/** The intervals of the bins over the truth: those that hold it, or those that miss it. */
function intervals(latest: Learned | undefined, held: boolean): Series {
  const hits = latest === undefined ? [] : hitsOf(latest);
  const pick = (values: readonly number[] = []) => values.filter((_, bin) => hits[bin] === held);
  const bins = latest?.bins;
  return {
    label: held ? "interval holds the truth" : "interval misses it",
    look: held ? holding : missing,
    form: "symbols",
    x: pick(bins?.middles),
    y: pick(bins?.mean),
    lower: pick(bins?.lower),
    upper: pick(bins?.upper),
  };
}

function densityChart(state: State, moment: Moment): Chart {
  const toy = targetOf(state.target), [{ name, symbol }] = toy.axes;
  const x: Axis = { label: `${name} ${symbol}`, scale: "linear", domain: rangeOf(toy) };
  const latest = moment.learned.at(-1);
  return {
    id: "play-density",
    title: latest === undefined
      ? "Training set 1, and the truth that it comes from"
      : `Training set ${latest.set}: ${
        hitsOf(latest).filter((hit) => hit).length
      } of ${state.bins} intervals hold the truth`,
    caption:
      "Top: the training events with their counting errors, and the mean of the drawn densities with their central 68 %. Bottom: the mass of each bin over its true mass, with the same interval, in bins of equal true mass. Two in three intervals of a calibrated posterior hold the truth.",
    description:
      "The learned density follows the truth within its band; under it an interval for each bin, marked by whether it holds the truth.",
    panels: [densityPanel(state, moment, x), {
      kind: "lines",
      title: "Bin by bin",
      shape: 0.3,
      x,
      y: { label: "over truth", scale: "linear", domain: [0.5, 1.5], ticks: [0.5, 1, 1.5] },
      references: [{ label: "truth", along: "horizontal", at: 1 }],
      series: [intervals(latest, true), intervals(latest, false)],
    }],
    stacked: true,
  };
}

const coverageTitles = {
  calibrated: "The intervals hold the truth about as often as they say",
  narrow: "The intervals are too narrow: they miss the truth too often",
  wide: "The intervals are too wide: they hold the truth too often",
  few: "Too few of the draws are independent to judge the intervals",
} as const;

function coverageChart(state: State, { coverage }: Learned): Chart {
  const { nominal, share, lower, upper, standing } = coverage;
  return {
    id: "play-coverage",
    title: coverageTitles[standing],
    caption:
      "Share of the bins of all training sets so far whose central interval holds the truth, against its nominal level. Grey: where 95 % of calibrated posteriors lie, with as many sets and with bins as correlated.",
    description:
      "A curve from 0 to 1 beside the diagonal, and a grey band around it that narrows with every training set.",
    panels: [coveragePanel("Coverage", {
      regions: [{ label: "calibrated posteriors", x: nominal, lower, upper }],
      series: [{ ...methodIn(state), form: "both", x: nominal, y: share }],
    })],
  };
}

function worthTitle({ set, coverage: { standing }, worth: { side } }: Learned): string {
  if (set === 1 || standing === "few") {
    return "What the sample claims to be worth, and what it is worth";
  }
  return side === undefined
    ? "The sample may be worth what it claims"
    : side === "above"
    ? "The sample is worth less than it claims"
    : "The sample is worth more than it claims";
}

/** Equivalent events after each training set, beside each other. */
function worthSeries(
  learned: readonly Learned[],
  which: "claimed" | "achieved",
  look: Look,
): Series {
  const beside = which === "claimed" ? -0.1 : 0.1;
  return {
    label: which,
    look,
    form: "symbols",
    ...estimates(
      learned.map(({ set }) => set + beside),
      learned.map(({ worth }) => worth[which]),
    ),
  };
}

/** Numbers of training sets that have room along an axis. */
const mostTicks = 8;

function worthChart(state: State, learned: readonly Learned[]): Chart {
  const series = [
    worthSeries(learned, "claimed", claiming),
    worthSeries(learned, "achieved", methodIn(state).look),
  ];
  const sets = Math.max(state.sets, 2), stride = Math.ceil(sets / mostTicks);
  return {
    id: "play-worth",
    title: worthTitle(learned[learned.length - 1]),
    caption:
      "True events that a generated sample is worth, after each training set: claimed by the spread of the draws, and achieved by their mean. Bars: one standard error between sets. Dotted: the training events.",
    description:
      "For each number of training sets a point for the claimed and one for the achieved equivalent events, on a logarithmic axis; a line marks the number of training events.",
    panels: [{
      kind: "lines",
      title: "Equivalent events",
      shape: 1,
      x: {
        label: "training sets",
        scale: "linear",
        domain: [0.5, sets + 0.5],
        ticks: Array.from({ length: Math.floor(sets / stride) }, (_, i) => stride * (i + 1)),
      },
      y: {
        label: "equivalent true events",
        scale: "log",
        domain: logDomain([
          state.events,
          ...series.flatMap(({ y, lower = [], upper = [] }) => [...y, ...lower, ...upper]),
        ]),
      },
      references: [{ label: "training events", along: "horizontal", at: state.events }],
      series,
    }],
  };
}

/** The pictures of a moment: that of the latest training set, and once something was learned those of all sets. */
export function chartsOf(state: State, moment: Moment): Chart[] {
  const { learned } = moment;
  const latest = learned.at(-1);
  return [
    densityChart(state, moment),
    ...latest === undefined ? [] : [coverageChart(state, latest), worthChart(state, learned)],
  ];
}
