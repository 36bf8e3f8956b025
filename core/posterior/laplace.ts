/**
 * Laplace's approximation: a Gaussian at the mode, with the curvature there as its precision.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { continuousSolve } from "../flow/mod.ts";
import { curvatureStage } from "./curvature.ts";
import { exact, isQuadratic } from "./exact.ts";
import { lastLayerMoments, lastLayerProblem } from "./last_layer.ts";
import { checkChoice, withDefaults } from "./options.ts";
import type { Fit, FitContext, Posterior, Problem } from "./posterior.ts";
import { priorPrecision } from "./potential.ts";
import { Recorder } from "./recorder.ts";
import { runStages, type Stage, type WorkingState } from "./stages.ts";
import {
  addPrior,
  trainingArrays,
  trainingDefaults,
  type TrainingOptions,
  trainingStage,
} from "./training.ts";
import { scalarNames, traceNames } from "./recorded.ts";

/** Options of {@linkcode laplace}. */
export interface LaplaceOptions {
  /**
   * Weights that are drawn: those of the last layer with their full covariance, all others fixed at the
   * mode; or all of them, independently of each other. Default "last-layer".
   */
  readonly weights?: "last-layer" | "all";
  /** k: the flow-matching loss of a data point counts 1 / k nats. Default 1. */
  readonly klWeight?: number;
  /** Standard deviation of the prior N(0, s^2) of each weight; 0 for a flat prior. Default 1. */
  readonly priorScale?: number;
  /**
   * Nodes of each of the two quadratures over time and noise, for each point. Default 64 for the last layer,
   * whose mean depends on them, and 2 for all weights.
   */
  readonly nodes?: number;
  /** Training that finds the mode. */
  readonly training?: TrainingOptions;
}

const defaults = {
  weights: "last-layer",
  klWeight: 1,
  priorScale: 1,
  training: {},
} as const;

/**
 * Laplace's approximation of the generalised posterior
 *
 *     log p(w | D) = -(1 / k) sum_i E[loss of point i] - |w|^2 / (2 s^2) + const
 *
 * with the flow-matching loss, as of a mean field of weight k by the convention "sum-per-datum". Training
 * by that loss and prior finds the mode m; the draws are those of N(m, (H + 1 / s^2)^-1) with the
 * Gauss-Newton matrix of the loss, (2 / (k d)) sum_i E[J^T J], J the derivative of the d velocities by the
 * weights.
 *
 * * Last layer: H of its weights, in full. The velocity is linear in them, so H is the Hessian, and the mean
 *   the very mode given the other weights, by {@linkcode exact}. An engine that is a last layer's already
 *   keeps its own k.
 * * All weights: the diagonal of H alone, which makes them independent.
 *
 * @throws {RangeError} If an option is out of range, or the last hidden layer has fewer units than a point
 * has components.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: MacKay, Neural Computation 4 (1992) 448; Daxberger et al., arXiv:2106.14806.
 *
 * @example Draws that differ in the last layer alone
 * ```ts
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { laplace } from "./laplace.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const { draws } = laplace({ training: { steps: 20, batchSize: 50 } }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 2,
 *   stream,
 * });
 * const size = weightCount(paperArchitecture);
 * const [one, two] = [draws.subarray(0, size), draws.subarray(size)];
 * assertEquals(one.subarray(0, -66), two.subarray(0, -66));
 * assertNotEquals(one.subarray(-66), two.subarray(-66));
 * ```
 */
export function laplace(options: LaplaceOptions = {}): Posterior {
  const act = "take Laplace's approximation";
  const { weights, klWeight, priorScale, training, nodes = weights === "all" ? 2 : 64 } =
    withDefaults(act, defaults, options, ["nodes"]);
  checkChoice(act, "weights", weights, ["last-layer", "all"]);
  checkPositive(act, "weight of the divergence", klWeight);
  if (priorScale !== 0) checkPositive(act, "scale of the prior", priorScale);
  checkInteger(act, "number of nodes", nodes, 1);
  const prior = priorPrecision(priorScale);

  function fit(problem: Problem, context: FitContext = {}): Fit {
    checkInteger(act, "number of draws", problem.draws, 1);
    const { engine: { architecture: { dimension } }, data } = problem;
    const steps = training.steps ?? trainingDefaults.steps;
    const losses = new Recorder(traceNames.loss, "", steps);
    const arrays = trainingArrays(problem);
    const curvature = new Float64Array(arrays.position.length);
    const state: WorkingState = {
      arrays: { ...arrays, curvature, losses: losses.sums },
      numbers: {},
    };
    const precision = prior * klWeight / (data.length / dimension);
    const stages: Stage[] = [trainingStage(problem, training, arrays, {
      further: (gradient) => addPrior(precision, arrays.position, gradient),
      after: (k, loss) => losses.add(k, loss),
    })];
    if (weights === "all") {
      stages.push(curvatureStage(problem, arrays.position, curvature, {
        nodes,
        scale: 2 / (klWeight * dimension),
        status: () => `curvature, loss ${losses.latest(steps).toFixed(4)}`,
      }));
    }
    runStages(state, stages, context);
    const { draws, scalars } = weights === "all"
      ? independentDraws(problem, arrays.position, curvature.map((h) => h + prior))
      : lastLayerDraws(problem, Float32Array.from(arrays.position));
    return {
      draws,
      diagnostics: {
        traces: [losses.trace(steps)],
        scalars: { [scalarNames.finalLoss]: losses.latest(steps), ...scalars },
        warnings: [],
      },
    };
  }

  /** Draws of the last layer's Gaussian, with the other weights of the mode. */
  function lastLayerDraws(problem: Problem, mode: Float32Array): Drawn {
    const gaussian = exact({ priorScale });
    if (isQuadratic(problem.engine)) {
      const { draws, diagnostics: { scalars } } = gaussian.fit(problem);
      return { draws, scalars };
    }
    const moments = lastLayerMoments(problem, mode, nodes, problem.stream.split("nodes"));
    const last = lastLayerProblem(problem, mode, moments, klWeight);
    const { draws, diagnostics: { scalars } } = gaussian.fit(last);
    return { draws: last.engine.complete(draws), scalars };
  }

  return { name: "laplace", solve: continuousSolve, fit };
}

/** Draws with their diagnostics. */
type Drawn = Pick<Fit, "draws"> & Pick<Fit["diagnostics"], "scalars">;

/** Draws of independent normal weights. */
function independentDraws(
  { draws, stream }: Problem,
  mean: Float64Array,
  precision: Float64Array,
): Drawn {
  const size = mean.length, free = precision.indexOf(0);
  if (free >= 0) {
    throw new RangeError(
      `Cannot take Laplace's approximation as the loss must depend on every weight, or a prior: current value is no curvature of weight ${free} and a flat prior`,
    );
  }
  const deviations = precision.map((p) => 1 / Math.sqrt(p));
  const noise = new Float64Array(size), out = new Float32Array(draws * size);
  for (let d = 0; d < draws; d++) {
    stream.split("draws", d).normals(noise);
    for (let i = 0; i < size; i++) out[d * size + i] = mean[i] + deviations[i] * noise[i];
  }
  const sum = deviations.reduce((sum, s) => sum + s, 0);
  return { draws: out, scalars: { [scalarNames.weightDeviation]: sum / size } };
}
