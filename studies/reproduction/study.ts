/**
 * The study of reproduction: the paper's published curves and numbers beside ours.
 *
 * @module
 */
import { measureCell } from "../amplification/study.ts";
import { coverageCell } from "../calibration/study.ts";
import { amplificationRecord } from "../amplification/measure.ts";
import { coverageRecord } from "../calibration/measure.ts";
import { type Grid, type GridMethod, paperGrid, posteriorsGrid, setupOf } from "../shared/grid.ts";
import type { Cell, CellKind, Json } from "../../runner/cell.ts";
import { grouped } from "../../render/sentence.ts";
import type { Profile, Study } from "../../runner/study.ts";
import { radiusCell, radiusRecord } from "./radius.ts";
import { authorsChain, candidates, type OneRun } from "./reasons.ts";
import { paperCurves, type Quantity } from "./paper.ts";
import { isPublished, type Measured, reproduce } from "./reproduce.ts";
import { sameDrawsCell, sameDrawsRecord } from "./same_draws.ts";
import type { ReproductionResults } from "./schema.ts";

/** What is needed of each method: the cell, under the name by which the summary reads it. */
function cellsOf(grid: Grid, method: GridMethod): Record<string, Cell> {
  const { id } = method.method;
  return {
    [`${id} fixed coverage`]: coverageCell(grid, method, "fixed"),
    [`${id} scaled coverage`]: coverageCell(grid, method, "scaled"),
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
  const grid = paperGrid(profile), paper = paperGrid("paper");
  const chains = grid.methods.filter(({ method }) => method.posterior === "adam-mcmc");
  const [calmest] = chains.toSorted((a, b) => a.method.parameter.value - b.method.parameter.value);
  return Object.fromEntries(
    published(grid).map((one) => {
      const { posterior, parameter } = one.method;
      const mine = paperCurves.filter((curve) =>
        curve.posterior === posterior && curve.parameter === parameter.value
      );
      const at = (quantity: Quantity) =>
        grid.nBins.filter((n) =>
          mine.some((curve) =>
            curve.quantity === quantity &&
            (curve.nBins === null
              ? curve.x.some((bins) => Math.abs(bins - n * n) < 1e-4)
              : curve.nBins === n)
          )
        );
      return [
        changesOf(one),
        sameDrawsCell(
          grid,
          one,
          { coverageAt: at("coverage"), amplificationAt: at("amplification") },
          paper.methods.find(({ method }) => method.id === one.method.id),
          chains.includes(one) && one !== calmest ? calmest : undefined,
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
    grid.methods.filter(({ method }) => chains.includes(method.id)).flatMap((method) => [
      [`${method.method.id} amplification of one run`, measureCell(grid, method, "scaled")],
      [`${method.method.id} radius of one run`, radiusCell(grid, method, "scaled")],
    ]),
  );
}

/** Options that change what is recorded, and no draw. */
const recording = ["recordEvery", "probeEvery"];

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
        name: `${name.replaceAll(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)} of ${method.label}`,
        paper: text(theirs[name]),
        ours: text(options[name]),
      }));
  });
}

/** Cell kind "reproduction": puts together what the page of the study shows. */
export const reproductionKind: CellKind = {
  name: "reproduction",
  version: 6,
  run({ config, inputs }) {
    const grid = config.grid as unknown as Grid;
    const oneRun = ({ method }: GridMethod): OneRun => ({
      method,
      amplification: amplificationRecord(inputs[`${method.id} amplification of one run`]),
      radius: radiusRecord(inputs[`${method.id} radius of one run`]),
    });
    const { methods } = posteriorsGrid(config.profile as Profile);
    const base = methods.find(({ method }) => method.id === authorsChain);
    const variants = candidates.flatMap(({ id, reason }) => {
      const found = methods.find(({ method }) => method.id === id);
      return found === undefined ? [] : [{ ...oneRun(found), reason }];
    });
    const measured = published(grid).flatMap(({ method }): Measured[] => {
      const read = (what: string) => inputs[`${method.id} ${what}`];
      return [
        { method, protocol: "fixed", coverage: coverageRecord(read("fixed coverage")) },
        {
          method,
          protocol: "scaled",
          coverage: coverageRecord(read("scaled coverage")),
          amplification: amplificationRecord(read("scaled amplification")),
          radius: radiusRecord(read("scaled radius")),
        },
      ];
    });
    const results = reproduce(
      setupOf(grid),
      measured,
      training(grid),
      base && { base: oneRun(base), variants },
      published(grid).map((one) => ({
        method: one.method,
        changes: sameDrawsRecord(inputs[changesOf(one)]).changes,
      })),
    );
    return { json: results as unknown as Json, arrays: {} };
  },
};

/** Do the paper's published curves and numbers come out again? */
export const reproductionStudy: Study = {
  name: "reproduction",
  title: "Reproduction",
  summary(profile) {
    const grid = paperGrid(profile);
    return {
      kind: reproductionKind.name,
      config: { profile, grid: grid as unknown as Json },
      seed: grid.seed,
      inputs: Object.assign(
        chainCells(profile),
        sameDrawsCells(profile),
        ...published(grid).map((method) => cellsOf(grid, method)),
      ),
      label: "summary of the reproduction",
      cost: 1,
    };
  },
};
