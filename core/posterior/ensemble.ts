/**
 * Ensembles of flows trained independently.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { continuousSolve } from "../flow/mod.ts";
import { checkChoice, withDefaults } from "./options.ts";
import type { Diagnostics, Fit, FitContext, Posterior, Problem } from "./posterior.ts";
import { runStages, type Stage, type WorkingState } from "./stages.ts";
import {
  type TrainingArrays,
  trainingArrays,
  type TrainingHooks,
  type TrainingOptions,
  trainingStage,
} from "./training.ts";
import { scalarNames, traceNames } from "./recorded.ts";

/** Options of {@linkcode ensemble}. */
export interface EnsembleOptions {
  /** Data of each member: all data, or as many points drawn from them with replacement. Default "kept". */
  readonly data?: "kept" | "bootstrapped";
  /** Training of each member. */
  readonly training?: TrainingOptions;
}

/** Steps over which the final loss is averaged. */
const tail = 100;

const defaults = { data: "kept", training: {} } as const;

/**
 * A deep ensemble: one flow for each draw, trained by flow matching from its own initial weights and
 * with its own batches. With all data kept, their spread is that of training alone; with bootstrapped
 * data it also estimates the spread of the trained flow over data sets.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: Lakshminarayanan, Pritzel and Blundell, arXiv:1612.01474; Efron's bootstrap.
 *
 * @example Three members
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { ensemble } from "./ensemble.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const fit = ensemble({ data: "bootstrapped", training: { steps: 20, batchSize: 50 } }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 3,
 *   stream,
 * });
 * assertEquals(fit.draws.length, 3 * weightCount(paperArchitecture));
 * ```
 */
export function ensemble(options: EnsembleOptions = {}): Posterior {
  const act = "train an ensemble";
  const { data, training } = withDefaults(act, defaults, options);
  checkChoice(act, "data", data, ["kept", "bootstrapped"]);

  function fit(problem: Problem, context: FitContext = {}): Fit {
    const members = problem.draws;
    checkInteger(act, "number of draws", members, 1);
    const arrays = trainingArrays(problem);
    const size = arrays.position.length;
    const draws = new Float32Array(members * size);
    const finals = new Float64Array(members);
    const state: WorkingState = { arrays: { ...arrays, draws, finals }, numbers: {} };
    const stages = Array.from({ length: members }, (_, m) => {
      const stream = problem.stream.split("member", m);
      const memberProblem: Problem = {
        ...problem,
        stream,
        data: data === "kept" ? problem.data : bootstrapped(problem, stream.split("bootstrap")),
      };
      const stage: Stage = memberStage(memberProblem, training, arrays, finals.subarray(m, m + 1), {
        after(k) {
          if (k === stage.steps - 1) draws.set(arrays.position, m * size);
        },
      });
      return { ...stage, status: () => `member ${m + 1} of ${members}, ${stage.status()}` };
    });
    runStages(state, stages, context);
    return { draws, diagnostics: memberDiagnostics(finals) };
  }
  return { name: "ensemble", solve: continuousSolve, fit };
}

/**
 * The training of a member.
 *
 * @param final Its loss, averaged over the last steps, is added to this one number.
 */
export function memberStage(
  problem: Problem,
  training: TrainingOptions,
  arrays: TrainingArrays,
  final: Float64Array,
  hooks: TrainingHooks,
): Stage {
  const stage: Stage = trainingStage(problem, training, arrays, {
    ...hooks,
    after(k, loss) {
      if (k >= stage.steps - tail) final[0] += loss / Math.min(tail, stage.steps);
      hooks.after?.(k, loss);
    },
  });
  return stage;
}

/** Diagnostics of an ensemble with the final losses of its members. */
export function memberDiagnostics(finals: Float64Array): Diagnostics {
  return {
    traces: [{
      name: traceNames.memberLoss,
      unit: "",
      steps: Array.from(finals, (_, m) => m + 1),
      values: Array.from(finals),
    }],
    scalars: {
      [scalarNames.memberLoss]: finals.reduce((a, b) => a + b, 0) / finals.length,
    },
    warnings: [],
  };
}

function bootstrapped({ data, engine }: Problem, stream: Problem["stream"]): Float32Array {
  const d = engine.architecture.dimension, n = data.length / d;
  const out = new Float32Array(data.length);
  for (let i = 0; i < n; i++) {
    const from = stream.integer(n) * d;
    out.set(data.subarray(from, from + d), i * d);
  }
  return out;
}
