/**
 * Deterministic training of a flow by flow matching: the warm-up of every sampler, and the members of an
 * ensemble.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { initialise, weightCount } from "../flow/mod.ts";
import { Adam, type AdamOptions } from "./adam.ts";
import { Batches } from "./batches.ts";
import { withDefaults } from "./options.ts";
import type { FitContext, Problem, Trace } from "./posterior.ts";
import { Recorder } from "./recorder.ts";
import { runStages, type Stage, type WorkingState } from "./stages.ts";
import { traceNames } from "./recorded.ts";

/** Options of {@linkcode trainFlow}. */
export interface TrainingOptions {
  /** Steps of Adam, one batch each. Default 25,000. */
  readonly steps?: number;
  /** Points of a batch. Default 1000. */
  readonly batchSize?: number;
  /** Settings of the optimiser. */
  readonly adam?: AdamOptions;
}

/** Defaults of a training. */
export const trainingDefaults = { steps: 25_000, batchSize: 1000, adam: {} } as const;

/** Cost of a flow-matching step, in the unit of the cost of stages: one gradient of a batch's log-likelihood. */
export const flowMatchingCost = 0.02;

/** Working arrays of a training, shared by trainings that follow one another. */
export interface TrainingArrays {
  /** `[P]` */
  readonly position: Float64Array;
  /** Adam's moments, `[P]` each. */
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
}

/**
 * Evaluates a loss that must be finite.
 *
 * @param evaluate Returns the loss; may throw a `RangeError` if it is not finite.
 * @throws {RangeError} If it is not finite; the message names the step.
 */
export function finiteLoss(act: string, step: number, evaluate: () => number): number {
  let loss: number, cause: unknown;
  try {
    loss = evaluate();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    loss = NaN;
    cause = error;
  }
  if (Number.isFinite(loss)) return loss;
  throw new RangeError(
    `Cannot ${act} as the loss must stay finite: current value is ${loss} at step ${step}`,
    { cause },
  );
}

/** What is done in each step of a training besides it. */
export interface TrainingHooks {
  /** Adds the gradient of further terms at the position to that of the loss, `[P]`. */
  further?(gradient: Float32Array): void;
  /** Called after the step with the loss before it; the position is that after the step. */
  after?(k: number, loss: number): void;
}

/** Adds the gradient of a prior's term, precision |w|^2 / 2, to that of a loss. */
export function addPrior(
  precision: number,
  position: Float64Array,
  gradient: Float32Array,
): void {
  if (precision === 0) return;
  for (let i = 0; i < position.length; i++) gradient[i] += precision * position[i];
}

/** Sets a training to its start: new random weights, and no moments. */
export function startTraining({ engine, stream }: Problem, arrays: TrainingArrays): void {
  arrays.position.set(initialise(engine.architecture, stream.split("start")));
  arrays.firstMoment.fill(0);
  arrays.secondMoment.fill(0);
}

/** A stage of training from new random weights. */
export function trainingStage(
  problem: Problem,
  options: TrainingOptions,
  arrays: TrainingArrays,
  { further, after }: TrainingHooks = {},
): Stage {
  const act = "train a flow";
  const { steps, batchSize, adam } = withDefaults(act, trainingDefaults, options);
  checkInteger(act, "number of steps", steps, 1);
  const { engine, stream } = problem;
  const { position } = arrays;
  const batches = new Batches(problem, batchSize, stream.split("batches"));
  const optimiser = new Adam(position.length, adam, arrays);
  const weights = new Float32Array(position.length);
  const gradient = new Float32Array(position.length);
  const move = new Float64Array(position.length);
  let latest = NaN;
  return {
    steps,
    cost: flowMatchingCost,
    reportEvery: 500,
    step(k) {
      if (k === 0) startTraining(problem, arrays);
      optimiser.count = k;
      weights.set(position);
      const batch = batches.flowMatching(k);
      latest = finiteLoss(act, k, () => {
        const loss = engine.flowMatching(weights, batch, gradient);
        further?.(gradient);
        return loss;
      });
      optimiser.step(gradient, move);
      for (let i = 0; i < position.length; i++) position[i] -= move[i];
      after?.(k, latest);
    },
    status: () => `training, loss ${latest.toFixed(4)}`,
  };
}

/** New working arrays for the network of a problem. */
export function trainingArrays(problem: Problem): TrainingArrays {
  const size = weightCount(problem.engine.architecture);
  return {
    position: new Float64Array(size),
    firstMoment: new Float64Array(size),
    secondMoment: new Float64Array(size),
  };
}

/**
 * Trains a flow by flow matching with Adam on shuffled batches without replacement.
 *
 * @returns The weights, `[P]`, and the trace of the loss (means over stretches of steps).
 * @throws {RangeError} If there is too little data for a batch, or a loss is not finite; the message
 * names the step.
 *
 * Source: arXiv:2408.00838, public code (the warm-up of its sampler: 25,010 steps).
 *
 * @example The loss falls
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { trainFlow } from "./training.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const { loss } = trainFlow({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(1000, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 1,
 *   stream,
 * }, { steps: 200, batchSize: 200 });
 * assertLess(loss.values.at(-1)!, loss.values[0]);
 * ```
 */
export function trainFlow(
  problem: Problem,
  options: TrainingOptions = {},
  context: FitContext = {},
): { weights: Float32Array; loss: Trace } {
  const arrays = trainingArrays(problem);
  const steps = options.steps ?? trainingDefaults.steps;
  const losses = new Recorder(traceNames.loss, "", steps);
  const state: WorkingState = { arrays: { ...arrays, losses: losses.sums }, numbers: {} };
  const stage = trainingStage(problem, options, arrays, {
    after: (k, loss) => losses.add(k, loss),
  });
  runStages(state, [stage], context);
  return { weights: Float32Array.from(arrays.position), loss: losses.trace(steps) };
}
