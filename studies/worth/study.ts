/**
 * The study of what a generated sample is worth: the claim in parts, the claim against the truth, and
 * the forecast that needs no truth.
 *
 * @module
 */
import { type Side, sidesOf } from "../../core/significance.ts";
import { classifiedCells, classifierOf, pictures } from "../ranks/classifier.ts";
import { type Claiming, claimsOf, fairRatio } from "./claims.ts";
import { worthKind } from "./measure.ts";
import { type Grid, type GridConfig, setupOf } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Estimate, Finding, Method } from "../shared/schema.ts";
import {
  counted,
  decimal,
  enclosed,
  inText,
  measurement,
  named,
  plusMinus,
  range,
} from "../../render/sentence.ts";
import { meanOverRuns } from "../../core/estimate.ts";
import { target } from "../../core/target/mod.ts";
import { finenessOfSeries, finenessPhrase, meanFineness } from "./fineness.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { beatingSentence } from "../shared/break_even.ts";
import { nextSteps } from "../shared/next_step.ts";
import { superlative } from "../shared/superlative.ts";
import { worthGrid } from "./grid.ts";
import { type WorthResults, worthResults, type WorthSeries } from "./schema.ts";

/** As many points as the paper generates for each bin. */
const pointsPerBin = 1000;

function worthCell(
  grid: Grid,
  { method, draws = grid.draws }: GridMethod,
  inputs: Record<string, Cell>,
): Cell {
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
    cost: grid.runs * draws * 0.05,
  });
}

