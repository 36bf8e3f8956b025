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
import type { Finding, Protocol } from "../shared/schema.ts";
import {
  decimal,
  firstAndLast,
  grouped,
  listed,
  measurement,
  range,
} from "../../render/sentence.ts";
import { seriesCells, seriesOf } from "../shared/series.ts";
import type { ReportStudy } from "../shared/study.ts";
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
export const amplificationSummaryKind = cellKind<GridConfig, AmplificationResults>({
  name: "amplification-summary",
  version: 6,
  run(config, { inputs }) {
    const grid = config.grid;
    const series = seriesOf(grid, amplificationKind, inputs);
    const results: AmplificationResults = {
      setup: setupOf(grid),
      findings: findings(series, grid),
      nBins: [...grid.nBins],
      series,
    };
    return { record: results };
  },
});

/** What generated samples claim to be worth, in sentences computed from the numbers. */
export function findings(
  all: readonly AmplificationSeries[],
  { nTrain, draws }: Pick<Grid, "nTrain" | "draws">,
): Finding[] {
  const out: Finding[] = [];
  const exact = all.filter(({ protocol }) => protocol === "exact");
  const worth = exact.flatMap((series) => {
    const from = reach(series);
    return from === null ? [] : [{ series, ...from }];
  });
  const silent = exact.filter((series) => reach(series) === null);
  const { rows } = exact[0];
  if (worth.length > 0) {
    out.push({
      id: "break-even",
      sentence: `By its posterior's spread, a generated sample claims to be worth more than its ${
        grouped(nTrain)
      } training events from so many bins along each axis on, of those from ${rows[0].nBins} to ${
        rows[rows.length - 1].nBins
      }: ${
        firstAndLast(
          worth.map(({ series, text, rank }) => ({
            label: series.method.label,
            text,
            value: rank,
          })),
        )
      }.`,
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
    out.push({
      id: "slope",
      sentence:
        `The claimed amplification grows with the number of bins as a power law; on the ${fittedRows} finest binnings its exponent is ${
          range(slopes.map(({ method: { label }, b }) => measurement(label, b)))
        }. An error that were the same fraction of every bin would give 1.`,
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
        `With 1000 generated points a bin, counting noise alone caps the claim at 1000 events a bin; at the finest binning the claims reach ${
          range(
            capped.map(({ method: { label }, share }) => ({
              label,
              value: share,
              text: `${decimal(100 * share, 1)} %`,
            })),
          )
        } of that cap.`,
      evidence: Object.fromEntries(
        capped.map(({ method, share }) => [method.id, { value: share, error: null }]),
      ),
    });
  }
  if (silent.length > 0) {
    out.push({
      id: "too-few-draws",
      sentence: `No amplification is stated for ${
        listed(silent.map(({ method }) => method.label))
      }: at some binning the ${draws} draws of a run are worth fewer than four independent ones.`,
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
  page: {
    group: "Amplification",
    name: "Amplification",
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
