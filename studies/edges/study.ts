/**
 * The study of edges: one posterior, the same effort, on targets that are smooth, kinked or hard.
 *
 * @module
 */
import { target } from "../../core/target/mod.ts";
import { measuresKind } from "../shared/measures.ts";
import { sampledMassesKind } from "../shared/sampled_masses.ts";
import { edgeGrids } from "./grid.ts";
import { everyRun, type Grid, setupOf } from "../shared/grid.ts";
import { fitCell, massesCell } from "../shared/fit_cells.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { findings } from "./findings.ts";
import { type EdgesResults, edgesResults, type EdgesSeries } from "./schema.ts";

/** What the density of each target does where it begins or ends. */
const edges: Readonly<Record<string, EdgesSeries["edge"]>> = {
  "gamma-ring": "kink",
  "gaussian-ring": "smooth",
  "camel-back": "smooth",
  "wedge-ramp": "jump",
  "uniform-disc": "jump",
  "gamma-shell-5d": "kink",
};

/** Points generated with each draw where masses are counted. */
const pointsOf: Readonly<Record<Profile, number>> = {
  smoke: 5000,
  standard: 200_000,
  paper: 2_000_000,
};

/** Whether the masses of a target are counted: a cubature takes two axes at most. */
function isCounted(grid: Grid): boolean {
  return target(grid.target).axes.length > 2;
}

function massesOf(grid: Grid, run: number, profile: Profile): Cell {
  const [method] = grid.methods;
  if (!isCounted(grid)) return massesCell(grid, method, run);
  const fit = fitCell(grid, method, run);
  const points = pointsOf[profile];
  return sampledMassesKind.cell({
    config: { target: grid.target, nBins: [...grid.nBins], points },
    seed: grid.seed,
    inputs: { fit },
    label: fit.label.replace("fit", "counted masses"),
    cost: grid.draws * points * 1e-5,
  });
}

/**
 * The measures of a grid of one method.
 *
 * @param points Points generated with each draw, where masses are counted on them.
 */
export function measuresCell(
  grid: Grid,
  masses: (run: number) => Cell,
  profileAt: number,
  points?: number,
): Cell {
  const [{ method }] = grid.methods;
  const { target: name, nTrain } = grid;
  return measuresKind.cell({
    config: {
      target: name,
      nBins: [...grid.nBins],
      method: method.id,
      protocol: "exact",
      nTrain,
      profileAt,
      ...(points !== undefined && { points }),
    },
    seed: grid.seed,
    inputs: everyRun(grid, masses),
    label: `measures of ${method.label}, ${target(name).title}, ${nTrain} points`,
    cost: grid.runs * grid.draws * 0.1,
  });
}

/** Number of bins of the profile: 50 where there are as many, else the finest. */
export function profileBins({ nBins }: Grid): number {
  return nBins.includes(50) ? 50 : Math.max(...nBins);
}

interface EdgesConfig {
  readonly grids: readonly Grid[];
  readonly profile: Profile;
}

/** Cell kind "edges": puts together what the page of the study shows. */
export const edgesKind = cellKind<EdgesConfig, Recorded<EdgesResults>>({
  name: "edges",
  version: 6,
  run({ grids, profile }, { inputs }) {
    const series = grids.map((grid): EdgesSeries => {
      const toy = target(grid.target);
      const [{ name, symbol }] = toy.axes;
      return {
        setup: setupOf(grid),
        edge: edges[grid.target],
        dimension: toy.dimension,
        axis: `${name} ${symbol}`,
        points: isCounted(grid) ? pointsOf[profile] : null,
        ...measuresKind.record(inputs[grid.target]),
      };
    });
    return { record: { setup: setupOf(grids[0]), series } };
  },
});

/** Where does amplification hold: on smooth densities, or at edges too? */
export const study: ReportStudy<EdgesResults> = {
  name: "edges",
  title: "Edges and smoothness",
  kinds: [edgesKind],
  results: edgesResults,
  findings: ({ series }) => findings(series),
  page: {
    name: "Edges and smoothness",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grids = edgeGrids(profile);
    return edgesKind.cell({
      config: { profile, grids },
      seed: grids[0].seed,
      inputs: Object.fromEntries(
        grids.map((grid) => [
          grid.target,
          measuresCell(
            grid,
            (run) => massesOf(grid, run, profile),
            profileBins(grid),
            isCounted(grid) ? pointsOf[profile] : undefined,
          ),
        ]),
      ),
      label: "summary of edges and smoothness",
      cost: 1,
    });
  },
};