/** Cell kind "worth-summary": puts together what the page of the study shows. */
export const worthSummaryKind = cellKind<GridConfig, Recorded<WorthResults>>({
  name: "worth-summary",
  version: 11,
  run({ grid, profile }, { inputs }) {
    const series = grid.methods.map(({ method, draws = grid.draws }): WorthSeries => {
      const { exact, ...rest } = worthKind.record(inputs[`worth ${method.id}`]);
      return {
        method,
        draws,
        ...rest,
        differential: exact.map((exactValues, run) => {
          const { differential } = classifierOf(inputs, method, run);
          return {
            distance: differential.distance,
            pValue: differential.pValue,
            amplification: differential.amplification,
            lower: differential.amplificationLower,
            upper: differential.amplificationUpper,
            exactDistance: exactValues.distance,
            exact: exactValues.amplification,
          };
        }),
      };
    });
    const results: Recorded<WorthResults> = {
      setup: setupOf(grid),
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

type Finest = Claiming & { readonly method: Method };

/** Whose sample is worth the most. */
function bestFinding(finest: readonly Finest[], bins: string): Finding {
  const { index, settled, names, next } = superlative(
    finest.map(({ method: { label }, row: { achieved } }) => ({ label, ...achieved })),
    { runs: finest[0].row.achieved.perRun.length },
  );
  const { method, row: { achieved, claimed } } = finest[index];
  const bare = ({ value, error }: Estimate): Estimate => ({ value, error });
  return {
    id: "best",
    sentence: `At ${bins} a sample of ${inText(method.label)} is worth ${
      settled ? "more than that of any other method" : "the most"
    }: ${plusMinus(achieved)} times its training events, where it claims ${
      plusMinus(claimed)
    } times.${settled ? "" : ` Samples of ${enclosed(names)} may be worth as much.${next}`}`,
    evidence: { achieved: bare(achieved), claimed: bare(claimed) },
  };
}

/** Where along the radius the forecast exceeds what is achieved, all rings and methods together. */
function exceedingFinding(
  series: readonly WorthSeries[],
  runs: number,
): Finding | undefined {
  const rings = series.flatMap(({ method, draws, rows, volumes: { nBins, centres, ratio } }) => {
    const row = rows.find((row) => row.nBins === nBins) ?? rows.at(-1)!;
    const fair = fairRatio({ row, draws });
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
    sentence: `Along the radius, in ${series[0].volumes.nBins} rings, the forecast of ${
      counted(exceeding, series.length)
    } exceeds somewhere what is achieved: ${settled ? "most that" : "for example that"} of ${
      inText(most.method.label)
    }, by a factor of ${plusMinus(most.ratio)} at r = ${decimal(most.radius, 2)}.${
      settled ? "" : ` That of ${enclosed(names)} may exceed it as much.`
    }`,
    evidence: Object.fromEntries(exceeding.map(({ method, ratio }) => [method.id, ratio])),
  };
}

/**
 * Standard error of the share of the squared error that runs have in common, if they have nothing in common. Of squares
 * of K independent Gaussian errors the relative variance over runs is 2 / K, and the mean of R (R - 1) / 2 cosines
 * between runs has the variance 2 / (K R (R - 1)).
 *
 * @param achieved Achieved amplification of each run, the inverse of its squared error.
 */
function shareError(achieved: readonly number[]): number {
  const { value, error } = meanOverRuns(achieved.map((x) => 1 / x));
  return error! / value / Math.sqrt(achieved.length - 1);
}

/** What a generated sample is worth, in sentences computed from the numbers. */
export function findings(
  series: readonly WorthSeries[],
  { target: name }: Pick<Grid, "target">,
): Finding[] {
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const bare = ({ value, error }: Estimate): Estimate => ({ value, error });
  const finest = series.map(({ method, draws, rows }) => ({ method, draws, row: rows.at(-1)! }));
  const { nBins } = finest[0].row;
  const bins = `${nBins} × ${nBins} bins`;

  if (finest.length > 1) out.push(bestFinding(finest, bins));

  const runs = finest[0].row.achieved.perRun.length;
  const all = claimsOf(finest);
  const claimed = finest.flatMap((member, i) => all[i].judged ? [{ ...member, ...all[i] }] : []);
  const claims = (id: string, side: Side | undefined, what: (who: string) => string, next = "") => {
    const who = claimed.filter((member) => member.side === side);
    const fair = who.map(fairRatio);
    if (who.length === 0) return;
    say(
      id,
      `At ${bins} ${
        what(
          named(
            who.map(({ method }) => method),
            claimed.length,
            claimed.length < finest.length ? "methods with enough independent draws" : "methods",
          ),
        )
      }. Claimed over achieved events are ${
        range(who.map(({ method: { label }, row: { ratio } }) => measurement(label, ratio)))
      }, where calibrated posteriors have ${
        [...new Set([Math.min(...fair), Math.max(...fair)].map((ratio) => decimal(ratio, 2)))].join(
          " to ",
        )
      } in expectation.${next}`,
      Object.fromEntries(who.map(({ method, row }) => [method.id, bare(row.ratio)])),
    );
  };
  claims("over-claimed", "above", (who) => `the samples of ${enclosed(who)} claim too much`);
  claims("under-claimed", "below", (who) => `the samples of ${enclosed(who)} claim too little`);
  claims(
    "borne-out",
    undefined,
    (who) => `the claims of ${enclosed(who)} are consistent with what their samples achieve`,
    nextSteps(claimed.filter(({ side }) => side === undefined).map(({ excess }) => excess), {
      runs,
      alarms: 0.05 / claimed.length,
    }),
  );

  const shares = finest.flatMap(({ method, row: { systematicShare: value, achieved } }) =>
    value === null ? [] : [{ method, share: { value, error: shareError(achieved.perRun) } }]
  );
  const sides = sidesOf(shares.map(({ share }) => share), runs);
  const common = shares.filter((_, i) => sides[i] === "above");
  if (common.length > 0) {
    say(
      "systematic",
      `At ${bins} the runs of ${
        enclosed(named(common.map(({ method }) => method), finest.length))
      } have a part of their squared error in common: ${
        range(
          common.map(({ method: { label }, share: { value, error } }) => ({
            label: inText(label),
            value,
            text: `${plusMinus({ value: 100 * value, error: 100 * error })} %`,
          })),
        )
      }. Other training sets of this size would not cure it.`,
      Object.fromEntries(common.map(({ method, share }) => [method.id, share])),
    );
  }

  const axes = target(name).axes.length;
  const fineness = series.map((member) => ({ ...member, ...finenessOfSeries(member, axes) }));
  say(
    "break-even",
    beatingSentence(
      fineness.map(({ method: { label }, achieved }) => ({
        label,
        rank: meanFineness(achieved),
        where: finenessPhrase(achieved),
      })),
      "measured against the truth",
    ),
    Object.fromEntries(
      fineness.flatMap(({ method, breakEven: { achieved } }) =>
        achieved === null ? [] : [[method.id, bare(achieved)]]
      ),
    ),
  );

  const volumesFinding = exceedingFinding(series, runs);
  if (volumesFinding !== undefined) out.push(volumesFinding);

  const differential = series.flatMap(({ method, differential }) => {
    const bounded = differential.filter(({ upper }) => upper !== null);
    return bounded.length < differential.length ? [] : [{ method, all: bounded }];
  });
  if (differential.length > 0) {
    say(
      "differential",
      `Where a classifier sees generated and true points differ most, without bins, a generated sample is worth, in units of its training sample, ${
        range(
          differential.map(({ method: { label }, all }) =>
            measurement(label, {
              value: mean(all.map(({ amplification }) => amplification!)),
              error: null,
            })
          ),
        )
      }.`,
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
  findings: ({ series, setup }) => findings(series, { target: setup.target.name }),
  page: {
    name: "What is the sample worth?",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = worthGrid(profile);
    return worthSummaryKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs: classifiedCells(grid, profile, "worth", worthCell),
      label: "summary of what the sample is worth",
      cost: 1,
    });
  },
};
