/**
 * Ensembles of flows that are trained together and repel each other.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { continuousSolve, weightCount } from "../flow/mod.ts";
import { memberDiagnostics, memberStage } from "./ensemble.ts";
import { checkRange, withDefaults } from "./options.ts";
import type { Fit, FitContext, Posterior, Problem } from "./posterior.ts";
import { priorPrecision } from "./potential.ts";
import { Repulsion } from "./repulsion.ts";
import { runStages, type Stage, type WorkingState } from "./stages.ts";
import {
  addPrior,
  finiteLoss,
  startTraining,
  type TrainingArrays,
  type TrainingOptions,
} from "./training.ts";

/** Options of {@linkcode repulsiveEnsemble}. */
export interface RepulsiveEnsembleOptions {
  /**
   * k: the flow-matching loss of a data point counts 1 / k nats beside the repulsion and the prior. 0 leaves
   * both out. Default 1.
   */
  readonly klWeight?: number;
  /** Standard deviation of the prior N(0, s^2) of each weight; 0 for a flat prior. Default 1. */
  readonly priorScale?: number;
  /** Points at which the velocities of members are compared in each step. Default 128. */
  readonly points?: number;
  /** Training of each member. */
  readonly training?: TrainingOptions;
}

const defaults = { klWeight: 1, priorScale: 1, points: 128, training: {} } as const;

/**
 * A repulsive ensemble: one flow for each draw, as in {@linkcode ensemble}, all trained together. With M
 * members, N points and the flow-matching loss L, Adam moves member i along the gradient of
 *
 *     L(w_i) + (k / N) (log sum_j k(v_i, v_j) + |w_i|^2 / (2 s^2)),
 *
 * where v_j are the velocities of member j, held for j other than i, at training points with fresh times and noise, and
 *
 *     k(v_i, v_j) = exp(-ln(M + 1) |v_i - v_j|^2 / median over pairs).
 *
 * This is repulsion in the space of functions. Its flow is that of Wasserstein's gradient of the divergence
 * from the generalised posterior exp(-(N / k) L) N(0, s^2), with a kernel density for that of the
 * members. M members cannot hold a density in many dimensions. At equal distances from each other their mean square
 * deviation is ln(M + 1) (M - 1) / (2 M), summed over all directions in units of the posterior's deviation. That of
 * draws is the number of directions.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: D'Angelo and Fortuin, arXiv:2106.11642, section 3.2; in particle physics arXiv:2412.12069 and
 * arXiv:2509.00155. Those repel members that regress a function by its values; the velocity is the function
 * that flow matching regresses.
 *
 * @example Three members
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { repulsiveEnsemble } from "./repulsive_ensemble.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const fit = repulsiveEnsemble({ points: 20, training: { steps: 20, batchSize: 50 } }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 3,
 *   stream,
 * });
 * assertEquals(fit.draws.length, 3 * weightCount(paperArchitecture));
 * ```
 */
export function repulsiveEnsemble(options: RepulsiveEnsembleOptions = {}): Posterior {
  const act = "train a repulsive ensemble";
  const { klWeight, priorScale, points, training } = withDefaults(act, defaults, options);
  checkRange(act, "weight of the divergence", klWeight, 0);
  if (priorScale !== 0) checkPositive(act, "scale of the prior", priorScale);
  checkInteger(act, "number of points", points, 1);

  function fit(problem: Problem, context: FitContext = {}): Fit {
    const members = problem.draws;
    checkInteger(act, "number of draws", members, 1);
    const { engine: { architecture }, data, stream } = problem;
    const size = weightCount(architecture);
    /** Share of a data point in what is not its loss. */
    const share = klWeight / (data.length / architecture.dimension);
    const positions = new Float64Array(members * size);
    const firstMoments = new Float64Array(members * size);
    const secondMoments = new Float64Array(members * size);
    const finals = new Float64Array(members);
    const state: WorkingState = {
      arrays: { positions, firstMoments, secondMoments, finals },
      numbers: {},
    };
    const repulsion = new Repulsion(problem, size, points, stream.split("repulsion"));
    const all = Array.from({ length: members }, (_, m) => {
      const part = (array: Float64Array) => array.subarray(m * size, (m + 1) * size);
      const arrays: TrainingArrays = {
        position: part(positions),
        firstMoment: part(firstMoments),
        secondMoment: part(secondMoments),
      };
      const weights = new Float32Array(size);
      const memberProblem = { ...problem, stream: stream.split("member", m) };
      const stage = memberStage(memberProblem, training, arrays, finals.subarray(m, m + 1), {
        further(gradient) {
          if (share === 0) return;
          addPrior(share * priorPrecision(priorScale), arrays.position, gradient);
          repulsion.addGradient(m, weights, share, gradient);
        },
      });
      return { problem: memberProblem, arrays, weights, stage };
    });
    const { stage: last } = all[members - 1];
    const together: Stage = {
      ...last,
      cost: members * last.cost * (share === 0 ? 1 : 1.5),
      reportEvery: 100,
      step(k) {
        if (k === 0) { for (const { problem, arrays } of all) startTraining(problem, arrays); }
        if (share > 0) {
          for (const { weights, arrays } of all) weights.set(arrays.position);
          finiteLoss(act, k, () => repulsion.compare(k, all.map(({ weights }) => weights)));
        }
        for (const { stage } of all) stage.step(k);
      },
      status: () => `${members} members, ${last.status()}`,
    };
    runStages(state, [together], context);
    return { draws: Float32Array.from(positions), diagnostics: memberDiagnostics(finals) };
  }
  return { name: "repulsive-ensemble", solve: continuousSolve, fit };
}
