/** Made-up results of edges and of the training size with the form of real ones, for the tests of the site. */
import type { EdgesResults } from "../../studies/edges/schema.ts";
import type { Measures } from "../../studies/shared/measures_schema.ts";
import type { Setup } from "../../studies/shared/schema.ts";
import type { TrainingSizeResults } from "../../studies/training_size/schema.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const estimate = (value: number) => ({ value, error: 0.1 * Math.abs(value) });
const overRuns = (value: number) => ({
  ...estimate(value),
  perRun: [0.9, 1, 1.1].map((f) => f * value),
});

function measures(
  nBins: readonly number[],
  dimension: number,
  worth: number,
  counted = false,
): Measures {
  const profileAt = nBins.at(-1)!;
  const calibrated = { lower: -0.05, upper: 0.05 };
  return {
    rows: nBins.map((n) => {
      const bins = n ** dimension;
      const achieved = worth * bins ** 0.5;
      return {
        nBins: n,
        bins,
        mad: { ...estimate(0.1), calibrated: { lower: 0, upper: 0.06 } },
        signed: { ...estimate(-0.08), calibrated },
        claimed: overRuns(2 * achieved),
        achieved: overRuns(achieved),
        ratio: overRuns(2),
        systematicShare: 0.4,
        ...(counted && { counting: { spread: estimate(0.06), distance: estimate(0.003) } }),
      };
    }),
    profile: {
      nBins: profileAt,
      centres: range(profileAt).map((i) => 4 + 0.1 * i),
      deviation: range(profileAt).map((i) => -0.3 / (1 + i)),
      error: range(profileAt).map(() => 0.02),
      lower: range(profileAt).map(() => -0.1),
      upper: range(profileAt).map(() => 0.1),
      massRatio: range(profileAt).map((i) => 1 + 0.3 / (1 + i)),
      massRatioError: range(profileAt).map(() => 0.01),
      spread: range(profileAt).map(() => 0.05),
    },
    ...(counted && { hidden: [] }),
    breakEven: { claimed: overRuns(120), achieved: null },
  };
}

function setupOf(setup: Setup, title: string, nTrain = setup.nTrain): Setup {
  return {
    ...setup,
    target: { name: title.toLowerCase(), title },
    nTrain,
    runs: 3,
    methods: setup.methods.slice(0, 1),
  };
}

/** Results of edges. */
export function edges(setup: Setup): EdgesResults {
  const targets = [
    ["Gamma ring", "kink", 2],
    ["Camel-back", "smooth", 1],
    ["Uniform disc", "jump", 2],
    ["Shell", "kink", 5],
  ] as const;
  const evidence = { "Gamma ring": estimate(0.5) };
  return {
    setup: setupOf(setup, setup.target.title),
    findings: [{ id: "amplified", sentence: "Events are worth 0.5 ± 0.05 times.", evidence }],
    series: targets.map(([title, edge, dimension], i) => ({
      setup: setupOf(setup, i === 0 ? setup.target.title : title),
      edge,
      dimension,
      axis: "radius r",
      points: dimension > 2 ? 5000 : null,
      ...measures(dimension > 2 ? [2, 3] : [2, 5, 20], dimension, 0.1 * (i + 1), dimension > 2),
    })),
  };
}

/** Results of the training size. */
export function trainingSize(setup: Setup): TrainingSizeResults {
  const sizes = [1000, 3000, 10_000];
  const nBins = [2, 5, 20];
  return {
    setup: setupOf(setup, setup.target.title),
    findings: [{
      id: "power",
      sentence: "The generated sample is worth N to the power of 0.5 ± 0.05.",
      evidence: { achieved: estimate(0.5) },
    }],
    nBins,
    series: sizes.map((nTrain) => ({
      setup: setupOf(setup, setup.target.title, nTrain),
      ...measures(nBins, 2, 30 / Math.sqrt(nTrain)),
    })),
    powers: nBins.map((n) => ({
      nBins: n,
      claimed: estimate(0.4),
      achieved: estimate(0.5),
      breakEven: n === 5 ? overRuns(2500) : null,
    })),
  };
}
