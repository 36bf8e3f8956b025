/**
 * The grid that the studies of the Gamma ring share: one target, independent training sets, and
 * posteriors with their settings. Studies that ask for the same fit get the same cell.
 *
 * @module
 */
import { paperArchitecture, timeGrid } from "../../core/flow/mod.ts";
import { posterior } from "../../core/posterior/mod.ts";
import { fitKind } from "./fit.ts";
import { stretchName } from "./fit_state.ts";
import { massesKind } from "./masses.ts";
import { joinedKind, stretchKind } from "./stretch.ts";
import type { Cell, Json } from "../../runner/cell.ts";
import type { Method, Setup } from "./schema.ts";
import { grouped } from "../../render/sentence.ts";
import type { Profile } from "../../runner/study.ts";
import { target } from "../../core/target/mod.ts";

/** A method with what its fit needs. */
export interface GridMethod {
  readonly method: Method;
  /** Options of the posterior, as its registry takes them. */
  readonly options: { readonly [name: string]: Json };
  /** Posterior draws of each run, where they are not as many as the grid's. */
  readonly draws?: number;
  /** Expected work of one fit, seconds of one core on the machine of the committed benchmark. */
  readonly cost: number;
  /** How a fit of several stretches is cut; its options have the milestones. */
  readonly cut?: Cut;
  /** Length of the beginning that is taken for the fit, in steps; one of its option `early`. */
  readonly early?: number;
}

/** How a long fit is cut into stretches. */
interface Cut {
  /** Ends of the stretches, in steps: the milestones and the end. */
  readonly ends: readonly number[];
  /** How many of the first stretches are kept as one, without the draws of beginnings; 0 where those are small. */
  readonly joined: number;
  /** Cost of a warm-up before the first, in steps. */
  readonly warmUp: number;
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
  /** Whether stretches of fits are kept with the results. */
  readonly kept?: boolean;
}

/** What a summary is told of its fits. */
export interface GridConfig {
  readonly profile: Profile;
  readonly grid: Grid;
}

/** Seed of every study; streams are told apart by name. */
const seed = 240800838;

/** Where a fit is cut, and of which of its beginnings draws can be had, in steps. */
interface Course {
  readonly milestones: readonly number[];
  readonly early: readonly number[];
}

function meanField(klWeight: number, steps: number, course?: Course): GridMethod {
  return {
    method: {
      id: `mean-field-k${klWeight}`,
      label: `mean field, k = ${klWeight}`,
      posterior: "mean-field",
      parameter: { symbol: "k", value: klWeight },
    },
    options: { klWeight, klConvention: "authors", steps, ...course },
    cost: steps * meanFieldCost,
    ...(course && {
      cut: { ends: [...course.milestones, steps], joined: 0, warmUp: 0 },
    }),
  };
}

/** Seconds of one core for a step of a mean field, and for one of a warm-up. */
const meanFieldCost = 0.6e-3, warmUpCost = 0.45e-3;

/** Length of a chain after its warm-up, and what is recorded on the way. */
interface Schedule {
  readonly warmUp: number;
  readonly burnIn: number;
  readonly spacing: number;
  readonly recordEvery: number;
  /** Steps between two probes of the acceptance test; by default as between records. */
  readonly probeEvery?: number;
  readonly batchSize?: number;
  readonly course?: Course;
}

/** Seconds of one core for the gradient of the log-likelihood of one point. */
const gradientCost = 35e-6;

function chainOptions(schedule: Schedule) {
  const { warmUp, burnIn, spacing, recordEvery, batchSize = 1000, course } = schedule;
  return {
    burnIn,
    spacing,
    recordEvery,
    batchSize,
    warmUp: { steps: warmUp, batchSize },
    ...course,
  };
}

/** Steps of a chain without its warm-up. */
function chainSteps({ burnIn, spacing }: Schedule, draws: number): number {
  return burnIn + (draws - 1) * spacing;
}

function chainCost(schedule: Schedule, draws: number, gradients: number): number {
  const { warmUp, batchSize = 1000 } = schedule;
  return warmUp * warmUpCost + chainSteps(schedule, draws) * gradients * batchSize * gradientCost;
}

