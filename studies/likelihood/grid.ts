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

/** Length of the chains of some weights. */
export interface ChainsGrid {
  /** Weights that are free; default those of the last layer. */
  readonly free?: "all";
  /** One chain each. */
  readonly starts: readonly Start[];
  /** Newton steps towards the mode. */
  readonly newtonSteps: number;
  /** Trajectories of each chain: of its pilots, of the burn-in of a round, and of a stretch of its draws. */
  readonly trajectories: {
    readonly pilots: readonly number[];
    readonly burnIn: number;
    readonly stretch: number;
  };
  /**
   * Stretches of each chain in the rounds. After a round the Gaussian takes the mean and covariance of its draws; only
   * the draws of the last round count.
   */
  readonly rounds: readonly number[];
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
  /** Largest number of leapfrog steps of a trajectory. */
  readonly steps: number;
  /** Draws from one whose masses are taken to the next. */
  readonly spacing: number;
  /** Draws from one at which the error of the solve is taken to the next. */
  readonly probeEvery: number;
  /** Bins along each axis. */
  readonly nBins: number;
  readonly cubature: { readonly panelNodes: number; readonly periodicNodes: number };
  readonly methods: readonly ComparedMethod[];
}

/** Identifier of the Gaussian about which the chains move. */
export const gaussianId = "gaussian";

/** The grid of a profile; `standard` and `paper` are the same. */
export function likelihoodGrid(profile: Profile): LikelihoodGrid {
  const smoke = profile === "smoke";
  const { seed, target, nodes, architecture, ...network } = yardstickGrid(profile);
  const nTrain = smoke ? 100 : network.nTrain;
  const training = smoke ? { steps: 200, batchSize: 50 } : network.training;
  const draws = smoke ? 6 : 40, priorScale = 0.2;
  const { batchSize } = training;
  const chain = smoke
    ? { burnIn: 4, spacing: 2, recordEvery: 2, batchSize, warmUp: { steps: 20, batchSize } }
    : { burnIn: 1000, spacing: 25, recordEvery: 25, batchSize, warmUp: { steps: 1500, batchSize } };
  const steps = chain.burnIn + (draws - 1) * chain.spacing;
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
    lastLayer: {
      starts: smoke ? ["trained", 2] : ["trained", 1, 2, 4],
      newtonSteps: smoke ? 1 : 8,
      trajectories: smoke
        ? { pilots: [4, 4], burnIn: 2, stretch: 6 }
        : { pilots: [120, 150], burnIn: 60, stretch: 250 },
      rounds: smoke ? [1, 1] : [2, 4],
      places: smoke ? 1 : 4,
      kept: !smoke,
    },
    all: null,
    steps: 3,
    spacing: smoke ? 1 : 2,
    probeEvery: smoke ? 3 : 50,
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
