/**
 * What the choices of the idea to play with stand for, and what is the same for all of them. Fits are so short that a
 * training set takes about a second.
 *
 * @module
 */
import { type Architecture, gradedSolve, type Solve } from "../../core/flow/mod.ts";
import { adamMcmc } from "../../core/posterior/adam_mcmc.ts";
import { meanField } from "../../core/posterior/mean_field.ts";
import type { Posterior } from "../../core/posterior/posterior.ts";
import type { Target } from "../../core/target/target.ts";
import { adamMcmc as chainMethod, meanField as fieldMethod } from "../../studies/shared/methods.ts";
import type { Method } from "../../studies/shared/schema.ts";
import type { Game } from "./state.ts";
import { ringRadius, twoHumps } from "./targets.ts";

/** The network: 7-16-16-1, 417 weights. */
export const architecture: Architecture = {
  dimension: 1,
  condition: 0,
  hidden: [16, 16],
  frequencies: 3,
  activation: "elu",
};

/** Draws of the posterior of each training set. */
export const draws = 37;

/** The intervals that are shown go from the 6th lowest to the 6th highest draw: 26/38 = 68.4 %. */
export const rank = 6;

/** Nodes of a panel of the cubature of the masses. */
export const panelNodes = 8;

/** The target of a choice. */
export function targetOf(name: Game["target"]): Target {
  return name === "ring-radius" ? ringRadius() : twoHumps();
}

/** The part of the axis that is shown: nearly all of the truth, and a little beyond. */
export function rangeOf({ axes: [{ quantile }] }: Target): readonly [number, number] {
  const [lower, upper] = [quantile(0.004), quantile(0.996)];
  const more = 0.08 * (upper - lower);
  return [lower - more, upper + more];
}

/** A method, and how it is fitted. */
export interface Fitting {
  readonly method: Method;
  readonly posterior: Posterior;
  /** How the equation of a drawn flow is solved. */
  readonly solve: Solve;
  /** Whether its draws are those of a chain, which follow each other. */
  readonly chain: boolean;
}

/** Points of a batch, and settings of the optimiser, of every training by flow matching. */
const training = { batchSize: 250, adam: { learningRate: 0.005 } };

/** The mean field with a weight of the divergence. */
function fieldOf(klWeight: number): Fitting {
  const { method, options } = fieldMethod(klWeight, 6000);
  return {
    method,
    posterior: meanField({ ...options, ...training }),
    solve: gradedSolve(24),
    chain: false,
  };
}

/** Lengths of a chain, in steps. */
const schedule = { warmUp: 4000, burnIn: 60, spacing: 8, recordEvery: 0 };

/** AdamMCMC with a noise scale; its solve is half as long as that of the studies, as the target has half their axes. */
function chainOf(noiseScale: number): Fitting {
  const { method, options } = chainMethod(noiseScale, schedule, draws);
  const posterior = adamMcmc({
    ...options,
    batchSize: training.batchSize,
    warmUp: { steps: schedule.warmUp, ...training },
    solve: { scheme: "rk4-3/8", steps: 6, grid: "graded", volumeChange: "discrete" },
  });
  return { method, posterior, solve: posterior.solve, chain: true };
}

const methods: Readonly<Record<Game["method"], () => Fitting>> = {
  "mean-field-k0.1": () => fieldOf(0.1),
  "mean-field-k1": () => fieldOf(1),
  "mean-field-k30": () => fieldOf(30),
  "adam-mcmc-s0.1": () => chainOf(0.1),
  "adam-mcmc-s0.5": () => chainOf(0.5),
  "adam-mcmc-s1": () => chainOf(1),
};

/** The method of a choice. */
export function methodOf(name: Game["method"]): Fitting {
  return methods[name]();
}