/** AdamMCMC as the authors run it, at a noise scale. */
function adamMcmc(noiseScale: number, schedule: Schedule, draws: number): GridMethod {
  return {
    method: {
      id: `adam-mcmc-s${noiseScale}`,
      label: `AdamMCMC, σ = ${noiseScale}`,
      posterior: "adam-mcmc",
      parameter: { symbol: "σ", value: noiseScale },
    },
    options: {
      mode: "authors",
      noiseScale,
      probeEvery: schedule.probeEvery ?? schedule.recordEvery,
      ...chainOptions(schedule),
    },
    cost: chainCost(schedule, draws, 2.4),
    ...(schedule.course && { cut: chainCut(schedule, schedule.course, draws) }),
  };
}

/** Chains keep their first stretches, those of the beginnings, as one: their draws would be most of what is kept. */
function chainCut(schedule: Schedule, { milestones, early }: Course, draws: number): Cut {
  const warmUp = schedule.warmUp * warmUpCost / (2.4 * 1000 * gradientCost);
  return {
    ends: [...milestones, chainSteps(schedule, draws)],
    joined: milestones.findIndex((step) => step >= Math.max(...early)) + 1,
    warmUp,
  };
}

/** The paper's noise scales of AdamMCMC. */
const noiseScales = [0.01, 0.05, 0.1, 0.5];

/** Of the chains of the standard profile: the one that the paper shows, and the others. */
const shownChain: Schedule = {
  warmUp: 25_010,
  burnIn: 400,
  spacing: 20,
  recordEvery: 20,
  course: { milestones: [], early: [690] },
};
const otherChain: Schedule = {
  warmUp: 25_010,
  burnIn: 200,
  spacing: 10,
  recordEvery: 30,
};

/** Of the smoke profile. */
const shortChain: Schedule = {
  warmUp: 500,
  burnIn: 10,
  spacing: 2,
  recordEvery: 4,
  batchSize: 200,
};

/** Of the paper: 49,005 steps. */
const authorsChain: Schedule = {
  warmUp: 25_010,
  burnIn: 5,
  spacing: 1000,
  recordEvery: 200,
  probeEvery: 500,
  course: { milestones: [1380, 15_000, 45_000], early: [690, 1380, 5000, 15_000] },
};

/** Steps of mean fields of the profile `paper` that are not the paper's own; so many begin those that are. */
const meanFieldSteps = 300_000;

/** Where the paper's mean fields are cut, and their beginnings. */
const meanFieldCourse: Course = {
  milestones: [meanFieldSteps],
  early: [50_000, 100_000, meanFieldSteps],
};

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
        cubature: { panelNodes: 4, periodicNodes: 64 },
        methods: [
          meanField(1, 1000),
          meanField(10, 1000, { milestones: [400], early: [400] }),
          adamMcmc(0.1, { ...shortChain, course: { milestones: [12, 20], early: [10, 16] } }, 10),
        ],
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
        nTrain: 10_000,
        runs: 5,
        draws: 50,
        nBins: [2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 200],
        cubature: { panelNodes: 4, periodicNodes: 256 },
        // An epoch is ten batches; the epochs are those at which the authors evaluate.
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

/** A method that its identifier and its label tell from others of the same posterior. */
function variant(
  id: string,
  label: string,
  posterior: string,
  parameter: { symbol: string; value: number },
  options: GridMethod["options"],
  cost: number,
  draws?: number,
): GridMethod {
  return {
    method: { id, label, posterior, parameter },
    options,
    cost,
    ...(draws !== undefined && { draws }),
  };
}

/** Steps of the chains that are held against the authors' in the profile `paper`, all in 50 draws. */
const comparedSteps = 5000;

/**
 * The grid on which posteriors are held against each other: the paper's with its own settings and as the
 * mathematics says, and Hamiltonian Monte Carlo as the reference. It shares the fits of the paper's grid; in the
 * profile `paper` all else has a length of its own.
 */
