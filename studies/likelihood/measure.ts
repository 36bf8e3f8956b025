/**
 * Cells of one training set: a place near the mode, chains about a Gaussian, and the methods that are compared.
 *
 * @module
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { cubature } from "../../core/binning/mod.ts";
import { type Architecture, likelihoodSolve, weightCount } from "../../core/flow/mod.ts";
import {
  type Diagnostics,
  fisherMatrix,
  FlowPotential,
  gaussianOfDraws,
  LastLayer,
  posterior,
  type Problem,
  ReferenceGaussian,
  splitHmc,
} from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import {
  type Artefact,
  type Cell,
  type CellContext,
  cellKind,
  type NumberArray,
} from "../../runner/cell.ts";
import { numerics } from "../../runner/engine.ts";
import { trainingData } from "../shared/fit.ts";
import { networkCell, networkWeights } from "../yardstick/measure.ts";
import {
  type ChainsGrid,
  type ComparedMethod,
  gaussianId,
  type LikelihoodGrid,
  type Round,
  type Start,
} from "./grid.ts";

/** The training set of a run, and the prior of the weights of its last layer. */
interface Training {
  readonly target: string;
  readonly nTrain: number;
  readonly run: number;
  readonly architecture: Architecture;
  readonly priorScale: number;
  /** Weights that are free; default those of the last layer. */
  readonly free?: "all";
}

/** Bins and cubature of masses. */
interface Bins {
  readonly nBins: number;
  readonly cubature: LikelihoodGrid["cubature"];
}

/** Names of arrays. */
export const arrayNames = {
  mean: "mean",
  precision: "precision",
  draws: "draws",
  logLikelihood: "log-likelihood",
  masses: "masses",
} as const;

/** The free weights of a run's network with their likelihood. */
async function problemOf(
  { target: name, nTrain, run, architecture, priorScale, free }: Training,
  { seed, engine: engineOf, inputs: { network } }: CellContext,
  draws = 1,
) {
  const whole = await engineOf(architecture), weights = networkWeights(network);
  const engine = free === "all" ? whole : new LastLayer(whole, weights);
  const problem: Problem = {
    engine,
    data: trainingData(seed, { target: name, nTrain, run }),
    condition: target(name).condition,
    draws,
    stream: Stream.fromSeed(seed).split("run", run, "likelihood", ...(free ? [free] : [])),
  };
  const trained = weights.slice(-weightCount(engine.architecture));
  const precision = 1 / (priorScale * priorScale);
  const flow = new FlowPotential(problem, trained.length, likelihoodSolve, precision);
  return { problem, flow, trained, precision };
}

function vector(values: Float32Array | Float64Array): NumberArray {
  return { shape: [values.length], values };
}

function square(values: Float64Array): NumberArray {
  const size = Math.sqrt(values.length);
  return { shape: [size, size], values };
}

/** Fisher matrix of the likelihood with the precision of the prior. */
function precisionAt(problem: Problem, place: Float32Array, prior: number): Float64Array {
  const matrix = fisherMatrix(problem, place, likelihoodSolve);
  for (let i = 0; i < place.length; i++) matrix[i * place.length + i] += prior;
  return matrix;
}

function gaussianOf({ arrays }: Artefact): ReferenceGaussian {
  return new ReferenceGaussian(
    arrays[arrayNames.mean].values as Float64Array,
    arrays[arrayNames.precision].values as Float64Array,
  );
}

/** Configuration of the search for the mode. */
interface ModeConfig extends Training {
  readonly steps: number;
}

/** Fractions of a Newton step that are tried, and the share of the expected decrease that is enough. */
const fractions = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16], enough = 0.1;

/**
 * Cell kind "likelihood-mode": Newton steps from the trained weights towards the mode, with the Fisher matrix in place
 * of the Hessian, and the Gaussian there.
 */
