/**
 * The grid on which posteriors are compared.
 *
 * @module
 */
import type { Profile } from "../../runner/study.ts";
import { approximations, ensembleSize } from "../shared/approximations.ts";
import { type Grid, otherChain, paperGrid, shortChain, smokeSteps } from "../shared/grid.ts";
import {
  chainCost,
  chainOptions,
  gradientCost,
  type GridMethod,
  type Schedule,
  variant,
} from "../shared/methods.ts";

/** Steps of the chains that are compared with the authors' in the profile `paper`, all in 50 draws. */
const comparedSteps = 5000;

/**
 * The grid on which posteriors are compared: the paper's with its own settings and as the
 * mathematics says, and Hamiltonian Monte Carlo as the reference. It shares the fits of the paper's grid; in the
 * profile `paper` all else has a length of its own.
 */
export function posteriorsGrid(profile: Profile): Grid {
  const grid = paperGrid(profile);
  const { draws } = grid;
  const smoke = profile === "smoke", paper = profile === "paper";
  const chainSchedule: Schedule = smoke
    ? shortChain
    : paper
    ? { ...otherChain, burnIn: comparedSteps / draws, spacing: comparedSteps / draws }
    : otherChain;
  const whole: Schedule = smoke
    ? shortChain
    : { ...otherChain, burnIn: 300, spacing: paper ? 20 : 8, recordEvery: 20 };
  // Shows what ours are too short for, compared with the 49,005 steps of the paper's chain.
  const long: Schedule = smoke
    ? { ...shortChain, spacing: 4 }
    : { ...otherChain, burnIn: 1000, spacing: 40, recordEvery: 100 };
  const shown = { symbol: "σ", value: 0.1 };
  const chain = (id: string, label: string, options: GridMethod["options"], gradients: number) =>
    variant(
      `adam-mcmc-${id}`,
      `AdamMCMC ${label}`,
      "adam-mcmc",
      shown,
      {
        noiseScale: 0.1,
        probeEvery: chainSchedule.recordEvery,
        ...chainOptions(chainSchedule),
        ...options,
      },
      chainCost(chainSchedule, draws, gradients),
    );
  const full = (noiseScale: number) =>
    variant(
      `adam-mcmc-full-s${noiseScale}`,
      `AdamMCMC tested on all data, σ = ${noiseScale}`,
      "adam-mcmc",
      { symbol: "σ", value: noiseScale },
      {
        mode: "exact",
        acceptance: "full",
        noiseScale,
        freezeAfter: 400,
        probeEvery: whole.recordEvery,
        ...chainOptions(whole),
      },
      chainCost(whole, draws, 6),
    );
  const chains = smoke ? 2 : 4;
  const hmcDraws = smoke ? 16 : 48;
  const leapfrogSteps = smoke ? 2 : 32;
  const hmcBurnIn = smoke ? 2 : 10;
  const trajectories = hmcBurnIn + hmcDraws / chains - 1;
  const { members, memberSteps } = ensembleSize(profile);
  const sghmc: Schedule = smoke
    ? shortChain
    : { warmUp: 25_000, burnIn: 500, spacing: 20, recordEvery: 20 };
  const swagSteps = smoke ? 200 : 25_000;
  const ensemble = (id: string, label: string, data: string) =>
    variant(
      id,
      label,
      "ensemble",
      { symbol: "M", value: members },
      { data, training: { steps: memberSteps } },
      members * memberSteps * 0.6e-3,
      members,
    );
  return {
    ...grid,
    runs: 1,
    methods: [
      variant(
        "hmc",
        "Hamiltonian Monte Carlo",
        "hmc",
        { symbol: "s", value: 1 },
        {
          chains,
          burnIn: hmcBurnIn,
          spacing: 1,
          leapfrogSteps,
          warmUp: { steps: smoke ? shortChain.warmUp : 25_000 },
        },
        chains * trajectories * 0.75 * leapfrogSteps * grid.nTrain * gradientCost,
        hmcDraws,
      ),
      ...grid.methods,
      variant(
        "mean-field-elbo",
        "mean field, sum of the divergence",
        "mean-field",
        { symbol: "k", value: 1 },
        { klWeight: 1, klConvention: "sum-per-datum", steps: smoke ? smokeSteps : 50_000 },
        (smoke ? smokeSteps : 50_000) * 0.8e-3,
      ),
      ...(paper ? [] : [variant(
        "adam-mcmc-long",
        "AdamMCMC of the authors, a longer chain",
        "adam-mcmc",
        shown,
        {
          mode: "authors",
          noiseScale: 0.1,
          probeEvery: 0,
          ...chainOptions(long),
        },
        chainCost(long, draws, 2),
      )]),
      chain("authors-restored", "of the authors, moments restored", {
        mode: "authors",
        momentsOnRejection: "restored",
      }, 2.4),
      chain("exact-restored", "by the formula, moments restored", { mode: "exact" }, 2.4),
      chain("exact-kept", "by the formula, moments kept", {
        mode: "exact",
        momentsOnRejection: "kept",
      }, 2.4),
      chain("shared-step", "with one step both ways", { mode: "shared-step" }, 1.8),
      ...(smoke ? [0.1] : [0.02, 0.1, 0.5]).map(full),
      variant(
        "sghmc",
        "stochastic-gradient HMC",
        "sghmc",
        { symbol: "s", value: 1 },
        chainOptions(sghmc),
        chainCost(sghmc, draws, 1.3),
      ),
      ensemble("ensemble", "ensemble", "kept"),
      ensemble("ensemble-bootstrapped", "ensemble, bootstrapped data", "bootstrapped"),
      variant(
        "swag",
        "SWAG",
        "swag",
        { symbol: "K", value: 20 },
        smoke
          ? { training: { steps: swagSteps }, snapshots: 25, collectEvery: 5 }
          : { training: { steps: swagSteps } },
        swagSteps * 0.7e-3,
      ),
      ...approximations(grid, profile),
    ],
  };
}

/**
 * A method of the paper's grid as it was after as many steps as the chains have that are compared with it in
 * {@linkcode posteriorsGrid}; itself where it is no longer than they.
 */
export function comparedBeginning(profile: Profile, method: GridMethod): GridMethod {
  return profile === "paper" ? { ...method, early: comparedSteps } : method;
}
