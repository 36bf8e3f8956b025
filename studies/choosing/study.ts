/**
 * The study of choosing: settings and lengths taken by what a user has, against those that the truth
 * would take.
 *
 * @module
 */
import { binCount } from "../../core/binning/mod.ts";
import { target } from "../../core/target/mod.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import { massesCell } from "../shared/fit_cells.ts";
import { setupOf } from "../shared/grid.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { findings } from "./findings.ts";
import { candidatesOf, type ChoosingGrid, choosingGrids, runsOf } from "./grid.ts";
import { heldOutCell, heldOutKind } from "./held_out.ts";
import { decided, ruled } from "./losses.ts";
import { choosingRunKind, inputNames } from "./measure.ts";
import { type ChoosingCandidate, type ChoosingResults, choosingResults } from "./schema.ts";

/** What the summary is given. */
interface ChoosingConfig {
  readonly profile: Profile;
  readonly grids: readonly ChoosingGrid[];
  readonly candidates: readonly ChoosingCandidate[];
}

function inputName({ target: name, nTrain }: ChoosingGrid, run: number): string {
  return `${name}, ${nTrain} points, run ${run}`;
}

/** Bins of a number of bins along each axis. */
function binsOf({ target: name }: ChoosingGrid, nBins: number): number {
  return binCount({ shape: target(name).axes.map(() => nBins) });
}

/** Cell kind "choosing": puts together what the page of the study shows. */
export const choosingKind = cellKind<ChoosingConfig, Recorded<ChoosingResults>>({
  name: "choosing",
  version: 2,
  run({ grids, candidates }, { inputs }) {
    const situations = grids.map((grid) =>
      decided({
        setup: { ...setupOf(grid), methods: candidates.map(({ method }) => method) },
        heldOut: grid.heldOut,
        runs: runsOf(grid).map((run) => choosingRunKind.record(inputs[inputName(grid, run)])),
      }, candidates)
    );
    const [grid] = grids;
    const record: Recorded<ChoosingResults> = {
      bins: {
        coverage: binsOf(grid, grid.coverageAt),
        amplification: binsOf(grid, grid.amplificationAt),
        divergence: binsOf(grid, Math.max(...grid.nBins)),
      },
      candidates: [...candidates],
      situations,
      rules: ruled(situations),
    };
    return { record };
  },
});

/** All candidates on one training set. */
function runCell(grid: ChoosingGrid, run: number): Cell {
  const candidates = candidatesOf(grid);
  const { target: name, nTrain, heldOut, coverageAt, amplificationAt, nBins } = grid;
  return choosingRunKind.cell({
    config: {
      target: name,
      nTrain,
      run,
      heldOut,
      coverageAt,
      amplificationAt,
      divergenceAt: Math.max(...nBins),
      candidates: candidates.map(({ method: { id, posterior } }) => ({
        id,
        chain: posterior === "adam-mcmc",
      })),
    },
    seed: grid.seed,
    inputs: Object.fromEntries(candidates.flatMap((candidate): [string, Cell][] => {
      const names = inputNames(candidate.method.id);
      return [
        [names.masses, massesCell(grid, candidate.gridMethod, run)],
        [names.heldOut, heldOutCell(grid, candidate, run)],
      ];
    })),
    label: `choices on ${target(name).title}, ${nTrain} points, run ${run + 1}`,
    cost: 0.2 * candidates.length,
  });
}

/** How is a fit chosen without the truth? */
export const study: ReportStudy<ChoosingResults> = {
  name: "choosing",
  title: "Choosing",
  kinds: [heldOutKind, choosingRunKind, choosingKind],
  results: choosingResults,
  findings,
  page: {
    name: "Choosing",
    optional: true,
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grids = choosingGrids(profile);
    const [grid] = grids;
    return choosingKind.cell({
      config: {
        profile,
        grids,
        candidates: candidatesOf(grid).map(({ method, steps }) => ({ method, steps })),
      },
      seed: grid.seed,
      inputs: Object.fromEntries(
        grids.flatMap((grid) =>
          runsOf(grid).map((run) => [inputName(grid, run), runCell(grid, run)])
        ),
      ),
      label: "summary of choosing",
      cost: 1,
    });
  },
};
