/**
 * The study of reproduction: the paper's published curves and numbers beside ours.
 *
 * @module
 */
import { measureCell } from "../amplification/study.ts";
import { coverageCell } from "../calibration/study.ts";
import { amplificationKind } from "../amplification/measure.ts";
import { coverageKind } from "../calibration/measure.ts";
import { comparedBeginning, posteriorsGrid } from "../posteriors/grid.ts";
import { type Grid, type GridConfig, paperGrid, setupOf, wholeGrid } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { manySetsGrid } from "./grid.ts";
import type { Protocol } from "../shared/schema.ts";
import { type Cell, cellKind, type Json } from "../../runner/cell.ts";
import { grouped } from "../../render/sentence.ts";
import type { Profile } from "../../runner/study.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { radiusCell, radiusKind } from "./radius.ts";
import { authorsChain, candidates, type OneRun } from "./reasons.ts";
import { paperCurves, type PaperQuantity } from "./paper.ts";
import { isPublished, type Measured, reproduce } from "./reproduce.ts";
import { sameDrawsCell, sameDrawsKind } from "./same_draws.ts";
import { findings } from "./findings.ts";
import { lengthInputs, lengthsMeasured } from "./lengths.ts";
import { type ReproductionResults, reproductionResults } from "./schema.ts";

/** How the paper generates. */
const protocols = ["fixed", "scaled"] as const;

/** Name by which the summary reads a coverage. */
const coverageName = (id: string, protocol: Protocol) => `${id} ${protocol} coverage`;

function coverageCells(grid: Grid, method: GridMethod): Record<string, Cell> {
  return Object.fromEntries(
    protocols.map((protocol) => [
      coverageName(method.method.id, protocol),
      coverageCell(grid, method, protocol),
    ]),
  );
}

/** What is needed of each method: the cell, under the name by which the summary reads it. */
function cellsOf(grid: Grid, method: GridMethod): Record<string, Cell> {
  const { id } = method.method;
  return {
    ...coverageCells(grid, method),
    [`${id} scaled amplification`]: measureCell(grid, method, "scaled"),
    [`${id} scaled radius`]: radiusCell(grid, method, "scaled"),
  };
}

function published(grid: Grid): GridMethod[] {
  return grid.methods.filter(({ method }) => isPublished(method));
}

/** Name by which the summary reads the changes of a method. */
const changesOf = ({ method }: GridMethod) => `${method.id} same draws`;

/** Changes that the draws of each published method allow, for its published curves. */
function sameDrawsCells(profile: Profile): Record<string, Cell> {
  const grid = wholeGrid(profile), paper = paperGrid("paper");
  const chains = grid.methods.filter(({ method }) => method.posterior === "adam-mcmc");
  const [calmest] = chains.toSorted((a, b) => a.method.parameter.value - b.method.parameter.value);
  return Object.fromEntries(
    published(grid).map((gridMethod) => {
      const { posterior, parameter } = gridMethod.method;
      const mine = paperCurves.filter((curve) =>
        curve.posterior === posterior && curve.parameter === parameter.value
      );
      const at = (quantity: PaperQuantity) =>
        grid.nBins.filter((n) =>
          mine.some((curve) =>
            curve.quantity === quantity &&
            (curve.nBins === null
              ? curve.x.some((bins) => Math.abs(bins - n * n) < 1e-4)
              : curve.nBins === n)
          )
        );
      return [
        changesOf(gridMethod),
        sameDrawsCell(
          grid,
          gridMethod,
          { coverageAt: at("coverage"), amplificationAt: at("amplification") },
          paper.methods.find(({ method }) => method.id === gridMethod.method.id),
          chains.includes(gridMethod) && gridMethod !== calmest ? calmest : undefined,
        ),
      ];
    }),
  );
}

/** Identifiers of the authors' chain and of those that differ from it in one thing. */
const chains = [authorsChain, ...candidates.map(({ id }) => id)];

/** What is needed of a chain on the first training set. */
function chainCells(profile: Profile): Record<string, Cell> {
  const grid = posteriorsGrid(profile);
  return Object.fromEntries(
    grid.methods.filter(({ method }) => chains.includes(method.id)).flatMap((method) => {
      const { id } = method.method;
      // All of one length.
      const compared = id === authorsChain ? comparedBeginning(profile, method) : method;
      return [
        [`${id} amplification of one run`, measureCell(grid, compared, "scaled")],
        [`${id} radius of one run`, radiusCell(grid, compared, "scaled")],
      ];
    }),
  );
}