export const modeKind = cellKind<ModeConfig, { readonly potentials: readonly number[] }>({
  name: "likelihood-mode",
  version: 1,
  numerics,
  async run(config, context) {
    const { problem, flow, trained, precision } = await problemOf(config, context);
    let place = Float64Array.from(trained);
    const gradient = new Float64Array(place.length);
    let value = flow.full(place, gradient);
    const potentials = [value];
    let matrix = precisionAt(problem, Float32Array.from(place), precision);
    for (let k = 0; k < config.steps; k++) {
      const size = place.length;
      const step = new CholeskyDecomposition(Matrix.from1DArray(size, size, matrix))
        .solve(Matrix.columnVector(Array.from(gradient))).to1DArray();
      const decrease = step.reduce((sum, s, i) => sum + s * gradient[i], 0);
      const at = (fraction: number) => place.map((w, i) => w - fraction * step[i]);
      const fraction = fractions.find((part) =>
        flow.full(at(part)) < value - enough * part * decrease
      );
      if (fraction === undefined) break;
      place = at(fraction);
      value = flow.full(place, gradient);
      potentials.push(value);
      matrix = precisionAt(problem, Float32Array.from(place), precision);
      context.progress?.(k + 1, config.steps, `potential ${value.toFixed(1)}`);
    }
    return {
      record: { potentials },
      arrays: { [arrayNames.mean]: vector(place), [arrayNames.precision]: square(matrix) },
    };
  },
});

/** Configuration of a stretch of a chain. */
interface ChainConfig extends Training, Bins {
  readonly chain: number;
  /** A pilot and burn-in adapt the angle of a step; draws are taken with that of burn-in. */
  readonly stage: "pilot" | "burn-in" | "draws";
  readonly stretch: number;
  /** Where a pilot starts; other stretches start where the one before ended. */
  readonly start: Start | null;
  readonly trajectories: number;
  readonly steps: number;
  readonly spacing: number;
  readonly probeEvery: number;
}

/** Record of a stretch of a chain. */
export interface ChainRecord {
  readonly acceptance: number;
  /** Angle of a step, rad. */
  readonly angle: number;
  readonly gradients: number;
  /** Error of the solve in the log-likelihood at some draws, nats. */
  readonly errors: readonly number[];
}

/** First angle of an adapted chain, rad, and the acceptance that it is adapted to. */
const firstAngle = 0.1, targetAcceptance = 0.8;

/** Cell kind "likelihood-chain": a stretch of a chain by Hamiltonian Monte Carlo about a Gaussian. */
export const chainKind = cellKind<ChainConfig, ChainRecord>({
  name: "likelihood-chain",
  version: 1,
  numerics,
  async run(config, context) {
    const { chain, stage, stretch, start, trajectories, steps, spacing, probeEvery } = config;
    const { problem, flow, trained, precision } = await problemOf(config, context);
    const { reference, before } = context.inputs;
    const gaussian = gaussianOf(reference);
    const stream = problem.stream.split("chain", chain, stage, stretch);
    const size = trained.length;
    const adapting = stage !== "draws";
    const run = splitHmc(
      flow.full,
      gaussian,
      before !== undefined
        ? (before.arrays[arrayNames.draws].values as Float32Array).slice(-size)
        : start === "trained"
        ? trained
        : gaussian.weights(
          stream.split("start").normals(new Float64Array(size)).map((z) => Number(start) * z),
        ),
      {
        trajectories,
        steps,
        ...(adapting
          ? { angle: firstAngle, targetAcceptance }
          : { angle: chainKind.record(before).angle }),
      },
      stream,
      (done) => context.progress?.(done, trajectories, `${stage} of chain ${chain + 1}`),
    );
    const drawOf = (k: number) => run.draws.subarray(k * size, (k + 1) * size);
    const errors: number[] = [];
    if (!adapting) {
      for (let k = probeEvery - 1; k < trajectories; k += probeEvery) {
        errors.push(flow.discretisationError(Float64Array.from(drawOf(k))));
      }
    }
    const logLikelihood = run.potentials.map((potential, k) =>
      0.5 * precision * drawOf(k).reduce((sum, w) => sum + w * w, 0) - potential
    );
    // Of a pilot every draw, for its Gaussian; the last one starts the next stretch.
    const every = adapting ? 1 : spacing;
    const kept = Array.from(
      { length: Math.floor(trajectories / every) },
      (_, i) => drawOf(trajectories - 1 - every * (Math.floor(trajectories / every) - 1 - i)),
    );
    const draws = new Float32Array(kept.length * size);
    for (const [d, draw] of kept.entries()) draws.set(draw, d * size);
    return {
      record: {
        acceptance: run.acceptance,
        angle: run.angle,
        gradients: run.gradients,
        errors,
      },
      arrays: {
        [arrayNames.draws]: { shape: [kept.length, size], values: draws },
        [arrayNames.logLikelihood]: vector(logLikelihood),
        ...(!adapting && { [arrayNames.masses]: massesOf(config, problem, kept) }),
      },
    };
  },
});

