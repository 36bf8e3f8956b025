/** Made-up results of ranks and of worth with the form of real ones, for the tests of the site. */
import type { RanksResults } from "../../studies/ranks/schema.ts";
import type { Setup } from "../../studies/shared/schema.ts";
import type { WorthResults } from "../../studies/worth/schema.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const estimate = (value: number) => ({ value, error: 0.1 * Math.abs(value) });
const overRuns = (value: number) => ({
  ...estimate(value),
  perRun: [0.8, 0.9, 1, 1.1, 1.2].map((f) => f * value),
});

/** Results of ranks. */
export function ranks(setup: Setup, nBins: readonly number[]): RanksResults {
  const groups = 17;
  const rankNominal = range(25).map((i) => (2 * i + 1) / 51);
  const jointNominal = range(19).map((i) => (i + 1) / 20);
  const centres = range(20).map((i) => -8.55 + 0.9 * i);
  const shown = [5, 10, 50];
  return {
    setup,
    findings: [{
      id: "ranks",
      sentence: "At 50 × 50 bins the ranks of the truth are not uniform.",
      evidence: { [setup.methods[0].id]: { value: 0.001, error: null } },
    }],
    nBins: [...nBins],
    groups,
    rankNominal,
    jointNominal,
    series: setup.methods.map((method, m) => ({
      method,
      protocol: "exact",
      histograms: shown.map((nBins) => ({
        nBins,
        shares: {
          mean: range(groups).map((i) => (1 + 0.02 * m * (i - 8)) / groups),
          error: range(groups).map(() => 0.005),
          lower: range(groups).map(() => 0.9 / groups),
          upper: range(groups).map(() => 1.1 / groups),
        },
        cumulative: {
          mean: range(groups - 1).map((i) => 0.001 * m * i * (i - groups)),
          lower: range(groups - 1).map(() => -0.05),
          upper: range(groups - 1).map(() => 0.05),
        },
      })),
      intervals: shown.map((nBins) => ({
        nBins,
        score: rankNominal.map((c) => estimate(0.2 + c)),
        width: rankNominal.map((c) => estimate(0.1 + c)),
      })),
      joint: shown.map((nBins) => ({
        nBins,
        mean: jointNominal.map((c) => c ** (1 + 0.2 * m)),
        error: jointNominal.map(() => null),
        lower: jointNominal.map((c) => c - 0.1),
        upper: jointNominal.map((c) => c + 0.1),
      })),
      rows: nBins.map((nBins) => ({
        nBins,
        chiSquare: { value: 20, pValue: 0.2 },
        chiSquareIndependent: 1e-5,
        distance: { value: 0.1, pValue: 0.03 },
        joint: { value: 0.2, pValue: 0.001 },
        score: estimate(0.01 * nBins),
        scorePerRun: overRuns(0.01 * nBins).perRun,
        spread: estimate(0.008 * nBins),
        ratio: estimate(1.25),
        absolute: { ...estimate(0.03 * (m + 1)), calibrated: { lower: 0.01, upper: 0.05 } },
        signed: { ...estimate(-0.02 * m), calibrated: { lower: -0.05, upper: 0.05 } },
      })),
    })),
    classifier: {
      centres,
      methods: setup.methods.map((method) => ({
        method,
        points: 5000,
        area: { value: 0.53, error: 0.004 },
        pValues: range(setup.runs).map(() => 1e-7),
        logRatio: centres.map((y) => centres.map((x) => Math.hypot(x, y) < 3 ? null : 0.1 * x)),
        significance: centres.map((y) => centres.map((x) => Math.hypot(x, y) < 3 ? null : x)),
      })),
    },
  };
}

/** Results of worth. */
export function worth(setup: Setup, nBins: readonly number[]): WorthResults {
  return {
    setup,
    findings: [{
      id: "over-claimed",
      sentence: "The generator is worth less than it claims.",
      evidence: { [setup.methods[0].id]: estimate(3) },
    }],
    nBins: [...nBins],
    pointsPerBin: 1000,
    heldOut: 50_000,
    series: setup.methods.map((method, m) => ({
      method,
      draws: setup.draws,
      rows: nBins.map((n) => {
        const bins = n * n;
        return {
          nBins: n,
          bins,
          posterior: overRuns(0.004 * (m + 1) * bins),
          counted: overRuns(0.003 * (m + 1) * bins),
          cap: overRuns(0.1 * bins),
          claimed: overRuns(0.004 * (m + 1) * bins),
          achieved: overRuns(0.002 * bins),
          ratio: overRuns(2 * (m + 1)),
          systematicShare: 0.4,
        };
      }),
      volumes: {
        nBins: 20,
        centres: range(20).map((i) => 4.1 + 0.1 * i),
        forecast: range(20).map((i) => estimate(1 + 0.1 * i)),
        achieved: range(20).map((i) => estimate(0.2 + 0.1 * i)),
        ratio: range(20).map(() => estimate(2)),
      },
      differential: range(setup.runs).map((run) => ({
        distance: 0.02,
        pValue: 1e-4,
        amplification: m === 0 ? null : 0.2 + 0.01 * run,
        lower: 0.1,
        upper: m === 0 ? null : 0.3,
        exactDistance: 0.022,
        exact: 0.15,
      })),
      breakEven: { claimed: overRuns(16), achieved: m === 0 ? null : overRuns(22) },
    })),
  };
}
