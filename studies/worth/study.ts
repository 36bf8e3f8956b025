/**
 * The study of what a generated sample is worth: the claim in parts, the claim against the truth, and
 * the forecast that needs no truth.
 *
 * @module
 */
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { type Side, sidesOf } from "../../core/significance.ts";
import { classifiedCells, classifierOf, pictures } from "../ranks/classifier.ts";
import { worthKind } from "./measure.ts";
import { type Grid, type GridConfig, paperGrid, setupOf } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Estimate, Finding, Method } from "../shared/schema.ts";
import {
  counted,
  decimal,
  firstAndLast,
  grouped,
  measurement,
  plusMinus,
  range,
} from "../../render/sentence.ts";
import { target } from "../../core/target/mod.ts";
import { finenessOfSeries, finenessText, meanFineness } from "./fineness.ts";
import type { ReportStudy } from "../shared/study.ts";
import { nextSteps } from "../shared/next_step.ts";
import { superlative } from "../shared/superlative.ts";
import { type WorthResults, worthResults, type WorthSeries } from "./schema.ts";

/** As many points as the paper generates for each bin. */
const pointsPerBin = 1000;

function worthCell(grid: Grid, { method }: GridMethod, inputs: Record<string, Cell>): Cell {
  return worthKind.cell({
    config: {
      target: grid.target,
      nBins: [...grid.nBins],
      method: method.id,
      protocol: "exact",
      nTrain: grid.nTrain,
      pointsPerBin,
      volumesAt: 20,
    },
    seed: grid.seed,
    inputs,
    label: `worth ${method.label}`,
    cost: grid.runs * grid.draws * 0.05,
  });
}

