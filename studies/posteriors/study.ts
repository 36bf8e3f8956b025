/**
 * The study of posteriors: each of them against Hamiltonian Monte Carlo, against the truth, and against
 * its cost, on one training set.
 *
 * @module
 */
import { target } from "../../core/target/mod.ts";
import { posteriorKind } from "./measure.ts";
import { fitCell, massesCell } from "../shared/fit_cells.ts";
import { type Grid, type GridConfig, setupOf } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { posteriorsGrid } from "./grid.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { findings } from "./findings.ts";
import { type PosteriorSeries, type PosteriorsResults, posteriorsResults } from "./schema.ts";
import { widthSlope } from "./width.ts";

/** Posteriors are compared on the first of the training sets. */
const run = 0;

/** The method with which the others are compared. */
const reference = "hmc";

/** Bins along each axis of spread and bias, and of the judgement of mixing. */
const nBins = 50, mixingBins = 10;

/** Families of methods by the beginning of their identifiers, the first that fits. */
const families: readonly (readonly [string, string])[] = [
  ["hmc", "Hamiltonian Monte Carlo"],
  ["mean-field", "mean field"],
  ["adam-mcmc-s", "AdamMCMC of the authors"],
  ["adam-mcmc-full", "AdamMCMC tested on all data"],
  ["adam-mcmc", "variants of AdamMCMC"],
  ["laplace", "Laplace"],
  ["repulsive-ensemble", "repulsive ensemble"],
  ["", "without a test"],
];

/** Families whose methods differ by the noise scale alone. */
const scaled = ["AdamMCMC of the authors", "AdamMCMC tested on all data"];

function familyOf(id: string): string {
  if (id === "adam-mcmc-shared-step") return "variants of AdamMCMC";
  return families.find(([start]) => id.startsWith(start))![1];
}

function posteriorCell(grid: Grid, method: GridMethod): Cell {
  const standard = grid.methods.find(({ method }) => method.id === reference)!;
  return posteriorKind.cell({
    config: {
      method: method.method.id,
      reference,
      referenceChains: Number(standard.options.chains),
      nBins,
      mixingBins,
    },
    seed: grid.seed,
    inputs: {
      fit: fitCell(grid, method, run),
      masses: massesCell(grid, method, run),
      reference: massesCell(grid, standard, run),
    },
    label: `posterior ${method.method.label}`,
    cost: 2,
  });
}

/** Cell kind "posteriors": puts together what the page of the study shows. */
export const posteriorsKind = cellKind<GridConfig, Recorded<PosteriorsResults>>({
  name: "posteriors",
  version: 6,
  run(config, { inputs }) {
    const grid = config.grid;
    const series = grid.methods.map(({ method }): PosteriorSeries => ({
      method,
      family: familyOf(method.id),
      ...posteriorKind.record(inputs[method.id]),
    }));
    const slopes = scaled.flatMap((family) => {
      const members = series.filter((member) =>
        member.family === family && member.errorOverSpread !== null
      );
      return members.length < 3 ? [] : [widthSlope(family, members)];
    });
    const [axis] = target(grid.target).axes;
    const results: Recorded<PosteriorsResults> = {
      setup: setupOf(grid),
      reference,
      nBins,
      mixingBins,
      centres: Array.from({ length: nBins }, (_, r) => axis.quantile((r + 0.5) / nBins)),
      series,
      slopes,
    };
    return { record: results };
  },
});

/** How far is each posterior from the true one, and what does it cost? */
export const study: ReportStudy<PosteriorsResults> = {
  name: "posteriors",
  title: "Posteriors",
  kinds: [posteriorKind, posteriorsKind],
  results: posteriorsResults,
  findings: ({ series, slopes, reference }) => findings(series, slopes, reference),
  page: {
    name: "Which posterior is it?",
    judgesMixing: true,
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = posteriorsGrid(profile);
    return posteriorsKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs: Object.fromEntries(
        grid.methods.map((method) => [method.method.id, posteriorCell(grid, method)]),
      ),
      label: "summary of the posteriors",
      cost: 1,
    });
  },
};
