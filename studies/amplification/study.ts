/**
 * The study of amplification: how many truth events is the generated sample worth?
 *
 * @module
 */
import { amplificationKind, amplificationKind as measureKind } from "./measure.ts";
import { everyRun, type Grid, type GridConfig, paperGrid, setupOf } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { massesCell } from "../shared/fit_cells.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import { sidesOf } from "../../core/significance.ts";
import type { Finding, Protocol, Setup } from "../shared/schema.ts";
import { decimal, inText, measurement, named, range } from "../../render/sentence.ts";
import { seriesCells, seriesOf } from "../shared/series.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { beatingSentence } from "../shared/break_even.ts";
import { reach } from "./reach.ts";
import {
  type AmplificationResults,
  amplificationResults,
  type AmplificationSeries,
} from "./schema.ts";

/** How many of the finest binnings the power law goes through, where there are as many. */
const fitted = 8;

/** Amplification of a method over all runs. */
export function measureCell(grid: Grid, method: GridMethod, protocol: Protocol): Cell {
  return measureKind.cell({
    config: {
      target: grid.target,
      nBins: [...grid.nBins],
      method: method.method.id,
      protocol,
      nTrain: grid.nTrain,
      fitted,
    },
    seed: grid.seed,
    inputs: everyRun(grid, (run) => massesCell(grid, method, run)),
    label: `amplification ${method.method.label}, ${protocol} masses`,
    cost: grid.runs * grid.draws * 0.1,
  });
}

/** Cell kind "amplification-summary": puts together what the page of the study shows. */
export const amplificationSummaryKind = cellKind<GridConfig, Recorded<AmplificationResults>>({
  name: "amplification-summary",
  version: 7,
  run(config, { inputs }) {
    const grid = config.grid;
    const series = seriesOf(grid, amplificationKind, inputs);
    const results: Recorded<AmplificationResults> = {
      setup: setupOf(grid),
      nBins: [...grid.nBins],
      series,
    };
    return { record: results };
  },
});

/** What generated samples claim to be worth, in sentences computed from the numbers. */
export function findings(
  all: readonly AmplificationSeries[],
  { nTrain, draws, runs }: Pick<Setup, "nTrain" | "draws" | "runs">,
): Finding[] {
  const out: Finding[] = [];
  const exact = all.filter(({ protocol }) => protocol === "exact");
  const worth = exact.flatMap((series) => {
    const from = reach(series);
    return from === null ? [] : [{ series, ...from }];
  });
  const silent = exact.filter((series) => reach(series) === null);
  if (worth.length > 0) {
    out.push({
      id: "break-even",
      sentence: beatingSentence(
        worth.map(({ series: { method: { label } }, where, rank }) => ({ label, where, rank })),
        "by the paper's estimator without its bias",
      ),
      evidence: Object.fromEntries(
        worth.flatMap(({ series, mean }) =>
          mean === null ? [] : [[series.method.id, { value: mean, error: null }]]
        ),
      ),
    });
  }
  const slopes = exact.flatMap(({ method, fit: { logarithmic } }) =>
    logarithmic === null ? [] : [{ method, b: logarithmic.b }]
  );
  if (slopes.length > 0) {
    const fittedRows = Math.min(fitted, exact[0].rows.length);
    const sides = sidesOf(slopes.map(({ b }) => b), runs);
    const growing = slopes.filter((_, i) => sides[i] === "above");
    out.push({
      id: "slope",
      sentence: `${
        growing.length === 0
          ? "A growth of the paper's estimator with the number of bins is not shown."
          : `The paper's estimator grows with the number of bins for ${
            named(growing.map(({ method }) => method), slopes.length)
          }.`
      } The exponent of a power law through the ${fittedRows} finest binnings is ${
        range(slopes.map(({ method: { label }, b }) => measurement(label, b)))
      }. An error that is the same fraction of every bin gives 1.`,
      evidence: Object.fromEntries(slopes.map(({ method, b }) => [method.id, b])),
    });
  }
  const scaled = all.filter(({ protocol }) => protocol === "scaled");
  const capped = scaled.flatMap(({ method, rows }) => {
    const { bins, unbiased } = rows[rows.length - 1];
    return unbiased === null
      ? []
      : [{ method, share: unbiased.mean.value * nTrain / (1000 * bins) }];
  });
  if (capped.length > 0) {
    out.push({
      id: "counting-cap",
      sentence:
        `With 1000 generated points a bin, counting noise alone caps the paper's estimator at 1000 events a bin. At the finest binning it reaches a part of that, ${
          range(
            capped.map(({ method: { label }, share }) => ({
              label: inText(label),
              value: share,
              text: `${decimal(100 * share, 1)} %`,
            })),
          )
        }.`,
      evidence: Object.fromEntries(
        capped.map(({ method, share }) => [method.id, { value: share, error: null }]),
      ),
    });
  }
  if (silent.length > 0) {
    out.push({
      id: "too-few-draws",
      sentence: `The paper's estimator cannot be freed of its bias for ${
        named(silent.map(({ method }) => method), exact.length)
      }: at some number of bins the ${draws} draws of a run are worth fewer than four independent ones.`,
      evidence: Object.fromEntries(silent.map(({ method, rows }) => [method.id, {
        value: Math.max(...rows.map(({ autocorrelationTime }) => autocorrelationTime)),
        error: null,
      }])),
    });
  }
  return out;
}

/** How many truth events is the generated sample worth? */
export const study: ReportStudy<AmplificationResults> = {
  name: "amplification",
  title: "Amplification",
  kinds: [amplificationKind, amplificationSummaryKind],
  results: amplificationResults,
  findings: ({ series, setup }) => findings(series, setup),
  page: {
    name: null,
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = paperGrid(profile);
    return amplificationSummaryKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs: seriesCells(grid, measureCell),
      label: "summary of amplification",
      cost: 1,
    });
  },
};