/** Cell kind "worth-summary": puts together what the page of the study shows. */
export const worthSummaryKind = cellKind<GridConfig, WorthResults>({
  name: "worth-summary",
  version: 9,
  run({ grid, profile }, { inputs }) {
    const series = grid.methods.map(({ method }): WorthSeries => {
      const { exact, ...rest } = worthKind.record(inputs[`worth ${method.id}`]);
      return {
        method,
        ...rest,
        differential: exact.map((one, run) => {
          const { differential } = classifierOf(inputs, method, run);
          return {
            distance: differential.distance,
            pValue: differential.pValue,
            amplification: differential.amplification,
            lower: differential.amplificationLower,
            upper: differential.amplificationUpper,
            exactDistance: one.distance,
            exact: one.amplification,
          };
        }),
      };
    });
    const results: WorthResults = {
      setup: setupOf(grid),
      findings: findings(series, grid),
      nBins: [...grid.nBins],
      pointsPerBin,
      heldOut: pictures[profile].heldOut,
      series,
    };
    return { record: results };
  },
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

type Finest = { readonly method: Method; readonly row: WorthSeries["rows"][number] };

/** Whose sample is worth the most. */
function bestFinding(finest: readonly Finest[], bins: string): Finding {
  const { index, settled, names, next } = superlative(
    finest.map(({ method: { label }, row: { achieved: { value, error } } }) => ({
      label,
      value,
      error,
    })),
    { runs: finest[0].row.achieved.perRun.length },
  );
  const { method, row: { achieved, claimed } } = finest[index];
  const bare = ({ value, error }: Estimate): Estimate => ({ value, error });
  return {
    id: "best",
    sentence: `At ${bins} a sample generated with ${method.label} is worth ${
      plusMinus(achieved)
    } times its training events${
      settled ? ", more than that of any other method," : ""
    } and claims ${plusMinus(claimed)} times${
      settled ? "." : `; ${names} may be worth as much.${next}`
    }`,
    evidence: { achieved: bare(achieved), claimed: bare(claimed) },
  };
}

/** Where along the radius the forecast exceeds what is achieved, all rings and methods together. */
function exceedingFinding(
  series: readonly WorthSeries[],
  { runs, fairOf }: {
    readonly runs: number;
    readonly fairOf: (row: WorthSeries["rows"][number]) => number;
  },
): Finding | undefined {
  const rings = series.flatMap(({ method, rows, volumes: { nBins, centres, ratio } }) => {
    const fair = fairOf(rows.find((row) => row.nBins === nBins) ?? rows.at(-1)!);
    return ratio.map((ratio, i) => ({ method, radius: centres[i], ratio, fair }));
  });
  const sides = sidesOf(
    rings.map(({ ratio: { value, error }, fair }) => ({ value: value - fair, error })),
    runs,
  );
  const over = rings.filter((_, i) => sides[i] === "above");
  const exceeding = series.flatMap(({ method }) => {
    const its = over.filter((ring) => ring.method === method);
    if (its.length === 0) return [];
    const worst = its.reduce((a, b) => b.ratio.value > a.ratio.value ? b : a);
    return [{ ...worst, rings: its.length }];
  });
  if (exceeding.length === 0) return undefined;
  const { index, settled, names } = superlative(
    exceeding.map(({ method: { label }, ratio: { value, error } }) => ({ label, value, error })),
    { runs },
  );
  const most = exceeding[index];
  return {
    id: "volumes",
    sentence: `Along the radius the forecast exceeds what is achieved significantly somewhere in ${
      series[0].volumes.nBins
    } rings for ${counted(exceeding, series.length)}; ${
      settled ? "the most" : "as an example,"
    } for ${most.method.label}, in ${most.rings} ${
      most.rings === 1 ? "ring" : "rings"
    } and at r = ${decimal(most.radius, 2)} by a factor of ${plusMinus(most.ratio)}${
      settled ? "" : `, where ${names} may exceed it as much`
    }.`,
    evidence: Object.fromEntries(exceeding.map(({ method, ratio }) => [method.id, ratio])),
  };
}

/** What a generated sample is worth, in sentences computed from the numbers. */
export function findings(
  series: readonly WorthSeries[],
  { draws, nTrain, target: name }: Pick<Grid, "draws" | "nTrain" | "target">,
): Finding[] {
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const bare = ({ value, error }: Estimate): Estimate => ({ value, error });
  const finest = series.map(({ method, rows }) => ({ method, row: rows.at(-1)! }));
  const { nBins } = finest[0].row;
  const bins = `${nBins} × ${nBins} bins`;

  if (finest.length > 1) out.push(bestFinding(finest, bins));

  // A calibrated posterior of finitely many draws claims a little more than it achieves, and more so if they follow
  // each other.
  const fairOf = ({ autocorrelationTime = 1 }: WorthSeries["rows"][number]) =>
    calibratedRatio(draws, autocorrelationTime);
  const runs = finest[0].row.achieved.perRun.length;
  const excess = finest.map(({ row }) => ({
    value: row.ratio.value - fairOf(row),
    error: row.ratio.error,
  }));
  const sides = sidesOf(excess, runs);
  const claims = (id: string, side: Side | undefined, what: string, next = "") => {
    const who = finest.filter((_, i) => sides[i] === side);
    const fair = who.map(({ row }) => fairOf(row));
    if (who.length === 0) return;
    say(
      id,
      `At ${bins} ${what}, for ${counted(who, finest.length)}: claimed over achieved events are ${
        range(who.map(({ method: { label }, row: { ratio } }) => measurement(label, ratio)))
      }, where calibrated posteriors have ${
        [...new Set([Math.min(...fair), Math.max(...fair)].map((ratio) => decimal(ratio, 2)))].join(
          " to ",
        )
      } in expectation.${next}`,
      Object.fromEntries(who.map(({ method, row }) => [method.id, bare(row.ratio)])),
    );
  };
  claims("over-claimed", "above", "more is claimed than the distance from the truth bears out");
  claims("under-claimed", "below", "less is claimed than the distance from the truth bears out");
  claims(
    "borne-out",
    undefined,
    `claim and distance from the truth do not differ significantly in ${runs} runs`,
    nextSteps(
      finest.flatMap(({ method: { label } }, i) =>
        sides[i] === undefined ? [{ label, difference: excess[i] }] : []
      ),
      { runs, alarms: 0.05 / finest.length },
    ),
  );

  const common = finest.filter(({ row }) =>
    row.systematicShare !== null && row.systematicShare > 0
  );
  if (common.length > 0) {
    say(
      "systematic",
      `At ${bins} the runs of ${counted(common, finest.length)} have ${
        range(
          common.map(({ method: { label }, row: { systematicShare } }) => ({
            label,
            value: systematicShare!,
            text: `${decimal(100 * systematicShare!, 0)} %`,
          })),
        )
      } of their squared error in common: what other training sets of the same size would not cure.`,
      Object.fromEntries(
        common.map(({ method, row }) => [method.id, { value: row.systematicShare!, error: null }]),
      ),
    );
  }

  const axes = target(name).axes.length;
  const fineness = series.map((one) => ({ ...one, ...finenessOfSeries(one, axes) }));
  const coarsest = decimal(series[0].rows[0].nBins, 0);
  say(
    "break-even",
    `Measured against the truth, a generated sample is worth more than its ${
      grouped(nTrain)
    } training events from so many bins along each axis on, of those from ${coarsest} to ${nBins}: ${
      firstAndLast(fineness.map(({ method: { label }, achieved, claimed }) => ({
        label,
        value: meanFineness(achieved),
        text: `${finenessText(achieved)}, by its own claim ${finenessText(claimed)}`,
      })))
    }.`,
    Object.fromEntries(
      fineness.flatMap(({ method, breakEven: { achieved } }) =>
        achieved === null ? [] : [[method.id, bare(achieved)]]
      ),
    ),
  );

  const volumesFinding = exceedingFinding(series, { runs, fairOf });
  if (volumesFinding !== undefined) out.push(volumesFinding);

  const differential = series.flatMap(({ method, differential }) => {
    const bounded = differential.filter(({ upper }) => upper !== null);
    return bounded.length < differential.length ? [] : [{ method, all: bounded }];
  });
  if (differential.length > 0) {
    say(
      "differential",
      `Where generated and true points differ most, no bins chosen beforehand, the generated sample is worth ${
        range(
          differential.map(({ method, all }) =>
            measurement(
              `${method.label}; ${
                plusMinus({ value: mean(all.map(({ exact }) => exact)), error: null })
              } with the truth known`,
              { value: mean(all.map(({ amplification }) => amplification!)), error: null },
            )
          ),
        )
      } times the training sample, mean over runs.`,
      Object.fromEntries(
        differential.map(({ method, all }) => [
          method.id,
          { value: mean(all.map(({ amplification }) => amplification!)), error: null },
        ]),
      ),
    );
  }
  return out;
}

/** The claim in parts, the claim against the truth, and the forecast that needs no truth. */
export const study: ReportStudy<WorthResults> = {
  name: "worth",
  title: "Worth",
  kinds: [worthKind, worthSummaryKind],
  results: worthResults,
  page: {
    group: "Amplification",
    name: "Claim and truth",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = paperGrid(profile);
    return worthSummaryKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs: classifiedCells(grid, profile, "worth", worthCell),
      label: "summary of what the sample is worth",
      cost: 1,
    });
  },
};
