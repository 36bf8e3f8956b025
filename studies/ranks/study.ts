/**
 * The study of ranks and scores: is the truth one among the draws, bin by bin and in all bins at once,
 * and how good are the draws as a forecast of it?
 *
 * @module
 */
import { levelsOf } from "../../core/calibration/mod.ts";
import { fewestDraws, rankGroups } from "../../core/measure/mod.ts";
import { meanOverRuns, valueAndError } from "../../core/estimate.ts";
import { sidesOf } from "../../core/significance.ts";
import { exp, hypot } from "../../core/elementary.ts";
import { cellCentres } from "../ring/density.ts";
import { ranksKind } from "./measure.ts";
import { classifiedCells, classifierKind, classifierOf, pictures } from "./classifier.ts";
import { type Grid, type GridConfig, paperGrid, setupOf } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Finding, Method, Protocol } from "../shared/schema.ts";
import {
  atLeast,
  decimal,
  enclosed,
  inText,
  measurement,
  named,
  plusMinus,
  range,
} from "../../render/sentence.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { superlative } from "../shared/superlative.ts";
import {
  type Classified,
  type RanksResults,
  ranksResults,
  type RanksSeries,
  type Tested,
} from "./schema.ts";
import {
  falseAlarms,
  lineOf,
  neededReplicates,
  probability,
  replicates,
  sideOfLine,
} from "./simulated.ts";

const protocol: Protocol = "exact";
const curvesAt = [5, 10, 50];
function ranksCell(grid: Grid, { method }: GridMethod, inputs: Record<string, Cell>): Cell {
  return ranksKind.cell({
    config: {
      nBins: [...grid.nBins],
      method: method.id,
      protocol,
      curvesAt,
      groups: rankGroups(grid.draws),
      replicates,
      line: lineOf(grid.methods.length),
    },
    seed: grid.seed,
    inputs,
    label: `ranks ${method.label}`,
    cost: grid.runs * grid.draws * 0.1,
  });
}

/** Cell kind "ranks-summary": puts together what the page of the study shows. */
export const ranksSummaryKind = cellKind<GridConfig, Recorded<RanksResults>>({
  name: "ranks-summary",
  version: 7,
  run({ grid, profile }, { inputs }) {
    const methods = grid.methods.map(({ method }) => method);
    const records = methods.map((method) => ranksKind.record(inputs[`ranks ${method.id}`]));
    const series = methods.map((method, i): RanksSeries => {
      const { jointNominal: _, ...rest } = records[i];
      return { method, protocol, ...rest };
    });
    const { heldOut, gridCells, halfWidth } = pictures[profile];
    const classified = methods.map((method): Classified => {
      const runs = Array.from(
        { length: grid.runs },
        (_, run) => classifierOf(inputs, method, run),
      );
      const area = meanOverRuns(runs.map(({ separation }) => separation.area));
      // A cell is shown where every run has points about it.
      const cells = (statistic: (values: number[], errors: number[]) => number) =>
        runs[0].logRatio.map((row, j) =>
          row.map((_, i) => {
            const values = runs.map(({ logRatio }) => logRatio[j][i]);
            const errors = runs.map(({ error }) => error[j][i]);
            return values.some((v) => v === null)
              ? null
              : statistic(values as number[], errors as number[]);
          })
        );
      const sum = (values: number[]) => values.reduce((total, x) => total + x, 0);
      return {
        method,
        points: heldOut,
        area: valueAndError(area),
        pValues: runs.map(({ separation }) => separation.pValue),
        logRatio: cells((values) => sum(values) / values.length),
        significance: cells((values, errors) => sum(values) / hypot(...errors)),
      };
    });
    const centres = cellCentres(gridCells, halfWidth);
    const results: Recorded<RanksResults> = {
      setup: setupOf(grid),
      nBins: [...grid.nBins],
      groups: rankGroups(grid.draws),
      rankNominal: [...levelsOf(grid.draws, { method: "rank" }).nominal],
      jointNominal: records.find(({ jointNominal }) => jointNominal.length > 0)?.jointNominal ?? [],
      series,
      classifier: { centres, methods: classified },
    };
    return { record: results };
  },
});

function percents({ value, error }: { value: number; error: number | null }): string {
  return `${plusMinus({ value: 100 * value, error: error && 100 * error })} %`;
}

