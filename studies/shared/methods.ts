/**
 * Methods of the studies' grids: posteriors with settings, lengths and costs.
 *
 * @module
 */
import type { Json } from "../../runner/cell.ts";
import type { Method } from "./schema.ts";

/** A method with the settings of its fit. */
export interface GridMethod {
  readonly method: Method;
  /** Options of the posterior in the registry. */
  readonly options: { readonly [name: string]: Json };
  /** Posterior draws of each run; default that of the grid. */
  readonly draws?: number;
  /** Expected cost of one fit, seconds of one core on the machine of the committed benchmark. */
  readonly cost: number;
  /** Stretches of a long fit; its options hold the milestones. */
  readonly cut?: Cut;
  /** Length in steps of the beginning that replaces the whole fit; one of its option `early`. */
  readonly early?: number;
}

/** Division of a long fit into stretches. */
export interface Cut {
  /** Ends of the stretches, in steps: the milestones and the end. */
  readonly ends: readonly number[];
  /** Number of first stretches that are kept as one, without the draws of beginnings; 0 if those are small. */
  readonly joined: number;
  /** Cost of a warm-up before the first stretch, in steps. */
  readonly warmUp: number;
}

/** Milestones of a fit, and lengths of beginnings from which draws are taken, in steps. */
export interface Course {
  readonly milestones: readonly number[];
  readonly early: readonly number[];
}

/** A method that its identifier and its label tell from others of the same posterior. */
export function variant(
  id: string,
  label: string,
  posterior: string,
  parameter: { symbol: string; value: number },
  options: GridMethod["options"],
  cost: number,
  draws?: number,
): GridMethod {
  return {
    method: { id, label, posterior, parameter },
    options,
    cost,
    ...(draws !== undefined && { draws }),
  };
}

/** The mean field with a weight of the divergence. */
export function meanField(klWeight: number, steps: number, course?: Course): GridMethod {
  return {
    method: {
      id: `mean-field-k${klWeight}`,
      label: `mean field, k = ${klWeight}`,
      posterior: "mean-field",
      parameter: { symbol: "k", value: klWeight },
    },
    options: { klWeight, klConvention: "authors", steps, ...course },
    cost: steps * meanFieldCost,
    ...(course && {
      cut: { ends: [...course.milestones, steps], joined: 0, warmUp: 0 },
    }),
  };
}

/** Seconds of one core for a step of a mean field, and of a warm-up. */
const meanFieldCost = 0.6e-3, warmUpCost = 0.45e-3;

/** Lengths, records and stretches of a chain, in steps. */
export interface Schedule {
  readonly warmUp: number;
  readonly burnIn: number;
  readonly spacing: number;
  readonly recordEvery: number;
  /** Steps between two probes of the acceptance test; default as between records. */
  readonly probeEvery?: number;
  readonly batchSize?: number;
  readonly course?: Course;
}

/** Seconds of one core for the gradient of the log-likelihood of one point. */
export const gradientCost = 35e-6;

/** Options of the samplers for a schedule. */
export function chainOptions(schedule: Schedule) {
  const { warmUp, burnIn, spacing, recordEvery, batchSize = 1000, course } = schedule;
  return {
    burnIn,
    spacing,
    recordEvery,
    batchSize,
    warmUp: { steps: warmUp, batchSize },
    ...course,
  };
}

/** Steps of a chain without its warm-up. */
function chainSteps({ burnIn, spacing }: Schedule, draws: number): number {
  return burnIn + (draws - 1) * spacing;
}

/** Steps of a mean field, or of a chain after its warm-up. */
export function stepsOf({ options }: GridMethod, draws: number): number {
  return options.steps === undefined
    ? chainSteps(options as unknown as Schedule, draws)
    : Number(options.steps);
}

/** Cost of a chain with `gradients` gradients of a batch in each step, seconds of one core. */
export function chainCost(schedule: Schedule, draws: number, gradients: number): number {
  const { warmUp, batchSize = 1000 } = schedule;
  return warmUp * warmUpCost + chainSteps(schedule, draws) * gradients * batchSize * gradientCost;
}

/** AdamMCMC with a noise scale, as a method. */
export function adamMcmcMethod(noiseScale: number): Method {
  return {
    id: `adam-mcmc-s${noiseScale}`,
    label: `AdamMCMC, σ = ${noiseScale}`,
    posterior: "adam-mcmc",
    parameter: { symbol: "σ", value: noiseScale },
  };
}

/** AdamMCMC in the mode of the authors, with a noise scale. */
export function adamMcmc(noiseScale: number, schedule: Schedule, draws: number): GridMethod {
  return {
    method: adamMcmcMethod(noiseScale),
    options: {
      mode: "authors",
      noiseScale,
      probeEvery: schedule.probeEvery ?? schedule.recordEvery,
      ...chainOptions(schedule),
    },
    cost: chainCost(schedule, draws, 2.4),
    ...(schedule.course && { cut: chainCut(schedule, schedule.course, draws) }),
  };
}

/**
 * Stretches of a chain; those of the beginnings are kept as one, because their draws would be most of
 * the size.
 */
function chainCut(schedule: Schedule, { milestones, early }: Course, draws: number): Cut {
  const warmUp = schedule.warmUp * warmUpCost / (2.4 * 1000 * gradientCost);
  return {
    ends: [...milestones, chainSteps(schedule, draws)],
    joined: milestones.findIndex((step) => step >= Math.max(...early)) + 1,
    warmUp,
  };
}

/** Steps of additional mean fields of the profile `paper`, and of beginnings of the paper's own. */
export const meanFieldSteps = 300_000;

/** The mean field that the paper shows, with `meanFieldSteps` steps. */
export function shortMeanField(label: string): GridMethod {
  const { method, ...fit } = meanField(10, meanFieldSteps, { milestones: [], early: [] });
  return { method: { ...method, id: "mean-field-k10-short", label }, ...fit };
}
