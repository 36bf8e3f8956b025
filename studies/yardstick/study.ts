/**
 * The study of the exact yardstick: on the last layer of a flow the posterior is known, and every method can be
 * compared with it.
 *
 * @module
 */
import { meanOverRuns, valueAndError } from "../../core/estimate.ts";
import { log } from "../../core/elementary.ts";
import { layers } from "../../core/flow/mod.ts";
import { scalarNames } from "../../core/posterior/mod.ts";
import { target } from "../../core/target/mod.ts";
import { type Artefact, type Cell, cellKind } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import type { Estimate } from "../shared/schema.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { compare, type Compared } from "./compare.ts";
import { findings } from "./findings.ts";
import { controlId, exactId, mainWeight, type YardstickGrid, yardstickGrid } from "./grid.ts";
import { lastLayerCell, lastLayerKind, massesArray, networkKind } from "./measure.ts";
import {
  type YardstickResults,
  yardstickResults,
  type YardstickSeries,
  type YardstickSlope,
} from "./schema.ts";

/** Configuration of the summary. */
interface SummaryConfig {
  readonly profile: Profile;
  readonly grid: YardstickGrid;
}

function inputName(id: string, run: number): string {
  return `${id}, run ${run + 1}`;
}

/** The mean over runs. */
function overRuns(values: readonly number[]): Estimate {
  return valueAndError(meanOverRuns(values));
}

/** The mean over runs, null where a run has no value. */
function knownOverRuns(values: readonly (number | null | undefined)[]): Estimate | null {
  const known = values.filter((value) => typeof value === "number");
  return known.length < values.length ? null : overRuns(known);
}

/** Least-squares slope of the logarithm of widths against that of a setting; null where a width is 0. */
function slopeOf(settings: readonly number[], widths: readonly number[]): number | null {
  if (widths.some((width) => !(width > 0))) return null;
  const x = settings.map(log), y = widths.map(log);
  const [mx, my] = [x, y].map((all) => all.reduce((sum, v) => sum + v, 0) / all.length);
  const square = x.reduce((sum, v) => sum + (v - mx) * (v - mx), 0);
  return x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0) / square;
}

/** Methods that differ in one setting, by the beginnings of their identifiers. */
const families: readonly (readonly [string, string])[] = [
  ["exact-k", "exact posterior"],
  ["mean-field-k", "mean field"],
  ["adam-mcmc-batch-s", "AdamMCMC tested on batches"],
  ["adam-mcmc-full-s", "AdamMCMC tested on all data"],
];

/** Cell kind "yardstick": puts together what the page of the study shows. */
export const yardstickKind = cellKind<SummaryConfig, Recorded<YardstickResults>>({
  name: "yardstick",
  version: 1,
  run({ grid }, { inputs }) {
    const runs = Array.from({ length: grid.runs }, (_, run) => run);
    const artefactsOf = (id: string): Artefact[] => runs.map((run) => inputs[inputName(id, run)]);
    const recordsOf = (id: string) => artefactsOf(id).map(lastLayerKind.record);
    const compared = new Map(grid.methods.map(({ method: { id }, klWeight }) => {
      const exact = artefactsOf(exactId(klWeight));
      return [
        id,
        artefactsOf(id).map(({ arrays }, run) =>
          compare(arrays[massesArray], exact[run].arrays[massesArray], grid.nTrain)
        ),
      ];
    }));
    const series = grid.methods.map(({ method, klWeight, draws }): YardstickSeries => {
      const comparisons = compared.get(method.id)!, records = recordsOf(method.id);
      const estimateOf = (pick: (comparison: Compared) => number) =>
        overRuns(comparisons.map(pick));
      const scalar = (name: string) => records.map(({ scalars }) => scalars[name]);
      const rHats = scalar(scalarNames.rHat).filter((value) => typeof value === "number");
      return {
        method,
        klWeight,
        reference: exactId(klWeight),
        draws,
        width: estimateOf((comparison) => comparison.width),
        widthRatio: estimateOf((comparison) => comparison.widthRatio),
        widestRatio: estimateOf((comparison) => comparison.widestRatio),
        alike: estimateOf((comparison) => comparison.alike),
        distance: estimateOf((comparison) => comparison.distance),
        excess: estimateOf((comparison) => comparison.excess),
        signed: estimateOf((comparison) => comparison.signed),
        worth: knownOverRuns(comparisons.map((comparison) => comparison.worth)),
        acceptance: knownOverRuns(scalar(scalarNames.acceptanceRate)),
        rHat: rHats.length === 0 ? null : Math.max(...rHats),
        gain: knownOverRuns(scalar(scalarNames.gainDeviation)),
        noise: knownOverRuns(scalar(scalarNames.gainNoise)),
      };
    });
    const slopes = families.flatMap(([start, label]): YardstickSlope[] => {
      const members = series.filter(({ method }) => method.id.startsWith(start));
      const settings = members.map(({ method }) => method.parameter.value);
      const slope = knownOverRuns(
        runs.map((run) =>
          slopeOf(settings, members.map(({ method }) => compared.get(method.id)![run].width))
        ),
      );
      const { symbol } = members[0].method.parameter;
      return slope === null ? [] : [{ id: start, label, symbol, slope }];
    });
    const exact = recordsOf(exactId(mainWeight));
    const quadrature = (name: string) => overRuns(exact.map(({ scalars }) => scalars[name]!));
    const { name, title } = target(grid.target);
    const last = layers(grid.architecture as Parameters<typeof layers>[0]).at(-1)!;
    const results: Recorded<YardstickResults> = {
      setup: {
        target: { name, title },
        nTrain: grid.nTrain,
        runs: grid.runs,
        draws: grid.draws,
        methods: grid.methods.map(({ method }) => method),
      },
      nBins: grid.nBins,
      weights: last.fanOut * (last.fanIn + 1),
      klWeight: mainWeight,
      control: controlId,
      quadrature: {
        mean: quadrature(scalarNames.quadratureMean),
        width: quadrature(scalarNames.quadratureWidth),
      },
      cubature: exact.reduce((sum, { cubatureError }) => sum + cubatureError / exact.length, 0),
      series,
      slopes,
      warnings: grid.methods.flatMap(({ method: { id, label } }) =>
        recordsOf(id).flatMap(({ warnings }, run) =>
          warnings.map((warning) => ({ label, run: run + 1, warning }))
        )
      ),
    };
    return { record: results };
  },
});

/** Is it the posterior, where the posterior is known? */
export const study: ReportStudy<YardstickResults> = {
  name: "yardstick",
  title: "Exact yardstick",
  kinds: [networkKind, lastLayerKind, yardstickKind],
  results: yardstickResults,
  findings,
  page: {
    name: "Is it the posterior?",
    judgesMixing: true,
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = yardstickGrid(profile);
    const inputs: Record<string, Cell> = {};
    for (const method of grid.methods) {
      for (let run = 0; run < grid.runs; run++) {
        inputs[inputName(method.method.id, run)] = lastLayerCell(grid, method, run);
      }
    }
    return yardstickKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs,
      label: "summary of the exact yardstick",
      cost: 1,
    });
  },
};
