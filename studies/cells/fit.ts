/**
 * Fits a posterior to a training set.
 *
 * @module
 */
import { numerics } from "../engine.ts";
import type { Architecture } from "../../core/flow/mod.ts";
import { type Diagnostics, posterior } from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import type { Artefact, CellKind, Json } from "../runner/cell.ts";

/** Configuration of a fit. */
interface FitConfig {
  readonly target: string;
  /** Training points. */
  readonly nTrain: number;
  /** Which of the independent training sets. */
  readonly run: number;
  /** Posterior draws to take. */
  readonly draws: number;
  readonly architecture: Architecture;
  /** Name and options, as the posteriors' registry takes them. */
  readonly posterior: {
    readonly name: string;
    readonly options: { readonly [name: string]: Json };
  };
}

/** What a fit leaves besides its draws `[draws, P]`. */
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

/** The record beside a fit's draws. */
export function fitRecord(artefact: Artefact): FitRecord {
  return artefact.json as unknown as FitRecord;
}

/** Cell kind "fit": training data and a posterior give draws of the weights. */
export const fitKind: CellKind = {
  name: "fit",
  version: 2,
  numerics,
  async run({ config: json, seed, engine, resume, checkpoint, progress }) {
    const config = json as unknown as FitConfig;
    const { condition } = target(config.target);
    const problem = {
      engine: await engine(config.architecture),
      data: trainingData(seed, config),
      condition,
      draws: config.draws,
      stream: Stream.fromSeed(seed).split("run", config.run, "fit", config.posterior.name),
    };
    const { name, options } = config.posterior;
    const { draws, diagnostics } = posterior(name, options).fit(problem, {
      resume,
      checkpoint,
      progress,
    });
    return {
      json: { config, diagnostics } as unknown as Json,
      arrays: {
        draws: { shape: [config.draws, draws.length / config.draws], values: draws },
      },
    };
  },
};
