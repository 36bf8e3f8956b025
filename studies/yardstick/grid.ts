/**
 * What is compared with the exact posterior of the last layer.
 *
 * @module
 */
import { paperArchitecture } from "../../core/flow/mod.ts";
import type { Json } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import { seed } from "../shared/grid.ts";
import type { Method } from "../shared/schema.ts";

/** A method with its target and the settings of its fit. */
export interface YardstickMethod {
  readonly method: Method;
  /** k: the loss of a point counts 1 / k nats. */
  readonly klWeight: number;
  /** Name and options in the registry of posteriors. */
  readonly posterior: { readonly name: string; readonly options: { readonly [k: string]: Json } };
  readonly draws: number;
  /** Expected cost of a fit, seconds of one core. */
  readonly cost: number;
}

/** The study in the size of a profile. */
export interface YardstickGrid {
  readonly seed: number;
  readonly target: string;
  readonly nTrain: number;
  readonly runs: number;
  readonly draws: number;
  readonly architecture: {
    readonly dimension: number;
    readonly condition: number;
    readonly hidden: readonly number[];
    readonly frequencies: number;
    readonly activation: string;
  };
  /** Training of the whole flow, whose last layer is then fitted anew. */
  readonly training: { readonly steps: number; readonly batchSize: number };
  /** Nodes of each of the two quadratures, for each point. */
  readonly nodes: number;
  readonly nBins: number;
  readonly cubature: { readonly panelNodes: number; readonly periodicNodes: number };
  readonly methods: readonly YardstickMethod[];
}

/** Identifier of the exact posterior with a weight. */
export function exactId(klWeight: number): string {
  return `exact-k${klWeight}`;
}

/** Weight of the target of all methods but the mean fields. */
export const mainWeight = 10;

/** Identifier of other draws of the exact posterior, which show what Monte Carlo error does. */
export const controlId = "exact-again";

/** Weights of the targets, and noise scales of the chains. */
const weights = [1, 10, 100], noiseScales = [0.005, 0.02, 0.05];

/** The grid of a profile; `standard` and `paper` are the same. */
export function yardstickGrid(profile: Profile): YardstickGrid {
  const smoke = profile === "smoke";
  const draws = smoke ? 10 : 40;
  const training = { steps: smoke ? 500 : 10_000, batchSize: smoke ? 200 : 1000 };
  const batchSize = training.batchSize;
  const warmUp = { steps: smoke ? 200 : 1500, batchSize };
  const chain = smoke
    ? { burnIn: 20, spacing: 4, recordEvery: 4, batchSize, warmUp }
    : { burnIn: 1000, spacing: 50, recordEvery: 25, batchSize, warmUp };
  const method = (
    id: string,
    label: string,
    [symbol, value]: readonly [string, number],
    name: string,
    options: YardstickMethod["posterior"]["options"],
    cost: number,
    overrides: { readonly klWeight?: number; readonly draws?: number } = {},
  ): YardstickMethod => ({
    method: { id, label, posterior: name, parameter: { symbol, value } },
    klWeight: mainWeight,
    draws,
    ...overrides,
    posterior: { name, options },
    cost,
  });
  const members = smoke ? 4 : 20, memberSteps = smoke ? 200 : 500;
  const meanFieldSteps = smoke ? 500 : 8000;
  const adamMcmc = (acceptance: "batch" | "full", noiseScale: number) =>
    method(
      `adam-mcmc-${acceptance}-s${noiseScale}`,
      `AdamMCMC tested on ${acceptance === "batch" ? "batches" : "all data"}, σ = ${noiseScale}`,
      ["σ", noiseScale],
      "adam-mcmc",
      {
        mode: acceptance === "batch" ? "authors" : "exact",
        acceptance,
        noiseScale,
        priorScale: 1,
        onFreeze: "note",
        probeEvery: chain.recordEvery,
        ...chain,
      },
      12,
    );
  return {
    seed,
    target: "gamma-ring",
    nTrain: smoke ? 1000 : 10_000,
    runs: smoke ? 2 : 5,
    draws,
    architecture: { ...paperArchitecture, hidden: [...paperArchitecture.hidden] },
    training,
    nodes: smoke ? 4 : 64,
    nBins: 5,
    cubature: { panelNodes: 4, periodicNodes: smoke ? 16 : 32 },
    methods: [
      ...weights.map((k) =>
        method(exactId(k), `exact, k = ${k}`, ["k", k], "exact", {}, 1, {
          klWeight: k,
          draws: k === mainWeight ? 2 * draws : draws,
        })
      ),
      method(controlId, "exact, other draws", ["k", mainWeight], "exact", {}, 1),
      method("hmc", "Hamiltonian Monte Carlo", ["s", 1], "hmc", {
        chains: 2,
        burnIn: smoke ? 20 : 200,
        spacing: 2,
        leapfrogSteps: smoke ? 20 : 100,
        recordEvery: 2,
        warmUp,
      }, 6),
      ...weights.map((k) =>
        method(
          `mean-field-k${k}`,
          `mean field, k = ${k}`,
          ["k", k],
          "mean-field",
          {
            klWeight: k,
            steps: meanFieldSteps,
            batchSize,
          },
          15,
          { klWeight: k },
        )
      ),
      ...(["batch", "full"] as const).flatMap((acceptance) =>
        noiseScales.map((scale) => adamMcmc(acceptance, scale))
      ),
      method("sghmc", "stochastic-gradient HMC", ["η", 1e-5], "sghmc", {
        learningRate: 1e-5,
        priorScale: 1,
        ...chain,
      }, 8),
      method("swag", "SWAG", ["K", 20], "swag", {
        training: { steps: warmUp.steps, batchSize },
        snapshots: smoke ? 20 : 100,
        collectEvery: smoke ? 5 : 50,
      }, 6),
      method(
        "ensemble-bootstrapped",
        "ensemble, bootstrapped data",
        ["M", members],
        "ensemble",
        { data: "bootstrapped", training: { steps: memberSteps, batchSize } },
        members * memberSteps * 1e-3,
        { draws: members },
      ),
    ],
  };
}