/** Bin masses of draws of the last layer, `[draws, nBins, nBins]`, in single precision to keep them small. */
function massesOf(
  { target: name, nBins, cubature: options }: Training & Bins,
  { engine, condition }: Problem,
  draws: readonly Float32Array[],
): NumberArray {
  const grid = cubature(target(name), options);
  const points = { values: grid.points, condition };
  const bins = nBins * nBins, values = new Float32Array(draws.length * bins);
  for (const [d, draw] of draws.entries()) {
    values.set(
      grid.masses(engine.logDensity(draw, points, likelihoodSolve), nBins).values,
      d * bins,
    );
  }
  return { shape: [draws.length, nBins, nBins], values };
}

/** Configuration of the Gaussian of pilots. */
interface ReferenceConfig extends Training {
  /** Places of each chain. */
  readonly places: number;
}

/**
 * Cell kind "likelihood-reference": the Gaussian of pilots, with the mean of their later halves, and the mean of the
 * Fisher matrices at places there as its precision, with that of the prior.
 */
export const referenceKind = cellKind<ReferenceConfig, { readonly places: number }>({
  name: "likelihood-reference",
  version: 1,
  numerics,
  async run(config, context) {
    const { problem, trained, precision } = await problemOf(config, context);
    const { network: _, ...pilots } = context.inputs;
    const size = trained.length;
    const mean = new Float64Array(size), matrix = new Float64Array(size * size);
    const halves = Object.values(pilots).map(({ arrays }) => {
      const { shape: [count], values } = arrays[arrayNames.draws];
      return (values as Float32Array).subarray((count >> 1) * size);
    });
    const total = halves.reduce((sum, { length }) => sum + length / size, 0);
    const all = halves.length * config.places;
    let done = 0;
    for (const half of halves) {
      for (let i = 0; i < half.length; i++) mean[i % size] += half[i] / total;
      const count = half.length / size;
      for (let p = 0; p < config.places; p++) {
        const at = Math.floor((p + 0.5) * count / config.places) * size;
        const here = precisionAt(problem, half.slice(at, at + size), precision);
        for (let i = 0; i < here.length; i++) matrix[i] += here[i] / all;
        context.progress?.(++done, all, "Fisher matrices");
      }
    }
    return {
      record: { places: all },
      arrays: { [arrayNames.mean]: vector(mean), [arrayNames.precision]: square(matrix) },
    };
  },
});

/** Cell kind "likelihood-refit": the Gaussian of the draws of a round, shrunk towards that of the round. */
export const refitKind = cellKind<Record<string, never>, { readonly draws: number }>({
  name: "likelihood-refit",
  version: 1,
  run(_, { inputs: { reference, ...stretches } }) {
    const draws = Float32Array.from(
      Object.values(stretches).flatMap(({ arrays }) => Array.from(arrays[arrayNames.draws].values)),
    );
    const before = reference.arrays[arrayNames.precision].values as Float64Array;
    const { mean, precision } = gaussianOfDraws(draws, before);
    return {
      record: { draws: draws.length / mean.length },
      arrays: { [arrayNames.mean]: vector(mean), [arrayNames.precision]: square(precision) },
    };
  },
});

