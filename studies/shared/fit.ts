/**
 * Fits a posterior to a training set.
 *
 * @module
 */
import { numerics } from "../../runner/engine.ts";
import type { Architecture } from "../../core/flow/mod.ts";
import {
  type Diagnostics,
  type Fit,
  posterior,
  type Problem,
  type Stretches,
} from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { type CellContext, cellKind, type Json } from "../../runner/cell.ts";
import { restoreState, stretchInputs } from "./fit_state.ts";

/** Configuration of a fit. */
export interface FitConfig {
  readonly target: string;
  /** Training points. */
  readonly nTrain: number;
  /** Index of the training set. */
  readonly run: number;
  /** Number of posterior draws. */
  readonly draws: number;
  readonly architecture: Architecture;
  /** Name and options in the registry of posteriors. */
  readonly posterior: {
    readonly name: string;
    readonly options: { readonly [name: string]: Json };
  };
  /** Length of the beginning whose draws are taken; default the whole fit. */
  readonly early?: number;
}

/** Record of a fit; its array holds the draws, `[draws, P]`. */
export interface FitRecord {
  readonly config: FitConfig;
  readonly diagnostics: Diagnostics;
}

/** The training set of a run; every method of a run is fitted to the same points. */
export function trainingData(
  seed: number,
  config: Pick<FitConfig, "target" | "nTrain" | "run">,
): Float32Array {
  const stream = Stream.fromSeed(seed).split("run", config.run, "training data");
  return target(config.target).sample(config.nTrain, stream);
}

/** The problem of a fit. */
export async function fitProblem(
  config: FitConfig,
  { seed, engine }: Pick<CellContext, "seed" | "engine">,
): Promise<Problem> {
  return {
    engine: await engine(config.architecture),
    data: trainingData(seed, config),
    condition: target(config.target).condition,
    draws: config.draws,
    stream: Stream.fromSeed(seed).split("run", config.run, "fit", config.posterior.name),
  };
}

/** The stretches of a fit's posterior. */
export function stretchesOf({ posterior: { name, options } }: FitConfig): Stretches {
  const { stretches } = posterior(name, options);
  if (stretches !== undefined) return stretches;
  throw new RangeError(
    `Cannot fit in stretches as the posterior must allow it: current value is "${name}"`,
  );
}

/**
 * Cell kind "fit": fits a posterior to training data and draws weights. The inputs of a long fit are
 * its stretches.
 */
export const fitKind = cellKind<FitConfig, FitRecord>({
  name: "fit",
  version: 3,
  numerics,
  async run(config, context) {
    const { early, posterior: { name, options } } = config;
    const problem = await fitProblem(config, context);
    const stretches = stretchInputs(context.inputs);
    const state = stretches.length > 0 ? restoreState(stretches) : undefined;
    const { draws, diagnostics }: Fit = state !== undefined && early !== undefined
      ? {
        draws: stretchesOf(config).early(problem, state, early),
        diagnostics: { traces: [], scalars: {}, warnings: [] },
      }
      : posterior(name, options).fit(problem, { ...context, resume: context.resume ?? state });
    return {
      record: { config, diagnostics },
      arrays: {
        draws: { shape: [config.draws, draws.length / config.draws], values: draws },
      },
    };
  },
});