/** Options that change what is recorded, and no draw. */
const recording = ["recordEvery", "probeEvery", "milestones", "early"];

/** What people call an option whose name does not say it. */
const optionNames: Readonly<Record<string, string>> = {
  burnIn: "burn-in",
  spacing: "steps between draws",
};

/** Options of the fits that are not those of the paper's own grid. */
function training(grid: Grid): ReproductionResults["settings"] {
  const paper = paperGrid("paper");
  return published(grid).flatMap(({ method, options }) => {
    const theirs = paper.methods.find((other) => other.method.id === method.id)?.options ?? {};
    const text = (value: Json | undefined) =>
      typeof value === "number" && Number.isInteger(value)
        ? grouped(value)
        : String(value ?? "not stated");
    return Object.keys(options)
      .filter((name) =>
        theirs[name] !== undefined && !recording.includes(name) &&
        JSON.stringify(theirs[name]) !== JSON.stringify(options[name])
      )
      .map((name) => ({
        name: `${
          optionNames[name] ?? name.replaceAll(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)
        } of ${method.label}`,
        paper: text(theirs[name]),
        ours: text(options[name]),
      }));
  });
}

interface ReproductionConfig extends GridConfig {
  /** More training sets, where there are some. */
  readonly many: Grid | null;
}

/** Cell kind "reproduction": puts together what the page of the study shows. */
export const reproductionKind = cellKind<ReproductionConfig, Recorded<ReproductionResults>>({
  name: "reproduction",
  version: 13,
  run(config, { inputs }) {
    const grid = config.grid;
    const oneRun = ({ method }: GridMethod): OneRun => ({
      method,
      amplification: amplificationKind.record(inputs[`${method.id} amplification of one run`]),
      radius: radiusKind.record(inputs[`${method.id} radius of one run`]),
    });
    const { methods } = posteriorsGrid(config.profile as Profile);
    const base = methods.find(({ method }) => method.id === authorsChain);
    const variants = candidates.flatMap(({ id, reason }) => {
      const variant = methods.find(({ method }) => method.id === id);
      return variant === undefined ? [] : [{ ...oneRun(variant), reason }];
    });
    const many = config.many;
    const coverageOf = ({ method: { id } }: GridMethod, protocol: Protocol) =>
      coverageKind.record(inputs[coverageName(id, protocol)]);
    const measured = [
      ...published(grid).flatMap((gridMethod): Measured[] => {
        const { method } = gridMethod;
        return [
          { method, protocol: "fixed", coverage: coverageOf(gridMethod, "fixed") },
          {
            method,
            protocol: "scaled",
            coverage: coverageOf(gridMethod, "scaled"),
            amplification: amplificationKind.record(inputs[`${method.id} scaled amplification`]),
            radius: radiusKind.record(inputs[`${method.id} scaled radius`]),
          },
        ];
      }),
      ...(many?.methods ?? []).flatMap((gridMethod) =>
        protocols.map((protocol): Measured => ({
          method: gridMethod.method,
          protocol,
          runs: many!.runs,
          coverage: coverageOf(gridMethod, protocol),
        }))
      ),
    ];
    const results = reproduce(
      setupOf(grid),
      measured,
      training(grid),
      base && { base: oneRun(base), variants },
      published(grid).map((gridMethod) => ({
        method: gridMethod.method,
        changes: sameDrawsKind.record(inputs[changesOf(gridMethod)]).changes,
      })),
      lengthsMeasured(grid, inputs),
    );
    return { record: results };
  },
});

/** Do the paper's published curves and numbers come out again? */
export const study: ReportStudy<ReproductionResults> = {
  name: "reproduction",
  title: "Reproduction",
  kinds: [radiusKind, sameDrawsKind, reproductionKind],
  results: reproductionResults,
  findings,
  page: {
    name: "Does the paper come out?",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = wholeGrid(profile), many = manySetsGrid(profile);
    return reproductionKind.cell({
      config: { profile, grid, many: many ?? null },
      seed: grid.seed,
      inputs: Object.assign(
        chainCells(profile),
        sameDrawsCells(profile),
        lengthInputs(grid),
        ...published(grid).map((method) => cellsOf(grid, method)),
        ...(many?.methods ?? []).map((method) => coverageCells(many!, method)),
      ),
      label: "summary of the reproduction",
      cost: 1,
    });
  },
};
