/**
 * Fits of the last layer to one training set: the fixed network with its moments, and each method on it.
 *
 * @module
 */
import { cubature, type CubatureOptions } from "../../core/binning/mod.ts";
import { type Architecture, gradedSolve } from "../../core/flow/mod.ts";
import {
  type Diagnostics,
  lastLayerMoments,
  lastLayerProblem,
  posterior,
  trainFlow,
} from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { type Artefact, type Cell, type CellContext, cellKind } from "../../runner/cell.ts";
import { numerics } from "../../runner/engine.ts";
import { trainingData } from "../shared/fit.ts";
import type { YardstickGrid, YardstickMethod } from "./grid.ts";

/** The training set of a run, and the network on it. */
interface Training {
  readonly target: string;
  readonly nTrain: number;
  readonly run: number;
  readonly architecture: Architecture;
}

/** Configuration of a network. */
interface NetworkConfig extends Training {
  readonly training: YardstickGrid["training"];
  readonly nodes: number;
}

/** Names of the arrays of a network: all weights, and the moments of its last layer. */
const networkArrays = { weights: "weights", each: "moments of points", sums: "sums" } as const;

/** Data, engine and stream of a run. */
async function trained(
  { target: name, nTrain, run, architecture }: Training,
  { seed, engine }: Pick<CellContext, "seed" | "engine">,
) {
  return {
    engine: await engine(architecture),
    data: trainingData(seed, { target: name, nTrain, run }),
    condition: target(name).condition,
    draws: 1,
    stream: Stream.fromSeed(seed).split("run", run, "yardstick"),
  };
}

/**
 * Cell kind "yardstick-network": trains a flow, and takes the moments of its last layer over data, times and
 * noise.
 */
export const networkKind = cellKind<NetworkConfig, { readonly loss: number }>({
  name: "yardstick-network",
  version: 1,
  numerics,
  async run(config, context) {
    const problem = await trained(config, context);
    const stream = problem.stream.split("training");
    const { weights, loss } = trainFlow({ ...problem, stream }, config.training);
    const { each, sums } = lastLayerMoments(
      problem,
      weights,
      config.nodes,
      problem.stream.split("nodes"),
    );
    return {
      record: { loss: loss.values[loss.values.length - 1] },
      arrays: {
        [networkArrays.weights]: { shape: [weights.length], values: weights },
        [networkArrays.each]: {
          shape: [config.nTrain, each.length / config.nTrain],
          values: each,
        },
        [networkArrays.sums]: { shape: [2, sums.length / 2], values: sums },
      },
    };
  },
});

/** Configuration of a fit. */
interface LastLayerConfig extends Training {
  readonly method: string;
  readonly klWeight: number;
  readonly draws: number;
  readonly posterior: YardstickMethod["posterior"];
  /** Bins along each axis. */
  readonly nBins: number;
  readonly cubature: Required<CubatureOptions>;
}

/** Record of a fit; its array holds the masses of its draws, `[draws, nBins, nBins]`. */
export interface LastLayerRecord {
  readonly scalars: Diagnostics["scalars"];
  readonly warnings: readonly string[];
  /** Error of the cubature relative to the mass of a bin, mean over draws. */
  readonly cubatureError: number;
}

/** Name of the array of masses. */
export const massesArray = "masses";

/** How the flows of all methods are solved; their masses differ by up to 0.4 % from those of a finer solve, the same for all. */
const solve = gradedSolve(24);

/** Cell kind "yardstick-fit": a posterior of the last layer, and the bin masses of its draws. */
export const lastLayerKind = cellKind<LastLayerConfig, LastLayerRecord>({
  name: "yardstick-fit",
  version: 1,
  numerics,
  async run(config, context) {
    const { method, klWeight, draws, nBins } = config;
    const { network } = context.inputs;
    const whole = await trained(config, context);
    const problem = lastLayerProblem(
      { ...whole, draws, stream: whole.stream.split("fit", method) },
      networkWeights(network),
      {
        each: network.arrays[networkArrays.each].values as Float32Array,
        sums: network.arrays[networkArrays.sums].values as Float64Array,
      },
      klWeight,
    );
    const { name, options } = config.posterior;
    const fit = posterior(name, options).fit(problem, context);
    const grid = cubature(target(config.target), config.cubature);
    const points = { values: grid.points, condition: whole.condition };
    const bins = nBins * nBins, size = fit.draws.length / draws;
    const values = new Float64Array(draws * bins);
    let cubatureError = 0;
    for (let d = 0; d < draws; d++) {
      const drawn = fit.draws.subarray(d * size, (d + 1) * size);
      const { values: drawMasses, meanError } = grid.masses(
        problem.engine.logDensity(drawn, points, solve),
        nBins,
      );
      values.set(drawMasses, d * bins);
      cubatureError += meanError / draws;
    }
    const { scalars, warnings } = fit.diagnostics;
    return {
      record: { scalars, warnings, cubatureError },
      arrays: { [massesArray]: { shape: [draws, nBins, nBins], values } },
    };
  },
});

/** The network of a run. */
export function networkCell(
  { target: name, nTrain, seed, training, nodes, ...grid }: Pick<
    YardstickGrid,
    "target" | "nTrain" | "seed" | "training" | "nodes" | "architecture"
  >,
  run: number,
): Cell {
  const architecture = grid.architecture as Architecture;
  return networkKind.cell({
    config: { target: name, nTrain, run, architecture, training, nodes },
    seed,
    inputs: {},
    label: `network of the yardstick, run ${run + 1}`,
    cost: training.steps * 1e-3 + nTrain * nodes * 2e-5,
  });
}

/** All weights of a network. */
export function networkWeights({ arrays }: Artefact): Float32Array {
  return arrays[networkArrays.weights].values as Float32Array;
}

/** The fit of a method to the last layer of a run's network. */
export function lastLayerCell(
  grid: YardstickGrid,
  { method, klWeight, posterior, draws, cost }: YardstickMethod,
  run: number,
): Cell {
  const { target: name, nTrain, seed, nBins } = grid;
  return lastLayerKind.cell({
    config: {
      target: name,
      nTrain,
      run,
      architecture: grid.architecture as Architecture,
      method: method.id,
      klWeight,
      draws,
      posterior,
      nBins,
      cubature: grid.cubature,
    },
    seed,
    inputs: { network: networkCell(grid, run) },
    label: `last layer ${method.label}, run ${run + 1}`,
    cost: cost + draws * 0.15,
  });
}
