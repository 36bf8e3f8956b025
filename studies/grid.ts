/**
 * The grid that the studies of the Gamma ring share: one target, independent training sets, and
 * posteriors with their settings. Studies that ask for the same fit get the same cell.
 *
 * @module
 */
import { paperArchitecture } from "../core/flow/mod.ts";
import { fitKind } from "./cells/fit.ts";
import { massesKind } from "./cells/masses.ts";
import type { Cell, Json } from "./runner/cell.ts";
import type { Method, Setup } from "./schema.ts";
import type { Profile } from "./study.ts";
import { target } from "../core/target/mod.ts";

/** A method with what its fit needs. */
export interface GridMethod {
  readonly method: Method;
  /** Options of the posterior, as its registry takes them. */
  readonly options: { readonly [name: string]: Json };
  /** Expected work of one fit, seconds of one core on the machine of the committed benchmark. */
  readonly cost: number;
}

/** A grid of fits. */
export interface Grid {
  readonly seed: number;
  readonly target: string;
  readonly nTrain: number;
  readonly runs: number;
  readonly draws: number;
  /** Numbers of bins along each axis. */
  readonly nBins: readonly number[];
  /** Resolution of the cubature that finds the masses. */
  readonly cubature: { readonly panelNodes: number; readonly periodicNodes: number };
  readonly methods: readonly GridMethod[];
}

/** Seed of every study; streams are told apart by name. */
const seed = 240800838;

function meanField(klWeight: number, steps: number): GridMethod {
  return {
    method: {
      id: `mean-field-k${klWeight}`,
      label: `mean field, k = ${klWeight}`,
      posterior: "mean-field",
      parameter: { symbol: "k", value: klWeight },
    },
    options: { klWeight, klConvention: "authors", steps },
    cost: steps * 1.2e-3,
  };
}

/** The paper's grid in the size of a profile. */
export function paperGrid(profile: Profile): Grid {
  const common = { seed, target: "gamma-ring" };
  switch (profile) {
    case "smoke":
      return {
        ...common,
        nTrain: 2000,
        runs: 2,
        draws: 10,
        nBins: [2, 5, 10, 20, 50],
        cubature: { panelNodes: 4, periodicNodes: 96 },
        methods: [meanField(1, 1500), meanField(10, 1500)],
      };
    case "standard":
      return {
        ...common,
        nTrain: 10_000,
        runs: 5,
        draws: 50,
        nBins: [2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 200],
        cubature: { panelNodes: 4, periodicNodes: 256 },
        methods: [
          meanField(1, 50_000),
          meanField(5, 50_000),
          meanField(10, 100_000),
          meanField(50, 50_000),
          meanField(100, 50_000),
        ],
      };
    case "paper":
      return {
        ...common,
        nTrain: 10_000,
        runs: 5,
        draws: 50,
        nBins: [2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 200],
        cubature: { panelNodes: 4, periodicNodes: 256 },
        // An epoch is ten batches; the epochs are those at which the authors evaluate.
        methods: [
          meanField(1, 2_500_000),
          meanField(5, 2_000_000),
          meanField(10, 1_800_000),
          meanField(50, 750_000),
          meanField(100, 400_000),
        ],
      };
  }
}

/** The set-up as results state it. */
export function setupOf(grid: Grid): Setup {
  const { name, title } = target(grid.target);
  return {
    target: { name, title },
    nTrain: grid.nTrain,
    runs: grid.runs,
    draws: grid.draws,
    methods: grid.methods.map(({ method }) => method),
  };
}

/** The fit of a method to the training set of a run. */
export function fitCell(grid: Grid, { method, options, cost }: GridMethod, run: number): Cell {
  return {
    kind: fitKind.name,
    config: {
      target: grid.target,
      nTrain: grid.nTrain,
      run,
      draws: grid.draws,
      architecture: { ...paperArchitecture, hidden: [...paperArchitecture.hidden] },
      posterior: { name: method.posterior, options },
    },
    seed: grid.seed,
    inputs: {},
    label: `fit ${method.label}, run ${run + 1}`,
    cost,
  };
}

/** The bin masses of a fit's draws, for every number of bins of the grid. */
export function massesCell(grid: Grid, method: GridMethod, run: number): Cell {
  return {
    kind: massesKind.name,
    config: { target: grid.target, nBins: [...grid.nBins], cubature: grid.cubature },
    seed: grid.seed,
    inputs: { fit: fitCell(grid, method, run) },
    label: `masses ${method.method.label}, run ${run + 1}`,
    cost: grid.draws * 1.2,
  };
}

/** Cells of every run of a method, as the inputs of a cell that looks at all of them. */
export function everyRun(grid: Grid, cell: (run: number) => Cell): Record<string, Cell> {
  return Object.fromEntries(
    Array.from({ length: grid.runs }, (_, run) => [`run${run}`, cell(run)]),
  );
}
