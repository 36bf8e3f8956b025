/**
 * The common grid of the studies of the Gamma ring: one target, independent training sets, and posteriors.
 *
 * @module
 */
import type { Cell } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import { target } from "../../core/target/mod.ts";
import {
  adamMcmc,
  type Course,
  type GridMethod,
  meanField,
  meanFieldSteps,
  type Schedule,
} from "./methods.ts";
import type { Setup } from "./schema.ts";

/** A grid of fits. */
export interface Grid {
  readonly seed: number;
  readonly target: string;
  readonly nTrain: number;
  readonly runs: number;
  readonly draws: number;
  /** Numbers of bins along each axis. */
  readonly nBins: readonly number[];
  /** Resolution of the cubature of the masses. */
  readonly cubature: { readonly panelNodes: number; readonly periodicNodes: number };
  readonly methods: readonly GridMethod[];
  /** Whether stretches of fits are kept with the results. */
  readonly kept?: boolean;
}

/** Configuration of a summary. */
export interface GridConfig {
  readonly profile: Profile;
  readonly grid: Grid;
}

/** Seed of every study; their streams have different names. */
export const seed = 240800838;

/** The paper's noise scales of AdamMCMC. */
const noiseScales = [0.01, 0.05, 0.1, 0.5];

/** Schedule of the chain that the paper shows, in the standard profile. */
const shownChain: Schedule = {
  warmUp: 25_010,
  burnIn: 400,
  spacing: 20,
  recordEvery: 20,
  course: { milestones: [], early: [690] },
};
/** Schedule of the other chains of the standard profile. */
export const otherChain: Schedule = {
  warmUp: 25_010,
  burnIn: 200,
  spacing: 10,
  recordEvery: 30,
};

/** Schedule of the chains of the smoke profile. */
export const shortChain: Schedule = {
  warmUp: 300,
  burnIn: 10,
  spacing: 2,
  recordEvery: 10,
  batchSize: 200,
};

/** Steps of the mean fields of the smoke profile. */
export const smokeSteps = 300;

/** Schedule of the paper's chains: 49,005 steps. */
const authorsChain: Schedule = {
  warmUp: 25_010,
  burnIn: 5,
  spacing: 1000,
  recordEvery: 200,
  probeEvery: 500,
  course: { milestones: [1380, 15_000, 45_000], early: [690, 1380, 5000, 15_000] },
};

/** Milestones and beginnings of the paper's mean fields. */
const meanFieldCourse: Course = {
  milestones: [meanFieldSteps],
  early: [50_000, 100_000, meanFieldSteps],
};

/** The paper's training sets, draws and bins. */
const paperSize = {
  nTrain: 10_000,
  runs: 5,
  draws: 50,
  nBins: [2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 200],
  cubature: { panelNodes: 4, periodicNodes: 256 },
};

/** The paper's grid in the size of a profile. */
export function paperGrid(profile: Profile): Grid {
  const common = { seed, target: "gamma-ring" };
  switch (profile) {
    case "smoke":
      return {
        ...common,
        nTrain: 1000,
        runs: 2,
        draws: 8,
        nBins: [2, 5, 10, 20, 50],
        cubature: { panelNodes: 4, periodicNodes: 16 },
        methods: [
          meanField(1, smokeSteps),
          meanField(10, smokeSteps, { milestones: [200], early: [200] }),
          adamMcmc(0.1, { ...shortChain, course: { milestones: [12, 20], early: [10, 16] } }, 8),
        ],
      };
    case "standard":
      return {
        ...common,
        ...paperSize,
        // Half the angular nodes: at 200 x 200 bins the masses are off by 0.2 %, a few percent of their spread.
        cubature: { ...paperSize.cubature, periodicNodes: 128 },
        methods: [
          meanField(1, 50_000),
          meanField(5, 50_000),
          meanField(10, 100_000, { milestones: [], early: [50_000] }),
          meanField(50, 50_000),
          meanField(100, 50_000),
          ...noiseScales.map((scale) =>
            adamMcmc(scale, scale === 0.1 ? shownChain : otherChain, 50)
          ),
        ],
      };
    case "paper": {
      const mean = (klWeight: number, steps: number) => meanField(klWeight, steps, meanFieldCourse);
      return {
        ...common,
        ...paperSize,
        // An epoch is ten batches; the lengths are the epochs at which the authors evaluate.
        methods: [
          mean(1, 2_500_000),
          mean(5, 2_000_000),
          mean(10, 1_800_000),
          mean(50, 750_000),
          mean(100, 400_000),
          ...noiseScales.map((scale) => adamMcmc(scale, authorsChain, 50)),
        ],
        kept: true,
      };
    }
  }
}

/** Methods of the paper's grid whose fits have all reached their full length. */
const whole = [
  "mean-field-k1",
  "mean-field-k5",
  "mean-field-k10",
  "mean-field-k50",
  "mean-field-k100",
  "adam-mcmc-s0.1",
  "adam-mcmc-s0.5",
];

/** The paper's grid; in the profile `paper` only methods whose fits have all reached their full length. */
export function wholeGrid(profile: Profile): Grid {
  const grid = paperGrid(profile);
  if (profile !== "paper") return grid;
  return { ...grid, methods: grid.methods.filter(({ method }) => whole.includes(method.id)) };
}

/** The set-up of a grid for its results. */
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

/** Cells of all runs of a method, as inputs of a cell that reads all of them. */
export function everyRun(grid: Grid, cell: (run: number) => Cell): Record<string, Cell> {
  return Object.fromEntries(
    Array.from({ length: grid.runs }, (_, run) => [`run${run}`, cell(run)]),
  );
}
