/**
 * The posteriors that are fitted to a training file, and their lengths in each profile.
 *
 * @module
 */
import type { Profile } from "../runner/study.ts";
import { adamMcmc, type GridMethod, meanField, type Schedule } from "../studies/shared/methods.ts";

/** A posterior with its draws. */
export type OwnMethod = GridMethod & { readonly draws: number };

/** How much is computed in a profile. */
interface Lengths {
  /** Largest batch of all fits. */
  readonly batch: number;
  /** Steps of a mean field. */
  readonly meanField: number;
  /** Members of the ensemble, and steps of each. */
  readonly members: number;
  readonly memberSteps: number;
  readonly chain: Schedule;
  /** Draws of the mean fields and of the chain. */
  readonly draws: number;
  /** Events generated with each draw. */
  readonly generated: number;
}

const lengths: Readonly<Record<Profile, Lengths>> = {
  smoke: {
    batch: 200,
    meanField: 1000,
    members: 10,
    memberSteps: 300,
    chain: { warmUp: 500, burnIn: 10, spacing: 2, recordEvery: 24, probeEvery: 0 },
    draws: 20,
    generated: 5000,
  },
  standard: {
    batch: 1000,
    meanField: 50_000,
    members: 20,
    memberSteps: 10_000,
    chain: { warmUp: 25_000, burnIn: 200, spacing: 10, recordEvery: 30, probeEvery: 0 },
    draws: 50,
    generated: 20_000,
  },
  paper: {
    batch: 1000,
    meanField: 300_000,
    members: 50,
    memberSteps: 25_000,
    chain: { warmUp: 25_000, burnIn: 1000, spacing: 100, recordEvery: 100, probeEvery: 0 },
    draws: 50,
    generated: 50_000,
  },
};

/** Events that are generated with each draw. */
export function eventsPerDraw(profile: Profile): number {
  return lengths[profile].generated;
}

/**
 * The posteriors of a profile.
 *
 * @param nTrain Training events, the most that a batch may have.
 */
export function methodsOf(profile: Profile, nTrain = Infinity): readonly OwnMethod[] {
  const { batch, meanField: steps, members, memberSteps, chain, draws } = lengths[profile];
  const batchSize = Math.min(batch, nTrain);
  const field = (klWeight: number): OwnMethod => {
    const { options, ...method } = meanField(klWeight, steps);
    return { ...method, options: { ...options, batchSize }, draws };
  };
  return [
    field(1),
    field(10),
    {
      method: {
        id: "ensemble-bootstrapped",
        label: "ensemble, bootstrapped data",
        posterior: "ensemble",
        parameter: { symbol: "M", value: members },
      },
      options: { data: "bootstrapped", training: { steps: memberSteps, batchSize } },
      cost: members * memberSteps * 0.6e-3,
      draws: members,
    },
    { ...adamMcmc(0.1, { ...chain, batchSize }, draws), draws },
  ];
}
