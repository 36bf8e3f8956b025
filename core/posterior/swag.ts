/**
 * SWAG: a Gaussian about the path of training, the cheapest of the posteriors.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { continuousSolve } from "../flow/mod.ts";
import { withDefaults } from "./options.ts";
import type { Fit, FitContext, Posterior, Problem } from "./posterior.ts";
import { Recorder } from "./recorder.ts";
import { runStages, type WorkingState } from "./stages.ts";
import {
  trainingArrays,
  trainingDefaults,
  type TrainingOptions,
  trainingStage,
} from "./training.ts";
import { scalarNames, traceNames } from "./recorded.ts";

/** Options of {@linkcode swag}. */
export interface SwagOptions {
  /** Training before and while snapshots are taken; `steps` is the number of steps before. */
  readonly training?: TrainingOptions;
  /** Snapshots of the weights. Default 100. */
  readonly snapshots?: number;
  /** Steps from one snapshot to the next. Default 50. */
  readonly collectEvery?: number;
  /** Number K of deviations in the low-rank part of the covariance, at least 2. Default 20. */
  readonly rank?: number;
}

const defaults = { training: {}, snapshots: 100, collectEvery: 50, rank: 20 } as const;

/**
 * SWAG: N(mean, (diag + D D^T / (K - 1)) / 2) with the mean and the variances of snapshots of the weights
 * along the training, and their last K deviations from the running mean as the columns of D.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: Maddox et al., arXiv:1902.02476, which takes its snapshots from SGD; here the training
 * continues with Adam.
 *
 * @example Draws about the end of a training
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { swag } from "./swag.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const fit = swag({
 *   training: { steps: 20, batchSize: 50 },
 *   snapshots: 5,
 *   collectEvery: 2,
 *   rank: 3,
 * }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 3,
 *   stream,
 * });
 * assertEquals(fit.draws.length, 3 * weightCount(paperArchitecture));
 * ```
 */
export function swag(options: SwagOptions = {}): Posterior {
  const act = "fit by SWAG";
  const { training, snapshots, collectEvery, rank } = withDefaults(act, defaults, options);
  checkInteger(act, "rank", rank, 2);
  checkInteger(act, "number of snapshots", snapshots, rank);
  checkInteger(act, "number of steps between snapshots", collectEvery, 1);
  const before = training.steps ?? trainingDefaults.steps;
  checkInteger(act, "number of steps", before, 1);
  const steps = before + snapshots * collectEvery;

  function fit(problem: Problem, context: FitContext = {}): Fit {
    checkInteger(act, "number of draws", problem.draws, 1);
    const arrays = trainingArrays(problem);
    const { position } = arrays;
    const size = position.length;
    const mean = new Float64Array(size), squares = new Float64Array(size);
    const deviations = new Float64Array(rank * size);
    const losses = new Recorder(traceNames.loss, "", steps);
    const state: WorkingState = {
      arrays: { ...arrays, mean, squares, deviations, losses: losses.sums },
      numbers: {},
    };
    const stage = trainingStage(problem, { ...training, steps }, arrays, {
      after(k, loss) {
        losses.add(k, loss);
        const since = k + 1 - before;
        if (since > 0 && since % collectEvery === 0) collect(since / collectEvery);
      },
    });

    /** Adds the position as snapshot number `count`, counted from 1, by Welford's update. */
    function collect(count: number): void {
      const column = (count - 1) % rank * size;
      for (let i = 0; i < size; i++) {
        const away = position[i] - mean[i];
        mean[i] += away / count;
        deviations[column + i] = position[i] - mean[i];
        squares[i] += away * deviations[column + i];
      }
    }
    runStages(state, [stage], context);

    const draws = new Float32Array(problem.draws * size);
    const noise = new Float64Array(size), lowRank = new Float64Array(rank);
    for (let d = 0; d < problem.draws; d++) {
      const stream = problem.stream.split("draws", d);
      stream.split("diagonal").normals(noise);
      stream.split("low rank").normals(lowRank);
      for (let i = 0; i < size; i++) {
        let along = 0;
        for (let j = 0; j < rank; j++) along += deviations[j * size + i] * lowRank[j];
        const spread = Math.sqrt(squares[i] / snapshots) * noise[i];
        draws[d * size + i] = mean[i] + (spread + along / Math.sqrt(rank - 1)) / Math.SQRT2;
      }
    }
    return {
      draws,
      diagnostics: {
        traces: [losses.trace(steps)],
        scalars: { [scalarNames.finalLoss]: losses.latest(steps) },
        warnings: [],
      },
    };
  }
  return { name: "swag", solve: continuousSolve, fit };
}
