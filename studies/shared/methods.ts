/**
 * Methods of the studies' grids: a posterior with its settings, its length, and what it costs.
 *
 * @module
 */
import type { Json } from "../../runner/cell.ts";
import type { Method } from "./schema.ts";

/** A method with what its fit needs. */
export interface GridMethod {
  readonly method: Method;
  /** Options of the posterior, as its registry takes them. */
  readonly options: { readonly [name: string]: Json };
  /** Posterior draws of each run, where they are not as many as the grid's. */
  readonly draws?: number;
  /** Expected work of one fit, seconds of one core on the machine of the committed benchmark. */
  readonly cost: number;
  /** How a fit of several stretches is cut; its options have the milestones. */
  readonly cut?: Cut;
  /** Length of the beginning that is taken for the fit, in steps; one of its option `early`. */
  readonly early?: number;
}

/** How a long fit is cut into stretches. */
export interface Cut {
  /** Ends of the stretches, in steps: the milestones and the end. */
  readonly ends: readonly number[];
  /** How many of the first stretches are kept as one, without the draws of beginnings; 0 where those are small. */
  readonly joined: number;
  /** Cost of a warm-up before the first, in steps. */
  readonly warmUp: number;
}

/** Where a fit is cut, and of which of its beginnings draws can be had, in steps. */
export interface Course {
  readonly milestones: readonly number[];
  readonly early: readonly number[];
}

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

/** Seconds of one core for a step of a mean field, and for one of a warm-up. */
const meanFieldCost = 0.6e-3, warmUpCost = 0.45e-3;

/** Length of a chain after its warm-up, and what is recorded on the way. */
export interface Schedule {
  readonly warmUp: number;
  readonly burnIn: number;
  readonly spacing: number;
  readonly recordEvery: number;
  /** Steps between two probes of the acceptance test; by default as between records. */
  readonly probeEvery?: number;
  readonly batchSize?: number;
  readonly course?: Course;
}

/** Seconds of one core for the gradient of the log-likelihood of one point. */
export const gradientCost = 35e-6;

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

export function chainCost(schedule: Schedule, draws: number, gradients: number): number {
  const { warmUp, batchSize = 1000 } = schedule;
  return warmUp * warmUpCost + chainSteps(schedule, draws) * gradients * batchSize * gradientCost;
}

/** AdamMCMC as the authors run it, at a noise scale. */
export function adamMcmc(noiseScale: number, schedule: Schedule, draws: number): GridMethod {
  return {
    method: {
      id: `adam-mcmc-s${noiseScale}`,
      label: `AdamMCMC, σ = ${noiseScale}`,
      posterior: "adam-mcmc",
      parameter: { symbol: "σ", value: noiseScale },
    },
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

/** Chains keep their first stretches, those of the beginnings, as one: their draws would be most of what is kept. */
function chainCut(schedule: Schedule, { milestones, early }: Course, draws: number): Cut {
  const warmUp = schedule.warmUp * warmUpCost / (2.4 * 1000 * gradientCost);
  return {
    ends: [...milestones, chainSteps(schedule, draws)],
    joined: milestones.findIndex((step) => step >= Math.max(...early)) + 1,
    warmUp,
  };
}

/** Steps of mean fields of the profile `paper` that are not the paper's own; so many begin those that are. */
export const meanFieldSteps = 300_000;

/** The mean field that the paper shows, of as many steps as the profile `paper` has where they are not the paper's. */
export function shortMeanField(label: string): GridMethod {
  const { method, ...fit } = meanField(10, meanFieldSteps, { milestones: [], early: [] });
  return { method: { ...method, id: "mean-field-k10-short", label }, ...fit };
}
