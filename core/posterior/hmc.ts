/**
 * Hamiltonian Monte Carlo on the likelihood of all data: slow, and the reference for other methods.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { exp } from "../elementary.ts";
import type { Stream } from "../random.ts";
import {
  chainDefaults,
  type ChainOptions,
  checkSchedule,
  stageChains,
  type TransitionKernel,
} from "./chains.ts";
import { adaptStep, startDualAveraging } from "./dual_averaging.ts";
import {
  checkRange,
  likelihoodDefault,
  type NamedSolve,
  solveOf,
  withDefaults,
} from "./options.ts";
import { FlowPotential, type Potential, priorPrecision } from "./potential.ts";
import type { Posterior, Problem } from "./posterior.ts";
import { roundToSingle, stagedPosterior } from "./stretches.ts";
import { scalarNames } from "./recorded.ts";

/** Options of {@linkcode hmc}. Default: 4 chains, in trajectories burn-in 100, spacing 5, traces every 1. */
export interface HmcOptions extends ChainOptions {
  /** Largest number L of leapfrog steps; each trajectory takes from L/2 to L at random. Default 20. */
  readonly leapfrogSteps?: number;
  /** Mean acceptance to which the step size is adapted during burn-in. Default 0.8. */
  readonly targetAcceptance?: number;
  /** Standard deviation s of the prior N(0, s^2) of each weight. Default 1. */
  readonly priorScale?: number;
  /** Consecutive rejections that end the fit. Default 50. */
  readonly freezeAfter?: number;
  /** How the fitted flow is solved. Default {@linkcode likelihoodDefault}. */
  readonly solve?: NamedSolve;
}

const defaults = {
  ...chainDefaults,
  chains: 4,
  burnIn: 100,
  spacing: 5,
  recordEvery: 1,
  warmUp: {},
  leapfrogSteps: 20,
  targetAcceptance: 0.8,
  priorScale: 1,
  freezeAfter: 50,
  solve: likelihoodDefault,
} as const;

/** A point of a trajectory: position with potential and gradient. */
export interface HmcPlace {
  readonly position: Float64Array;
  readonly gradient: Float64Array;
  /** nats */
  potential: number;
}

/** Outcome of a trajectory. */
export interface HmcTransition {
  readonly accepted: boolean;
  readonly acceptance: number;
  /** H at the end minus H at the start, nats. */
  readonly energyError: number;
}

/** Energy error beyond which a trajectory counts as diverging, nats. */
const divergence = 1000;

/** The part of the Hamiltonian that a leapfrog step solves exactly, between two kicks by the rest. */
export interface ExactMotion {
  /** Moves a place and its momentum, both `[P]`, for a time. */
  move(position: Float64Array, momentum: Float64Array, time: number): void;
  /** Its energy, nats. */
  energy(position: Float64Array, momentum: Float64Array): number;
}

/** Motion without a force, with unit masses: the rest is the whole potential. */
export const freeMotion: ExactMotion = {
  move(position, momentum, time) {
    for (let i = 0; i < position.length; i++) position[i] += time * momentum[i];
  },
  energy(_, momentum) {
    let sum = 0;
    for (const p of momentum) sum += p * p;
    return sum / 2;
  },
};

/**
 * One trajectory of Hamiltonian Monte Carlo with unit masses: leapfrog from a fresh momentum, accepted
 * by the energy error.
 *
 * @param potential What is left of the potential without the energy of the exact motion.
 * @param place Updated if the trajectory is accepted.
 * @param stepSize Time of a leapfrog step.
 * @param steps Number of leapfrog steps.
 * @param motion What each step solves exactly; default {@linkcode freeMotion}.
 *
 * Source: Neal, "MCMC using Hamiltonian dynamics", arXiv:1206.1901, sections 3.2 and 5.1.
 */
export function hmcTransition(
  potential: Potential,
  place: HmcPlace,
  stepSize: number,
  steps: number,
  stream: Stream,
  motion: ExactMotion = freeMotion,
): HmcTransition {
  const size = place.position.length;
  const momentum = stream.split("momentum").normals(new Float64Array(size));
  const position = place.position.slice(), gradient = place.gradient.slice();
  const kick = () => {
    for (let i = 0; i < size; i++) momentum[i] -= 0.5 * stepSize * gradient[i];
  };
  const before = place.potential + motion.energy(position, momentum);
  let value = place.potential;
  for (let step = 0; step < steps && value < Infinity; step++) {
    kick();
    motion.move(position, momentum, stepSize);
    value = potential(position, gradient);
    kick();
  }
  const error = value + motion.energy(position, momentum) - before;
  const energyError = Number.isNaN(error) ? Infinity : error;
  const acceptance = Math.min(1, exp(-energyError));
  const accepted = stream.split("accept").uniform() <= acceptance;
  if (accepted) {
    place.position.set(position);
    place.gradient.set(gradient);
    place.potential = value;
  }
  return { accepted, acceptance, energyError };
}

/** A step size at which one leapfrog step has an acceptance of about 1/2 (arXiv:1111.4246, algorithm 4). */
function firstStepSize(potential: Potential, place: HmcPlace, stream: Stream): number {
  const acceptanceAt = (stepSize: number) => {
    const copy = {
      position: place.position.slice(),
      gradient: place.gradient.slice(),
      potential: place.potential,
    };
    return hmcTransition(potential, copy, stepSize, 1, stream).acceptance;
  };
  let stepSize = 1e-3;
  const grow = acceptanceAt(stepSize) > 0.5;
  for (let i = 0; i < 60; i++) {
    const next = grow ? 2 * stepSize : stepSize / 2;
    if ((acceptanceAt(next) > 0.5) !== grow) return grow ? stepSize : next;
    stepSize = next;
  }
  return stepSize;
}