type Scored = { readonly method: Method; readonly row: RanksSeries["rows"][number] };

/** Whose draws are the best forecast; differences run by run, as the training sets are the same. */
function scoreFinding(at: readonly Scored[], bins: string): Finding {
  const contenders = at.map(({ method: { label }, row: { score, scorePerRun } }) => ({
    label,
    ...score,
    perRun: scorePerRun,
  }));
  const { index, settled, names, next } = superlative(contenders, {
    runs: at[0].row.scorePerRun.length,
    leads: "smallest",
  });
  const { method, row } = at[index];
  return {
    id: "score",
    sentence: settled
      ? `At ${bins} the draws of ${
        inText(method.label)
      } are the best forecast of the truth: their ranked probability score, ${
        percents(row.score)
      } of a bin's mass, is lower than that of any other method.`
      : `At ${bins} the draws of ${
        inText(method.label)
      } have the lowest ranked probability score, ${
        percents(row.score)
      } of a bin's mass. Those of ${enclosed(names)} may be as good a forecast.${next}`,
    evidence: Object.fromEntries(
      [...at].sort((a, b) => a.row.score.value - b.row.score.value)
        .map(({ method, row }) => [method.id, row.score]),
    ),
  };
}

/** Findings of ranks, scores and classifiers, computed from the numbers. */
export function findings(
  series: readonly RanksSeries[],
  classified: readonly Classified[],
  centres: readonly number[],
  draws: number,
): Finding[] {
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const level = lineOf(series.length);
  const n = series[0].histograms.at(-1)?.nBins ?? series[0].rows.at(-1)!.nBins;
  const bins = `${n} × ${n} bins`;
  const at = series.map(({ method, rows, histograms }) => ({
    method,
    row: rows.find(({ nBins }) => nBins === n)!,
    shares: histograms.find(({ nBins }) => nBins === n)?.shares,
  }));
  type At = typeof at[number];
  const tests = (
    id: string,
    name: string,
    no: string,
    pick: (row: At["row"]) => Tested | null,
  ) => {
    const judged = at.filter(({ row }) =>
      pick(row) !== null && draws / (row.autocorrelationTime ?? 1) >= fewestDraws
    );
    const test = (row: At["row"]) => pick(row)!;
    const evidence = (members: At[]) =>
      Object.fromEntries(
        members.map(({ method, row }) => [method.id, { value: test(row).pValue, error: null }]),
      );
    const who = (members: At[]) =>
      enclosed(named(members.map(({ method }) => method), judged.length));
    const p = (members: At[], verdict: string) =>
      `${members.length === 1 ? "The p-value" : "The p-values"}, ${
        range(members.map(({ method: { label }, row }) => ({
          label: inText(label),
          value: test(row).pValue,
          text: probability(test(row)),
        })))
      }, ${members.length === 1 ? "is" : "are"} ${verdict} at ${
        100 * falseAlarms
      } % after correcting for ${series.length} methods.`;
    const on = (side: ReturnType<typeof sideOfLine>) =>
      judged.filter(({ row }) => sideOfLine(test(row), level) === side);
    const [bad, good, open] = [on("below"), on("above"), on(undefined)];
    if (bad.length > 0) {
      say(id, `At ${bins} ${name} of ${who(bad)} ${no}. ${p(bad, "significant")}`, evidence(bad));
    }
    if (good.length > 0) {
      say(
        `${id}-passed`,
        `At ${bins} ${name} of ${who(good)} are consistent with those of calibrated posteriors. ${
          p(good, "not significant")
        }`,
        evidence(good),
      );
    }
    if (open.length > 0) {
      const most = Math.max(...open.map(({ row }) => neededReplicates(test(row), level)));
      say(
        `${id}-open`,
        `At ${bins} the simulations do not settle whether ${name} of ${
          who(open)
        } are those of calibrated posteriors. ${
          p(open, "too near to significance")
        } Settling that takes about ${atLeast(most)} simulations.`,
        evidence(open),
      );
    }
  };
  tests(
    "ranks",
    "the ranks of the truth among the draws",
    "are not uniform: the truth does not behave like another draw",
    ({ distance }) => distance,
  );
  const groups = at[0].shares?.mean.length ?? 0;
  for (const [id, end, index] of [["low", "lowest", 0], ["high", "highest", groups - 1]] as const) {
    const outside = at.filter(({ shares }) =>
      shares !== undefined && shares.mean[index] > shares.upper[index]
    );
    if (outside.length === 0) continue;
    const share = ({ shares }: At) => ({ value: shares!.mean[index], error: shares!.error[index] });
    say(
      `ranks-${id}`,
      `At ${bins} the truth falls too often into the ${end} group of ranks of ${
        named(outside.map(({ method }) => method), at.length)
      }. The share of bins where it does is ${
        range(outside.map((member) => ({
          label: inText(member.method.label),
          value: share(member).value,
          text: percents(share(member)),
        })))
      }, where ${percents({ value: 1 / groups, error: null })} are expected.`,
      Object.fromEntries(outside.map((member) => [member.method.id, share(member)])),
    );
  }
  tests(
    "joint",
    "the credible regions of all bins at once",
    "do not hold the truth as often as they say",
    ({ joint }) => joint,
  );
  if (at.length > 1) out.push(scoreFinding(at, bins));
  const ratios = sidesOf(
    at.map(({ row: { ratio: { value, error } } }) => ({ value: value - 1, error })),
    at[0].row.scorePerRun.length,
  );
  const wide = at.filter((_, i) => ratios[i] === "above");
  if (wide.length > 0) {
    say(
      "ratio",
      `At ${bins} the score of ${
        enclosed(named(wide.map(({ method }) => method), at.length))
      } is larger than that of calibrated draws of the same width. The factor is ${
        range(wide.map(({ method: { label }, row: { ratio } }) => measurement(label, ratio)))
      }.`,
      Object.fromEntries(wide.map(({ method, row }) => [method.id, row.ratio])),
    );
  }
  const distinguished = classified.filter(({ pValues }) =>
    pValues.every((p) => p < falseAlarms / (classified.length * pValues.length))
  );
  if (distinguished.length > 0) {
    say(
      "classifier",
      `In every run of ${
        enclosed(named(distinguished.map(({ method }) => method), classified.length))
      } a classifier tells generated from true points. The area under its curve is ${
        range(distinguished.map(({ method: { label }, area }) => measurement(label, area)))
      }, where chance gives 0.5.`,
      Object.fromEntries(distinguished.map(({ method, area }) => [method.id, area])),
    );
  }
  const places = classified.flatMap(({ method, logRatio, significance }) => {
    let most = { z: 0, ratio: 1, radius: 0 };
    significance.forEach((row, j) =>
      row.forEach((z, i) => {
        if (z !== null && Math.abs(z) > Math.abs(most.z)) {
          const radius = hypot(centres[i], centres[j]);
          most = { z, ratio: exp(logRatio[j][i]!), radius };
        }
      })
    );
    // Five standard errors leave less than one false alarm in ten thousand over the cells of a map.
    return Math.abs(most.z) < 5 ? [] : [{ method, ...most }];
  });
  for (const [id, what, sign] of [["excess", "too many", 1], ["lack", "too few", -1]] as const) {
    const who = places.filter(({ z }) => Math.sign(z) === sign);
    if (who.length === 0) continue;
    const radii = who.map(({ radius }) => radius);
    say(
      id,
      `The classifier sees ${what} points of ${
        enclosed(named(who.map(({ method }) => method), classified.length))
      } most clearly at r = ${
        [...new Set([Math.min(...radii), Math.max(...radii)].map((r) => decimal(r, 1)))].join(
          " to ",
        )
      }. Their density over the true one is ${
        range(
          who.map(({ method, ratio }) => measurement(method.label, { value: ratio, error: null })),
        )
      } there.`,
      Object.fromEntries(
        who.map(({ method, ratio }) => [method.id, { value: ratio, error: null }]),
      ),
    );
  }
  return out;
}

/** Is the truth one among the draws, and how good are the draws as a forecast of it? */
export const study: ReportStudy<RanksResults> = {
  name: "ranks",
  title: "Ranks",
  kinds: [ranksKind, classifierKind, ranksSummaryKind],
  results: ranksResults,
  findings: ({ series, classifier: { methods, centres }, setup }) =>
    findings(series, methods, centres, setup.draws),
  page: {
    name: "Is the truth one among the draws?",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = paperGrid(profile);
    return ranksSummaryKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs: classifiedCells(grid, profile, "ranks", ranksCell),
      label: "summary of ranks and scores",
      cost: 1,
    });
  },
};