export function posteriorsGrid(profile: Profile): Grid {
  const grid = paperGrid(profile);
  const { draws } = grid;
  const smoke = profile === "smoke", paper = profile === "paper";
  const own: Schedule = smoke
    ? shortChain
    : paper
    ? { ...otherChain, burnIn: comparedSteps / draws, spacing: comparedSteps / draws }
    : otherChain;
  const whole: Schedule = smoke
    ? shortChain
    : { ...otherChain, burnIn: 300, spacing: paper ? 20 : 8, recordEvery: 20 };
  // Tells what of the paper's chain, 49,005 steps, ours are too short for.
  const long: Schedule = smoke
    ? { ...shortChain, spacing: 4 }
    : { ...otherChain, burnIn: 1000, spacing: 80, recordEvery: 200 };
  const shown = { symbol: "σ", value: 0.1 };
  const chain = (id: string, label: string, options: GridMethod["options"], gradients: number) =>
    variant(
      `adam-mcmc-${id}`,
      `AdamMCMC ${label}`,
      "adam-mcmc",
      shown,
      { noiseScale: 0.1, probeEvery: own.recordEvery, ...chainOptions(own), ...options },
      chainCost(own, draws, gradients),
    );
  const full = (noiseScale: number) =>
    variant(
      `adam-mcmc-full-s${noiseScale}`,
      `AdamMCMC tested on all data, σ = ${noiseScale}`,
      "adam-mcmc",
      { symbol: "σ", value: noiseScale },
      {
        mode: "exact",
        acceptance: "full",
        noiseScale,
        freezeAfter: 400,
        probeEvery: whole.recordEvery,
        ...chainOptions(whole),
      },
      chainCost(whole, draws, 6),
    );
  const chains = smoke ? 2 : 4;
  const hmcDraws = smoke ? 16 : 48;
  const leapfrogSteps = smoke ? 3 : 32;
  const hmcBurnIn = smoke ? 2 : 20;
  const trajectories = hmcBurnIn + hmcDraws / chains - 1;
  const members = smoke ? 4 : 20;
  const memberSteps = smoke ? 300 : 10_000;
  const sghmc: Schedule = smoke
    ? shortChain
    : { warmUp: 25_000, burnIn: 500, spacing: 20, recordEvery: 20 };
  const swagSteps = smoke ? 300 : 25_000;
  const ensemble = (id: string, label: string, data: string) =>
    variant(
      id,
      label,
      "ensemble",
      { symbol: "M", value: members },
      { data, training: { steps: memberSteps } },
      members * memberSteps * 0.6e-3,
      members,
    );
  return {
    ...grid,
    runs: 1,
    methods: [
      variant(
        "hmc",
        "Hamiltonian Monte Carlo",
        "hmc",
        { symbol: "s", value: 1 },
        {
          chains,
          burnIn: hmcBurnIn,
          spacing: 1,
          leapfrogSteps,
          warmUp: { steps: smoke ? shortChain.warmUp : 25_000 },
        },
        chains * trajectories * 0.75 * leapfrogSteps * grid.nTrain * gradientCost,
        hmcDraws,
      ),
      ...grid.methods,
      variant(
        "mean-field-elbo",
        "mean field, sum of the divergence",
        "mean-field",
        { symbol: "k", value: 1 },
        { klWeight: 1, klConvention: "sum-per-datum", steps: smoke ? 1000 : 50_000 },
        (smoke ? 1000 : 50_000) * 0.8e-3,
      ),
      ...(paper ? [] : [variant(
        "adam-mcmc-long",
        "AdamMCMC of the authors, a longer chain",
        "adam-mcmc",
        shown,
        {
          mode: "authors",
          noiseScale: 0.1,
          probeEvery: 0,
          ...chainOptions(long),
        },
        chainCost(long, draws, 2),
      )]),
      chain("authors-restored", "of the authors, moments restored", {
        mode: "authors",
        momentsOnRejection: "restored",
      }, 2.4),
      chain("exact-restored", "by the formula, moments restored", { mode: "exact" }, 2.4),
      chain("exact-kept", "by the formula, moments kept", {
        mode: "exact",
        momentsOnRejection: "kept",
      }, 2.4),
      chain("shared-step", "with one step both ways", { mode: "shared-step" }, 1.8),
      ...(smoke ? [0.1] : [0.02, 0.1, 0.5]).map(full),
      variant(
        "sghmc",
        "stochastic-gradient HMC",
        "sghmc",
        { symbol: "s", value: 1 },
        chainOptions(sghmc),
        chainCost(sghmc, draws, 1.3),
      ),
      ensemble("ensemble", "ensemble", "kept"),
      ensemble("ensemble-bootstrapped", "ensemble, bootstrapped data", "bootstrapped"),
      variant(
        "swag",
        "SWAG",
        "swag",
        { symbol: "K", value: 20 },
        smoke
          ? { training: { steps: swagSteps }, snapshots: 25, collectEvery: 5 }
          : { training: { steps: swagSteps } },
        swagSteps * 0.7e-3,
      ),
    ],
  };
}