/** Configuration of a method that is compared. */
interface MethodConfig extends Training, Bins {
  readonly method: string;
  readonly draws: number;
  /** Name and options in the registry of posteriors; null for the Gaussian of the chains. */
  readonly posterior: { readonly name: string; readonly options: ComparedMethod["options"] } | null;
}

/** Record of a method that is compared. */
export interface MethodRecord {
  readonly scalars: Diagnostics["scalars"];
  readonly warnings: readonly string[];
}

/** Cell kind "likelihood-method": draws of another method for the same weights, and their masses. */
export const methodKind = cellKind<MethodConfig, MethodRecord>({
  name: "likelihood-method",
  version: 1,
  numerics,
  async run(config, context) {
    const { draws, method } = config;
    const { problem, trained } = await problemOf(config, context, draws);
    const size = trained.length, stream = problem.stream.split("method", method);
    let values: Float32Array;
    let scalars: Diagnostics["scalars"] = {}, warnings: readonly string[] = [];
    if (config.posterior === null) {
      const gaussian = gaussianOf(context.inputs.reference);
      values = new Float32Array(draws * size);
      for (let d = 0; d < draws; d++) {
        const noise = stream.split("draw", d).normals(new Float64Array(size));
        values.set(gaussian.weights(noise), d * size);
      }
    } else {
      const { name, options } = config.posterior;
      const fit = posterior(name, options).fit({ ...problem, stream }, context);
      ({ draws: values, diagnostics: { scalars, warnings } } = fit);
    }
    const each = Array.from({ length: draws }, (_, d) => values.subarray(d * size, (d + 1) * size));
    return {
      record: { scalars, warnings },
      arrays: { [arrayNames.masses]: massesOf(config, problem, each) },
    };
  },
});

/** Configuration of the cells of a training set. */
function settingsOf(
  { network: { target: name, nTrain, architecture }, priorScale, ...grid }: LikelihoodGrid,
  run: number,
) {
  const training: Training = {
    target: name,
    nTrain,
    run,
    architecture: architecture as Architecture,
    priorScale,
  };
  const bins: Bins = { nBins: grid.nBins, cubature: grid.cubature };
  return { training, bins };
}

