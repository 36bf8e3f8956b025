/**
 * How the posterior of the likelihood of a last layer is sampled, and what is compared with it.
 *
 * @module
 */
import type { Json } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import { adamMcmcMethod } from "../shared/methods.ts";
import type { Method } from "../shared/schema.ts";
import { type YardstickGrid, yardstickGrid } from "../yardstick/grid.ts";

/** A method that is compared, with the settings of its fit. */
export interface ComparedMethod {
  readonly method: Method;
  /** Options in the registry of posteriors. */
  readonly options: { readonly [name: string]: Json };
  readonly draws: number;
  /** Expected cost of a fit, seconds of one core. */
  readonly cost: number;
}

/** Places where chains start: the trained weights, or draws of the Gaussian at the mode, so many times as wide. */
export type Start = "trained" | number;

/** A round of draws about one Gaussian. */
export interface Round {
  /** Stretches of each chain, and trajectories of a stretch. */
  readonly stretches: number;
  readonly trajectories: number;
  /** Largest number of leapfrog steps of a trajectory. */
  readonly steps: number;
  /** Draws from one whose masses are taken to the next. */
  readonly spacing: number;
}

/** Length of the chains of some weights. */
export interface ChainsGrid {
  /** Weights that are free; default those of the last layer. */
  readonly free?: "all";
  /** One chain each. */
  readonly starts: readonly Start[];
  /** Newton steps towards the mode. */
  readonly newtonSteps: number;
  /** Trajectories of the pilots of each chain, and of the burn-in of a round. */
  readonly pilots: readonly number[];
  readonly burnIn: number;
  /** After a round the Gaussian takes the mean and covariance of its draws; only the draws of the last round count. */
  readonly rounds: readonly Round[];
  /** Places of each pilot chain at which the Fisher matrix is taken. */
  readonly places: number;
  /** Whether the draws are kept with the results. */
  readonly kept: boolean;
}

/** The study in the size of a profile. The networks are those of the exact yardstick. */
export interface LikelihoodGrid {
  readonly seed: number;
  readonly network: Pick<
    YardstickGrid,
    "seed" | "target" | "nTrain" | "training" | "nodes" | "architecture"
  >;
  /** Training sets. */
  readonly runs: number;
  /** Standard deviation of the prior of each weight. */
  readonly priorScale: number;
  readonly lastLayer: ChainsGrid;
  /** A bounded attempt on all weights of the first training set; null without one. */
  readonly all: ChainsGrid | null;
  /** Draws from one at which the error of the solve is taken to the next. */
  readonly probeEvery: number;
  /** Bins along each axis. */
  readonly nBins: number;
  readonly cubature: { readonly panelNodes: number; readonly periodicNodes: number };
  readonly methods: readonly ComparedMethod[];
}

/** Identifier of the Gaussian about which the chains move. */
export const gaussianId = "gaussian";

/** Sizes of a profile. */
interface Size {
  /** Draws and chain of each method. */
  readonly draws: number;
  readonly chain: { readonly burnIn: number; readonly spacing: number };
  readonly lastLayer: Omit<ChainsGrid, "kept">;
  readonly all: ChainsGrid | null;
  /** Draws from one at which the error of the solve is taken to the next. */
  readonly probeEvery: number;
}

const sizes: Readonly<Record<Profile, Size>> = {
  smoke: {
    draws: 6,
    chain: { burnIn: 4, spacing: 2 },
    lastLayer: {
      starts: ["trained", 2],
      newtonSteps: 1,
      pilots: [4, 4],
      burnIn: 2,
      rounds: [
        { stretches: 1, trajectories: 6, steps: 3, spacing: 1 },
        { stretches: 1, trajectories: 6, steps: 4, spacing: 1 },
      ],
      places: 1,
    },
    all: null,
    probeEvery: 3,
  },
  // Shows how the chains go on; they are too short to mix.
  standard: {
    draws: 20,
    chain: { burnIn: 200, spacing: 10 },
    lastLayer: {
      starts: ["trained", 1, 2, 4],
      newtonSteps: 4,
      pilots: [20, 20],
      burnIn: 10,
      rounds: [{ stretches: 1, trajectories: 40, steps: 3, spacing: 1 }],
      places: 2,
    },
    all: null,
    probeEvery: 20,
  },
  paper: {
    draws: 40,
    chain: { burnIn: 1000, spacing: 25 },
    lastLayer: {
      starts: ["trained", 1, 2, 4],
      newtonSteps: 8,
      pilots: [120, 150],
      burnIn: 60,
      // The wider Gaussian of draws takes shorter steps, so its trajectories have more of them.
      rounds: [
        { stretches: 2, trajectories: 250, steps: 3, spacing: 2 },
        { stretches: 4, trajectories: 125, steps: 8, spacing: 1 },
        { stretches: 6, trajectories: 125, steps: 8, spacing: 1 },
      ],
      places: 4,
    },
    // About an hour of a core.
    all: {
      free: "all",
      starts: ["trained", 0.5, 1, 2],
      newtonSteps: 2,
      pilots: [20, 20],
      burnIn: 25,
      rounds: [{ stretches: 2, trajectories: 45, steps: 12, spacing: 1 }],
      places: 1,
      kept: false,
    },
    probeEvery: 50,
  },
};

/** The grid of a profile. */
export function likelihoodGrid(profile: Profile): LikelihoodGrid {
  const smoke = profile === "smoke";
  const { seed, target, nodes, architecture, ...network } = yardstickGrid(profile);
  const nTrain = smoke ? 100 : network.nTrain;
  const training = smoke ? { steps: 200, batchSize: 50 } : network.training;
  const priorScale = 0.2;
  const { draws, chain: { burnIn, spacing }, lastLayer, all, probeEvery } = sizes[profile];
  const { batchSize } = training;
  const chain = {
    burnIn,
    spacing,
    recordEvery: spacing,
    batchSize,
    warmUp: { steps: smoke ? 20 : 1500, batchSize },
  };
  const steps = burnIn + (draws - 1) * spacing;
  const gradients = (each: number) => each * steps * batchSize * 35e-6;
  const adamMcmc = (noiseScale: number): ComparedMethod => ({
    method: adamMcmcMethod(noiseScale),
    options: {
      mode: "authors",
      noiseScale,
      priorScale,
      onFreeze: "note",
      probeEvery: chain.recordEvery,
      ...chain,
    },
    draws,
    cost: gradients(2.4),
  });
  return {
    seed,
    network: { seed, target, nTrain, training, nodes, architecture },
    runs: 1,
    priorScale,
    lastLayer: { ...lastLayer, kept: profile === "paper" },
    all,
    probeEvery,
    nBins: smoke ? 3 : 10,
    cubature: smoke ? { panelNodes: 4, periodicNodes: 16 } : { panelNodes: 6, periodicNodes: 256 },
    methods: [
      ...[0.01, 0.05, 0.1, 0.5].map(adamMcmc),
      {
        method: {
          id: "sghmc",
          label: "stochastic-gradient HMC",
          posterior: "sghmc",
          parameter: { symbol: "s", value: priorScale },
        },
        options: { priorScale, ...chain },
        draws,
        cost: gradients(1),
      },
    ],
  };
}