/**
 * A method of the paper's grid as it was after as many steps as the chains have that are held against it in
 * {@linkcode posteriorsGrid}; itself where it is no longer than they.
 */
export function comparedBeginning(profile: Profile, method: GridMethod): GridMethod {
  return profile === "paper" ? { ...method, early: comparedSteps } : method;
}

/** The targets whose edges and smoothness differ, the paper's first. */
const edgeTargets = [
  "gamma-ring",
  "gaussian-ring",
  "camel-back",
  "wedge-ramp",
  "uniform-disc",
  "gamma-shell-5d",
];

/** One grid for each target of different edges: the paper's mean field, the same effort everywhere. */
export function edgeGrids(profile: Profile): Grid[] {
  const { nTrain, draws } = paperGrid(profile);
  const smoke = profile === "smoke";
  const steps = { smoke: 1000, standard: 30_000, paper: meanFieldSteps }[profile];
  const binsByDimension: Record<number, number[]> = smoke
    ? { 1: [5, 20, 50], 2: [2, 5, 10, 20], 5: [2, 3] }
    : {
      1: [2, 5, 10, 20, 50, 100, 200, 500],
      2: [2, 3, 5, 7, 10, 15, 20, 30, 50, 100],
      5: [2, 3, 4],
    };
  return edgeTargets.map((name) => ({
    seed,
    target: name,
    nTrain,
    runs: smoke ? 2 : profile === "paper" ? 5 : 3,
    draws: smoke || profile === "paper" ? draws : 20,
    nBins: binsByDimension[target(name).dimension],
    cubature: target(name).dimension === 1
      ? { panelNodes: 32, periodicNodes: 32 }
      : { panelNodes: 4, periodicNodes: smoke ? 64 : 256 },
    methods: [meanField(10, steps)],
  }));
}

/** The mean field that the paper shows, of as many steps as the profile `paper` has where they are not the paper's. */
function shortMeanField(label: string): GridMethod {
  const { method, ...fit } = meanField(10, meanFieldSteps, { milestones: [], early: [] });
  return { method: { ...method, id: "mean-field-k10-short", label }, ...fit };
}

/**
 * The mean field that the paper shows on more training sets than the paper has, for few bins, where the scatter
 * between training sets hides most; undefined where that would take too long.
 */
export function manySetsGrid(profile: Profile): Grid | undefined {
  const whole = paperGrid(profile);
  const grid = { ...whole, nBins: whole.nBins.filter((n) => n <= 50) };
  switch (profile) {
    case "smoke": {
      const { runs } = grid;
      const { method, ...fit } = meanField(10, 500);
      const label = `${method.label}, ${runs} training sets`;
      const many = { ...method, id: "mean-field-k10-short", label };
      return { ...grid, methods: [{ method: many, ...fit }] };
    }
    case "standard":
      return undefined;
    case "paper": {
      const runs = 20;
      const label = `mean field, k = 10, ${runs} training sets of ${grouped(meanFieldSteps)} steps`;
      return { ...grid, runs, methods: [shortMeanField(label)] };
    }
  }
}

/**
 * One grid for each number of training points; that of the paper is the paper's own grid of this method, and
 * shares its fits, or those of {@linkcode manySetsGrid} where these are shorter.
 */