/** The chains of a training set: their stretches by name, and the Gaussian about which they move. */
export function chainCells(
  grid: LikelihoodGrid,
  { starts, pilots, burnIn, rounds, newtonSteps, places, free, kept }: ChainsGrid,
  run: number,
): { readonly reference: Cell; readonly cells: Readonly<Record<string, Cell>> } {
  const { seed, probeEvery } = grid;
  const { nTrain } = grid.network;
  const network = networkCell(grid.network, run);
  const settings = settingsOf(grid, run);
  const training: Training = { ...settings.training, ...(free && { free }) };
  const name = free === "all" ? "all weights" : "the last layer";
  // A Fisher matrix takes a gradient of each point, and its products.
  const fisher = nTrain * (free === "all" ? 4e-3 : 8e-4), gradient = nTrain * 35e-6;
  const label = (what: string) => `${what} of the likelihood of ${name}, run ${run + 1}`;
  const mode = modeKind.cell({
    config: { ...training, steps: newtonSteps },
    seed,
    inputs: { network },
    label: label("mode"),
    cost: (newtonSteps + 1) * fisher,
  });
  const stretchOf = (
    chain: number,
    stage: ChainConfig["stage"],
    { trajectories, steps, spacing }: Omit<Round, "stretches">,
    inputs: Record<string, Cell>,
    { start = null, stretch = 0 }: { readonly start?: Start | null; readonly stretch?: number },
  ) =>
    chainKind.cell({
      config: {
        ...training,
        ...settings.bins,
        chain,
        stage,
        stretch,
        start,
        trajectories,
        steps,
        spacing,
        probeEvery,
      },
      seed,
      inputs: { network, ...inputs },
      label: label(`${stage} ${stretch + 1} of chain ${chain + 1}`),
      cost: trajectories * (0.8 * steps * gradient + (stage === "draws" ? 0.25 / spacing : 0)),
      ...(stage === "draws" && kept && {
        keep: `likelihood/run-${run + 1}-chain-${chain + 1}-draws-${stretch + 1}`,
      }),
    });
  // A pilot about one Gaussian gives the next one.
  let reference: Cell = mode;
  let before: Cell[] = [];
  for (const [round, trajectories] of pilots.entries()) {
    const all = starts.map((start, c) =>
      stretchOf(
        c,
        "pilot",
        { ...rounds[0], trajectories },
        { reference, ...(round > 0 && { before: before[c] }) },
        { start: round === 0 ? start : null, stretch: round },
      )
    );
    reference = referenceKind.cell({
      config: { ...training, places },
      seed,
      inputs: {
        network,
        ...Object.fromEntries(all.map((pilot, c) => [`pilot ${c + 1}`, pilot])),
      },
      label: label(`Gaussian of pilots ${round + 1}`),
      cost: all.length * places * fisher,
    });
    before = all;
  }
  // Stretches of all rounds are counted in one, so that each has its own stream.
  let cells: Record<string, Cell> = {}, first = 0;
  for (const [r, round] of rounds.entries()) {
    if (r > 0) {
      reference = refitKind.cell({
        config: {},
        seed,
        inputs: { reference, ...cells },
        label: label(`Gaussian of round ${r}`),
        cost: 1,
      });
    }
    cells = {};
    before = before.map((pilot, c) =>
      stretchOf(
        c,
        "burn-in",
        { ...round, trajectories: burnIn },
        { reference, before: pilot },
        { stretch: r },
      )
    );
    for (let stretch = first; stretch < first + round.stretches; stretch++) {
      before = before.map((last, c) =>
        cells[stretchInput(free, run, c, stretch - first)] = stretchOf(
          c,
          "draws",
          round,
          { reference, before: last },
          { stretch },
        )
      );
    }
    first += round.stretches;
  }
  return { reference, cells };
}

/** The cells of a training set by name, as inputs of the summary. */
export function likelihoodCells(grid: LikelihoodGrid, run: number): Record<string, Cell> {
  const { training, bins } = settingsOf(grid, run);
  const network = networkCell(grid.network, run);
  const { reference, cells } = chainCells(grid, grid.lastLayer, run);
  const compared = [
    {
      method: { id: gaussianId },
      options: null,
      draws: 10 * (grid.methods[0]?.draws ?? 1),
      cost: 0,
    },
    ...grid.methods,
  ];
  return {
    ...cells,
    ...Object.fromEntries(compared.map(({ method, options, draws, cost }) => [
      methodInput(run, method.id),
      methodKind.cell({
        config: {
          ...training,
          ...bins,
          method: method.id,
          draws,
          posterior: options === null || !("posterior" in method)
            ? null
            : { name: method.posterior, options },
        },
        seed: grid.seed,
        inputs: options === null ? { network, reference } : { network },
        label: `${method.id} on the likelihood, run ${run + 1}`,
        cost: cost + draws * 0.25,
      }),
    ])),
  };
}

/** Name of the input that holds a stretch of a chain of some weights. */
export function stretchInput(
  free: ChainsGrid["free"],
  run: number,
  chain: number,
  stretch: number,
): string {
  return `${free === "all" ? "all weights, " : ""}run ${run + 1}, chain ${chain + 1}, stretch ${
    stretch + 1
  }`;
}

/** Name of the input that holds a method. */
export function methodInput(run: number, id: string): string {
  return `run ${run + 1}, ${id}`;
}
