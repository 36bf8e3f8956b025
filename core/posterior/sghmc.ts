/**
 * Stochastic-gradient Hamiltonian Monte Carlo: momentum, friction and noise, without an acceptance test.
 *
 * @module
 */
import { checkPositive } from "../check.ts";
import type { Stream } from "../random.ts";
import { Batches } from "./batches.ts";
import {
  chainDefaults,
  type ChainOptions,
  checkSchedule,
  stageChains,
  type TransitionKernel,
} from "./chains.ts";
import {
  checkRange,
  likelihoodDefault,
  type NamedSolve,
  solveOf,
  withDefaults,
} from "./options.ts";
import { FlowPotential, priorPrecision } from "./potential.ts";
import type { Posterior } from "./posterior.ts";
import { roundToSingle, stagedPosterior } from "./stretches.ts";

/** Options of {@linkcode sghmc}. Default: 1 chain, in steps burn-in 1000, spacing 200, traces every 100. */
export interface SghmcOptions extends ChainOptions {
  /** eta: square of the time step, in units of weights squared per nat. Default 1e-6. */
  readonly learningRate?: number;
  /** a: share of the velocity that a step loses, in (0, 1]. Default 0.1. */
  readonly friction?: number;
  /** b^: part of the friction assumed to balance the noise of the batches, from 0 to a. Default 0. */
  readonly noiseEstimate?: number;
  /** Standard deviation s of the prior N(0, s^2) of each weight; 0 for a flat prior. Default 1. */
  readonly priorScale?: number;
  /** Points of a batch. Default 1000. */
  readonly batchSize?: number;
  /** How the fitted flow is solved. Default {@linkcode likelihoodDefault}. */
  readonly solve?: NamedSolve;
}

const defaults = {
  ...chainDefaults,
  chains: 1,
  burnIn: 1000,
  spacing: 200,
  recordEvery: 100,
  warmUp: {},
  learningRate: 1e-6,
  friction: 0.1,
  noiseEstimate: 0,
  priorScale: 1,
  batchSize: 1000,
  solve: likelihoodDefault,
} as const;

/**
 * One step: v <- (1 - a) v - eta grad U + N(0, 2 (a - b^) eta), w <- w + v.
 *
 * @param gradient Gradient of the potential at the position, `[P]`
 *
 * Source: Chen, Fox and Guestrin, arXiv:1402.4102, equation (15).
 */
export function sghmcStep(
  position: Float64Array,
  velocity: Float64Array,
  gradient: Float64Array,
  rates: { readonly learningRate: number; readonly friction: number; readonly noise: number },
  stream: Stream,
): void {
  const { learningRate, friction, noise } = rates;
  const scale = Math.sqrt(2 * (friction - noise) * learningRate);
  for (let i = 0; i < position.length; i++) {
    velocity[i] = (1 - friction) * velocity[i] - learningRate * gradient[i] +
      scale * stream.normal();
    position[i] += velocity[i];
  }
}

/**
 * Stochastic-gradient Hamiltonian Monte Carlo on batches, with a Gaussian prior on the weights. Without
 * an acceptance test the width has errors of the order of the step size and of the batches' noise.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: Chen, Fox and Guestrin, arXiv:1402.4102.
 *
 * @example A short chain
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { sghmc } from "./sghmc.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const fit = sghmc({ batchSize: 50, burnIn: 5, spacing: 2, warmUp: { steps: 20, batchSize: 50 } }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 3,
 *   stream,
 * });
 * assertEquals(fit.draws.length, 3 * weightCount(paperArchitecture));
 * ```
 */
export function sghmc(options: SghmcOptions = {}): Posterior {
  const act = "fit by stochastic-gradient Hamiltonian Monte Carlo";
  const o = withDefaults(act, defaults, options);
  checkSchedule(act, o);
  checkPositive(act, "learning rate", o.learningRate);
  checkPositive(act, "friction", o.friction);
  checkRange(act, "friction", o.friction, 0, 1);
  checkRange(act, "estimate of the noise", o.noiseEstimate, 0, o.friction);
  checkRange(act, "scale of the prior", o.priorScale, 0);
  const solve = solveOf(act, o.solve);
  const rates = { learningRate: o.learningRate, friction: o.friction, noise: o.noiseEstimate };

  function kernel(position: Float64Array): TransitionKernel {
    const size = position.length;
    const velocity = new Float64Array(size), gradient = new Float64Array(size);
    let flow: FlowPotential, batches: Batches, stream: Stream;
    let index = 0, loss = NaN;
    const n = { folds: 0 };
    return {
      state: { arrays: { velocity }, numbers: n },
      cost: 1,
      reportEvery: 20,
      open(chainProblem, c) {
        stream = chainProblem.stream;
        index = c;
        flow = new FlowPotential(chainProblem, size, solve, priorPrecision(o.priorScale));
        batches = new Batches(chainProblem, o.batchSize, stream.split("batches"));
      },
      start() {
        stream.split("velocity").normals(velocity);
        for (let i = 0; i < size; i++) velocity[i] *= Math.sqrt(o.learningRate);
      },
      round: () => roundToSingle(velocity),
      transition(k) {
        loss = flow.batch(batches.points(k))(position, gradient);
        if (loss === Infinity) {
          // The force is 0 where the map folds; if the continuous flow overflows too, the chain has diverged.
          if (flow.continuousLogLikelihood(position) === -Infinity) {
            throw new RangeError(
              `Cannot ${act} as the loss must stay finite: current value is ${loss} at step ${k} of chain ${index}`,
            );
          }
          n.folds++;
        }
        sghmcStep(position, velocity, gradient, rates, stream.split("step", k));
      },
      logLikelihood: () => flow.logLikelihood(position),
      status: () =>
        `stochastic-gradient HMC, chain ${index + 1} of ${o.chains}, loss ${loss.toFixed(1)}`,
      summary: () => ({
        traces: [],
        scalars: {},
        warnings: n.folds > 0
          ? [`The discrete map folded on the batch at ${n.folds} steps, which took no force.`]
          : [],
      }),
    };
  }

  return {
    name: "sghmc",
    solve,
    ...stagedPosterior(act, o.chains * o.milestones.length, (problem) => {
      new Batches(problem, o.batchSize, problem.stream);
      return stageChains(act, o, solve, problem, kernel);
    }),
  };
}