export function trainingSizeGrids(profile: Profile): Grid[] {
  const grid = paperGrid(profile);
  const sizes = profile === "smoke" ? [1000, 2000, 4000] : [1000, 3000, 10_000, 30_000];
  const [method] = grid.methods.filter(({ method }) => method.id === "mean-field-k10");
  return sizes.map((nTrain) => ({
    ...grid,
    nTrain,
    runs: profile === "standard" ? 3 : grid.runs,
    methods: [profile === "paper" ? shortMeanField("mean field, k = 10") : method],
    kept: profile === "paper" && nTrain === grid.nTrain,
  }));
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

/** What tells a cell of a grid from those of other grids, for people. */
function labelOf({ target: name, nTrain }: Grid, method: Method, run: number): string {
  return `${method.label}, ${target(name).title}, ${nTrain} points, run ${run + 1}`;
}

/** The fit of a method to the training set of a run, cut into stretches where it is long. */
export function fitCell(grid: Grid, gridMethod: GridMethod, run: number): Cell {
  const { method, options, draws = grid.draws, cost, cut, early } = gridMethod;
  const config = {
    target: grid.target,
    nTrain: grid.nTrain,
    run,
    draws,
    architecture: {
      ...paperArchitecture,
      hidden: [...paperArchitecture.hidden],
      dimension: target(grid.target).dimension,
      condition: target(grid.target).condition.length,
    },
    posterior: { name: method.posterior, options },
  };
  const label = labelOf(grid, method, run);
  const cell = { config, seed: grid.seed, inputs: {} };
  const whole: Cell = { ...cell, kind: fitKind.name, label: `fit ${label}`, cost };
  if (cut === undefined) return whole;

  const { ends, joined, warmUp } = cut;
  const keep = (end: number) =>
    grid.kept ? { keep: `${method.id}/run-${run + 1}-to-${end}` } : undefined;
  const named = (cells: readonly Cell[]) =>
    Object.fromEntries(cells.map((cell, i) => [stretchName(i), cell]));
  const stretches: Cell[] = [];
  // What the fit reads: the first stretches as one.
  let parts: Cell[] = [];
  for (const [i, end] of ends.entries()) {
    const before = parts.at(-1);
    const steps = i === 0 ? warmUp + end : end - ends[i - 1];
    const stretch: Cell = {
      ...cell,
      kind: stretchKind.name,
      config: { ...config, stretch: i },
      inputs: before ? { before } : {},
      label: `stretch ${i + 1} of ${ends.length} of ${label}`,
      cost: cost * steps / (warmUp + ends.at(-1)!),
      ...(i >= joined && keep(end)),
    };
    stretches.push(stretch);
    parts.push(stretch);
    if (i === joined - 1) {
      parts = [{
        ...cell,
        kind: joinedKind.name,
        inputs: named(stretches),
        label: `first ${joined} stretches of ${label}`,
        cost: 0.1,
        ...keep(end),
      }];
    }
  }
  if (early === undefined) return { ...whole, inputs: named(parts), cost: 0.1 };
  const needed = stretches.slice(0, ends.findIndex((end) => end >= early) + 1);
  return {
    ...whole,
    config: { ...config, early },
    inputs: named(needed),
    label: `fit ${label}, first ${early} steps`,
    cost: 0.1,
  };
}

/** The bin masses of a fit's draws, for every number of bins of the grid. */
export function massesCell(grid: Grid, method: GridMethod, run: number): Cell {
  const { solve } = posterior(method.method.posterior, method.options);
  const stages = solve.scheme.kind === "runge-kutta" ? solve.scheme.b.length : 1;
  const evaluations = stages * (timeGrid(solve).length - 1);
  return {
    kind: massesKind.name,
    config: { target: grid.target, nBins: [...grid.nBins], cubature: grid.cubature },
    seed: grid.seed,
    inputs: { fit: fitCell(grid, method, run) },
    label: `masses ${labelOf(grid, method.method, run)}${
      method.early === undefined ? "" : `, first ${method.early} steps`
    }`,
    cost: (method.draws ?? grid.draws) * evaluations * 8.5e-3,
  };
}

/** Cells of every run of a method, as the inputs of a cell that looks at all of them. */
export function everyRun(grid: Grid, cell: (run: number) => Cell): Record<string, Cell> {
  return Object.fromEntries(
    Array.from({ length: grid.runs }, (_, run) => [`run${run}`, cell(run)]),
  );
}