/**
 * Hamiltonian Monte Carlo on the likelihood of all data with a Gaussian prior on the weights.
 *
 * Several chains, each with its own warm-up by flow matching; unit masses; trajectories of random
 * length. Dual averaging adapts the step size during burn-in; afterwards it is fixed.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: Neal, arXiv:1206.1901; Hoffman and Gelman, arXiv:1111.4246.
 *
 * @example Two short chains
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { hmc } from "./hmc.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const fit = hmc({ chains: 2, burnIn: 3, spacing: 1, leapfrogSteps: 2, warmUp: { steps: 20, batchSize: 50 } }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 4,
 *   stream,
 * });
 * assertEquals(fit.draws.length, 4 * weightCount(paperArchitecture));
 * assertEquals(fit.diagnostics.scalars["chains"], 2);
 * ```
 */
export function hmc(options: HmcOptions = {}): Posterior {
  const act = "fit by Hamiltonian Monte Carlo";
  const o = withDefaults(act, defaults, options);
  checkSchedule(act, o);
  checkInteger(act, "number of leapfrog steps", o.leapfrogSteps, 1);
  checkRange(act, "target acceptance", o.targetAcceptance, 0.05, 0.99);
  checkPositive(act, "scale of the prior", o.priorScale);
  checkInteger(act, "number of rejections in a row", o.freezeAfter, 1);
  const solve = solveOf(act, o.solve);

  function kernel(problem: Problem, position: Float64Array): TransitionKernel {
    const gradient = new Float64Array(position.length);
    const n = {
      ...startDualAveraging(1e-3),
      potential: NaN,
      row: 0,
      tested: 0,
      accepted: 0,
      divergences: 0,
      energyErrors: 0,
      gradients: 0,
    };
    const place: HmcPlace = { position, gradient, potential: NaN };
    let flow: FlowPotential, chainStream: Stream;
    let index = 0, latest = NaN;
    const points = problem.data.length / problem.engine.architecture.dimension;
    return {
      state: { arrays: { gradient }, numbers: n },
      cost: 0.75 * o.leapfrogSteps * points / 1000,
      reportEvery: 1,
      open(chainProblem, c) {
        chainStream = chainProblem.stream;
        index = c;
        flow = new FlowPotential(
          chainProblem,
          position.length,
          solve,
          priorPrecision(o.priorScale),
        );
        place.potential = n.potential;
      },
      start() {
        place.potential = n.potential = flow.full(position, gradient);
        if (!Number.isFinite(place.potential)) {
          throw new RangeError(
            `Cannot ${act} as the log-likelihood must be finite at the start: current value is ${-place
              .potential} in chain ${index}`,
          );
        }
        n.row = 0;
        Object.assign(
          n,
          startDualAveraging(firstStepSize(flow.full, place, chainStream.split("first step size"))),
        );
      },
      round() {
        place.potential = n.potential = flow.full(position, gradient);
        roundToSingle(gradient);
      },
      transition(k, burningIn) {
        const stream = chainStream.split("step", k);
        const most = o.leapfrogSteps, least = Math.ceil(most / 2);
        const steps = least + stream.split("length").integer(most - least + 1);
        const size = exp(burningIn ? n.logStep : n.logAverage);
        const { accepted, acceptance, energyError } = hmcTransition(
          flow.full,
          place,
          size,
          steps,
          stream,
        );
        n.potential = place.potential;
        latest = acceptance;
        n.gradients += steps;
        if (burningIn) adaptStep(n, acceptance, o.targetAcceptance);
        else {
          n.tested++;
          if (accepted) n.accepted++;
          if (energyError > divergence) n.divergences++;
          n.energyErrors += Math.min(Math.abs(energyError), divergence);
        }
        n.row = accepted ? 0 : n.row + 1;
        if (n.row >= o.freezeAfter) {
          throw new RangeError(
            `Cannot ${act} as fewer than ${o.freezeAfter} trajectories in a row may be rejected: current value is ${n.row} at step ${k} of chain ${index}`,
          );
        }
      },
      logLikelihood() {
        let square = 0;
        for (const w of position) square += w * w;
        return 0.5 * square / (o.priorScale * o.priorScale) - n.potential;
      },
      acceptance: () => latest,
      status: () =>
        `Hamiltonian Monte Carlo, chain ${index + 1} of ${o.chains}, step size ${
          exp(n.logStep).toExponential(1)
        }, accepted ${latest.toFixed(2)}, potential ${n.potential.toFixed(1)}`,
      summary() {
        return {
          traces: [],
          scalars: {
            [scalarNames.acceptanceRate]: n.tested > 0 ? n.accepted / n.tested : null,
            [scalarNames.energyError]: n.tested > 0 ? n.energyErrors / n.tested : null,
            [scalarNames.divergences]: n.divergences,
            [scalarNames.stepSize]: exp(n.logAverage),
            [scalarNames.gradients]: n.gradients,
          },
          warnings: n.divergences > 0
            ? [`${n.divergences} of ${n.tested} trajectories diverged.`]
            : [],
        };
      },
    };
  }

  return {
    name: "hmc",
    solve,
    ...stagedPosterior(
      act,
      o.chains * o.milestones.length,
      (problem) => stageChains(act, o, solve, problem, (position) => kernel(problem, position)),
    ),
  };
}
