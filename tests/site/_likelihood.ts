/** Made-up results of the posterior of the likelihood with the form of real ones. */
import { findings } from "../../studies/likelihood/findings.ts";
import { gaussianId, likelihoodGrid } from "../../studies/likelihood/grid.ts";
import type {
  ChainMixing,
  LikelihoodResults,
  LikelihoodSeries,
  LikelihoodSet,
} from "../../studies/likelihood/schema.ts";

/** How chains mix that pass, and that do not. */
export const good: ChainMixing = { rHat: 1.004, bulkEss: 650, tailEss: 580 };
export const bad: ChainMixing = { rHat: 1.2, bulkEss: 30, tailEss: 45 };

/** Chains of a training set of which one bin is given. */
function chains(run: number, bin: ChainMixing, nBins: number): LikelihoodSet {
  const effective = Math.min(bin.bulkEss!, bin.tailEss!);
  return {
    run,
    chains: ["the trained weights", "2 standard deviations about the mode"].map((start, c) => ({
      start,
      acceptance: 0.75,
      angle: 0.6,
      gradients: 3700 + c,
      trajectories: [10, 20, 30],
      logLikelihood: [-8, -3 - c, 0],
    })),
    course: [0.5, 1].map((part) => ({
      gradients: 3700 * part,
      rHat: bin.rHat,
      effective: effective * part,
    })),
    logLikelihood: good,
    bins: Array.from({ length: nBins * nBins }, (_, b) => b === 3 ? bin : good),
    error: { mean: -0.1, deviation: 0.2 },
  };
}

/** What is made otherwise than in chains that have mixed and methods that are right. */
export interface Change {
  readonly bin?: ChainMixing;
  readonly attempt?: ChainMixing | null;
  readonly series?: (series: LikelihoodSeries) => Partial<LikelihoodSeries>;
  readonly runs?: number;
  readonly title?: string;
}

/** Results in which everything is right but for what is changed. */
export function likelihood(
  { bin = good, attempt = bad, series: change = () => ({}), runs = 1, title = "Gamma ring" }:
    Change = {},
): LikelihoodResults {
  const grid = likelihoodGrid("paper");
  const mixed = bin.rHat! < 1.01;
  const methods = [
    {
      id: gaussianId,
      label: "Gaussian of earlier draws",
      posterior: "gaussian",
      parameter: { symbol: "s", value: 0.2 },
    },
    ...grid.methods.map(({ method }) => method),
  ];
  const record = {
    setup: {
      target: { name: "gamma-ring", title },
      nTrain: 10_000,
      runs,
      draws: 6000,
      methods,
    },
    weights: 66,
    allWeights: 2498,
    priorScale: 0.2,
    nBins: 5,
    trajectories: 1500,
    sets: Array.from({ length: runs }, (_, run) => chains(run + 1, bin, 5)),
    attempt: attempt && chains(1, attempt, 5),
    series: methods.map((method): LikelihoodSeries => {
      const compared = mixed ? { value: 1, error: 0.05 } : null;
      const one: LikelihoodSeries = {
        method,
        draws: 40,
        chain: method.id !== gaussianId,
        acceptance: method.posterior === "adam-mcmc" ? 0.2 : null,
        rHat: method.id === gaussianId ? null : 1.05,
        widthRatio: compared,
        distance: compared,
        alike: compared,
      };
      return { ...one, ...change(one) };
    }),
    warnings: [{ label: "AdamMCMC, σ = 0.01", run: 1, warning: "The chains are short." }],
  };
  return { findings: findings(record), ...record };
}
