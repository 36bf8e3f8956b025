/**
 * The timed work: the paper's network with trained weights, on points of the Gamma ring.
 *
 * @module
 */
import { type Cubature, cubature } from "../core/binning/mod.ts";
import type { Engine, FlowMatchingBatch, Points } from "../core/engine/engine.ts";
import {
  continuousSolve,
  decodingSolve,
  flowMatchingBatch,
  gradedSolve,
  layers,
  likelihoodSolve,
  paperArchitecture,
  rk38,
  type Solve,
  timeGrid,
} from "../core/flow/mod.ts";
import { Adam } from "../core/posterior/adam.ts";
import { Stream } from "../core/random.ts";
import { target } from "../core/target/mod.ts";

/** Solve of the log-likelihood in the definition of the units of work. */
export const traceSolve: Solve = { scheme: rk38, steps: 16, volumeChange: "trace" };

/**
 * Solve of the log-likelihood with the accuracy of the authors' adaptive solver, for which log p of
 * their network was on average 3.4e-4 nats off; a test checks this on the network that is timed.
 */
export const accurateSolve = gradedSolve(46);

/** Steps of the samplers' map, with 4 evaluations each. */
const mapSteps = timeGrid(likelihoodSolve).length - 1;
const samplersMap = `discrete map, RK4 3/8 x${mapSteps} graded`;

/** Weights and data of all work. */
export interface Problem {
  readonly weights: Float32Array;
  readonly points: Points;
  readonly batch: FlowMatchingBatch;
  readonly noise: Points;
  readonly grid: Cubature;
}

/** Points of a batch, and of the noise that is decoded at once. */
export const batchSize = 1000, decodedAtOnce = 10_000;

/** Reads the trained weights and draws the data. */
export function makeProblem(): Problem {
  const { nets } = JSON.parse(
    Deno.readTextFileSync(new URL("../tests/reference/velocity.json", import.meta.url)),
  ) as { nets: { trained: { weights: number[] } } };
  const stream = Stream.fromSeed(20240838);
  const ring = target("gamma-ring");
  const points = {
    values: ring.sample(batchSize, stream.split("points")),
    condition: Float32Array.of(4),
  };
  return {
    weights: Float32Array.from(nets.trained.weights),
    points,
    batch: flowMatchingBatch(points, 2, stream.split("batch")),
    noise: {
      values: stream.split("noise").normals(new Float32Array(2 * decodedAtOnce)),
      condition: points.condition,
    },
    // At 200 x 200 bins its masses are on average less than 5e-4 off, which a test checks.
    grid: cubature(ring, { panelNodes: 4 }),
  };
}

/** One unit of work. */
export interface Unit {
  readonly name: string;
  readonly title: string;
  /** Operations of the matrix products, and of the activations in the kernel. */
  readonly operations?: { readonly products: number; readonly activations: number };
  /** Computes it once; returns a number on which contenders must agree. */
  run(engine: Engine, problem: Problem): number;
}

/** Multiplications by a weight in one pass through the network for points with a common time. */
const products = layers(paperArchitecture).reduce(
  (sum, { fanIn, fanOut }, i) => sum + (i === 0 ? paperArchitecture.dimension : fanIn) * fanOut,
  0,
);
const hidden = paperArchitecture.hidden.reduce((sum, width) => sum + width, 0);

/**
 * Operations of evaluations of a batch, with or without tangents and gradient. A product is a
 * multiplication and an addition, done once forward and, for a gradient, twice backward. ELU takes 21
 * operations and 1 for each tangent; its gradient 6 and 3 for each tangent.
 */
function operations(evaluations: number, tangents: number, gradient: boolean) {
  const n = evaluations * batchSize;
  return {
    products: n * products * (1 + tangents) * 2 * (gradient ? 3 : 1),
    activations: n * hidden * (21 + tangents + (gradient ? 6 + 3 * tangents : 0)),
  };
}

const sum = (values: ArrayLike<number>) => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
};

const gradient = new Float32Array(layers(paperArchitecture).at(-1)!.biases + 2);
const step = new Float64Array(gradient.length);
const adam = new Adam(gradient.length);
const binnings = Array.from({ length: 199 }, (_, i) => i + 2);

/** All units. */
export const units: readonly Unit[] = [
  {
    name: "U1",
    title: "Flow-matching step, 1000 points: gradient and Adam",
    run(engine, { weights, batch }) {
      const loss = engine.flowMatching(weights, batch, gradient);
      adam.step(gradient, step);
      return loss;
    },
  },
  {
    name: "U2",
    title: "Log-likelihood and gradient, 1000 points: trace, RK4 3/8 x16",
    operations: operations(64, 2, true),
    run: (engine, { weights, points }) =>
      engine.logLikelihood(weights, points, traceSolve, gradient),
  },
  {
    name: "U2 value",
    title: "Log-likelihood alone, 1000 points: trace, RK4 3/8 x16",
    operations: operations(64, 2, false),
    run: (engine, { weights, points }) => engine.logLikelihood(weights, points, traceSolve),
  },
  {
    name: "U2 accurate",
    title:
      "Log-likelihood and gradient, 1000 points, at the accuracy of the authors' solver: trace, Adams-Moulton 4 on a graded grid, 47 evaluations",
    operations: operations(47, 2, true),
    run: (engine, { weights, points }) =>
      engine.logLikelihood(weights, points, accurateSolve, gradient),
  },
  {
    name: "U2 discrete",
    title: `The samplers' log-likelihood and gradient, 1000 points: ${samplersMap}`,
    operations: operations(4 * mapSteps, 2, true),
    run: (engine, { weights, points }) =>
      engine.logLikelihood(weights, points, likelihoodSolve, gradient),
  },
  {
    name: "U2 discrete value",
    title: `The samplers' log-likelihood alone, 1000 points: ${samplersMap}`,
    operations: operations(4 * mapSteps, 2, false),
    run: (engine, { weights, points }) => engine.logLikelihood(weights, points, likelihoodSolve),
  },
  {
    name: "U3",
    title: "Decoding a million points, RK4 3/8 x12",
    run: (engine, { weights, noise }) =>
      sum(engine.decode(weights, noise, decodingSolve)) / decodedAtOnce,
  },
  {
    name: "masses",
    title:
      "Masses of all bins of one draw for every n from 2 to 200: Adams-Moulton 4, 97 evaluations, 19,456 nodes",
    run(engine, { weights, points, grid }) {
      const { condition } = points;
      const values = engine.logDensity(
        weights,
        { values: grid.points, condition },
        continuousSolve,
      );
      let total = 0;
      for (const { values: masses } of grid.binnings(values, binnings)) total += sum(masses);
      return total;
    },
  },
];

/** Bins of the finest binning. */
export const finestBins = Math.max(...binnings) ** 2;
