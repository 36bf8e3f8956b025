/**
 * The study of the length: what fits give after more and more of their steps.
 *
 * @module
 */
import { bootstrapRuns, expectedOneSigma, levelsOf } from "../../core/calibration/mod.ts";
import { meanOverRuns, valueAndError } from "../../core/estimate.ts";
import { target } from "../../core/target/mod.ts";
import { type Grid, setupOf, wholeGrid } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { type Artefact, cellKind } from "../../runner/cell.ts";
import type { Estimate, Setup } from "../shared/schema.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { findings, overturnedBy } from "./findings.ts";
import {
  cellsAfter,
  lengthArrays,
  lengthKind,
  type LengthRow,
  lengthsOf,
  runsAfter,
} from "./measure.ts";
import {
  type LengthPoint,
  type LengthResults,
  lengthResults,
  type LengthSeries,
  type Moved,
} from "./schema.ts";

/** Methods with more than one length. */
function methodsOf(grid: Grid): GridMethod[] {
  return grid.methods.filter((method) => lengthsOf(method).length > 1);
}

/** What the summary is given of the fits. */
interface SummaryConfig {
  readonly target: string;
  readonly setup: Setup;
  readonly nBins: readonly number[];
  /** For each method of the set-up the lengths of its fits, the whole one last. */
  readonly lengths: readonly (readonly number[])[];
}

/** The mean over runs. */
function overRuns(values: readonly number[]): Estimate {
  return valueAndError(meanOverRuns(values));
}

/** A quantity of each run at some length and at the end. */
function movedBy(here: readonly number[], whole: readonly number[]): Moved {
  return { ...overRuns(here), toWhole: overRuns(whole.map((value, run) => value - here[run])) };
}

/** Mean absolute deviation of the mean curve over runs, at a length and at the end. */
function madOf(
  here: readonly ArrayLike<number>[],
  whole: readonly ArrayLike<number>[],
  nominal: Float64Array,
): Moved {
  const mad = (curves: readonly ArrayLike<number>[], weights: Float64Array) =>
    nominal.reduce((sum, level, j) => {
      const covered = curves.reduce((sum, curve, run) => sum + weights[run] * curve[j], 0);
      return sum + Math.abs(covered - level) / nominal.length;
    }, 0);
  const [value, toWhole] = bootstrapRuns(here.length, (weights) => {
    const deviation = mad(here, weights);
    return [deviation, mad(whole, weights) - deviation];
  }).map(valueAndError);
  return { ...value, toWhole };
}

function pointOf(
  steps: number,
  here: readonly Artefact[],
  whole: readonly Artefact[],
  setting: { readonly draws: number; readonly nTrain: number },
): LengthPoint {
  const { nominal } = levelsOf(setting.draws, { method: "interpolated" });
  const rowsOf = (artefacts: readonly Artefact[], i: number) =>
    artefacts.map((artefact) => lengthKind.record(artefact).rows[i]);
  const numbers = (artefacts: readonly Artefact[], name: string) =>
    artefacts.map(({ arrays }) => arrays[name].values);
  const curvesAt = (artefacts: readonly Artefact[], i: number) =>
    numbers(artefacts, lengthArrays.curves).map((values) =>
      values.subarray(i * nominal.length, (i + 1) * nominal.length)
    );
  const along = (name: string) => {
    const runs = numbers(here, name);
    return Array.from(runs[0], (_, bin) => overRuns(runs.map((values) => values[bin])));
  };
  const innermost = (artefacts: readonly Artefact[]) =>
    numbers(artefacts, lengthArrays.deviation).map(([first]) => first);
  const deviation = along(lengthArrays.deviation);
  return {
    steps,
    rows: lengthKind.record(here[0]).rows.map(({ nBins }, i) => {
      const now = rowsOf(here, i), end = rowsOf(whole, i);
      const moved = (pick: (row: LengthRow) => number) => movedBy(now.map(pick), end.map(pick));
      return {
        nBins,
        mad: madOf(curvesAt(here, i), curvesAt(whole, i), nominal),
        signed: moved((row) => row.signed),
        oneSigma: moved((row) => row.oneSigma),
        width: moved((row) => row.width),
        amplification: [...now, ...end].some(({ events }) => events === null)
          ? null
          : moved((row) => row.events! / setting.nTrain),
        divergence: moved((row) => row.divergence),
      };
    }),
    edge: movedBy(innermost(here), innermost(whole)),
    radius: {
      deviation: deviation.map(({ value }) => value),
      error: deviation.map(({ error }) => error),
      mass: along(lengthArrays.mass).map(({ value }) => value),
      spread: along(lengthArrays.spread).map(({ value }) => value),
    },
  };
}

/** Cell kind "length-summary": puts together what the page of the study shows. */
export const lengthSummaryKind = cellKind<SummaryConfig, Recorded<LengthResults>>({
  name: "length-summary",
  version: 3,
  run({ target: name, setup, nBins, lengths }, { inputs }) {
    const series = setup.methods.map((method, i): LengthSeries => {
      const at = (steps: number) => runsAfter(inputs, method, steps, setup.runs);
      const whole = at(lengths[i][lengths[i].length - 1]);
      return {
        method,
        points: lengths[i].map((steps) => pointOf(steps, at(steps), whole, setup)),
      };
    });
    const [radial] = target(name).axes;
    const rings = series[0].points[0].radius.mass.length;
    const calibratedOneSigma = expectedOneSigma(setup.draws);
    const results: Recorded<LengthResults> = {
      setup,
      nBins: [...nBins],
      centres: Array.from({ length: rings }, (_, ring) => radial.quantile((ring + 0.5) / rings)),
      calibratedOneSigma,
      series,
      overturned: overturnedBy(series, setup.runs, calibratedOneSigma),
    };
    return { record: results };
  },
});

/** What do more steps change? */
export const study: ReportStudy<LengthResults> = {
  name: "length",
  title: "Length of fits",
  kinds: [lengthKind, lengthSummaryKind],
  results: lengthResults,
  findings,
  page: {
    name: "Length of fits",
    optional: true,
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = wholeGrid(profile);
    const methods = methodsOf(grid);
    const config: SummaryConfig = {
      target: grid.target,
      setup: setupOf({ ...grid, methods }),
      nBins: grid.nBins,
      lengths: methods.map(lengthsOf),
    };
    return lengthSummaryKind.cell({
      config: config,
      seed: grid.seed,
      inputs: Object.assign({}, ...methods.map((method) => cellsAfter(grid, method))),
      label: "summary of the length of fits",
      cost: 1,
    });
  },
};
