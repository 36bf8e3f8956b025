/** Made-up results of the posteriors with the form of real ones, for the tests of the site. */
import { findings } from "../../studies/posteriors/findings.ts";
import type { PosteriorSeries, PosteriorsResults } from "../../studies/posteriors/schema.ts";
import { widthSlope } from "../../studies/posteriors/width.ts";
import type { Method, Setup } from "../../studies/shared/schema.ts";
import { adamMcmc } from "../studies/_methods.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const estimate = (value: number) => ({ value, error: 0.05 * value });
const centres = range(20).map((i) => 4.1 + 0.15 * i);

/** A posterior with a relative spread, and how far it is from the truth. */
function series(method: Method, family: string, spread: number, chains: number | null) {
  const each = 48 / (chains ?? 1);
  const curve = (of: (i: number) => number) => ({
    value: centres.map((_, i) => of(i)),
    error: centres.map(() => 0.1 * spread),
  });
  const probed = method.posterior === "adam-mcmc";
  const one: PosteriorSeries = {
    method,
    family,
    draws: 48,
    chains,
    work: { flowMatching: 2500, gradients: chains === null ? 0 : 300, values: 0, total: 350 },
    ...(method.posterior === "hmc" && { stepSize: 5e-4 }),
    acceptance: chains === null ? null : 0.3,
    spread: estimate(spread),
    spreadRatio: method.id === "hmc" ? { value: 1, error: 0 } : estimate(spread / 0.1),
    distance: method.id === "hmc" ? { value: 0, error: 0 } : estimate(1.5),
    distanceExpected: 0.2,
    errorOverSpread: estimate(1.2),
    radius: {
      spread: curve((i) => spread * (1 + 0.1 * i)),
      bias: curve((i) => 0.3 * Math.sin(i)),
    },
    mixing: chains === null ? null : {
      functions: 100,
      rHat: 1.2 + spread,
      rHatIndependent: 1.4,
      bulkEss: 30,
      tailEss: 28.5,
      leastEss: 12,
      autocorrelationTime: 1.6,
      logLikelihoodRHat: 1.1,
      mixed: spread <= 0.2,
    },
    discretisation: chains === null ? null : { start: 0.03, mean: -0.02, largest: 0.6 },
    logLikelihood: range(chains ?? 0).map((chain) => ({
      steps: range(12).map((i) => 20 * (i + 1)),
      values: range(12).map((i) => -43_500 + 20 * i - 5 * chain),
    })),
    innermost: range(chains ?? 0).map((chain) =>
      range(each).map((i) => 0.9 + 0.02 * Math.sin(i + chain))
    ),
    test: !probed ? null : {
      probes: 12,
      gain: estimate(20),
      noise: estimate(10),
      onBatch: range(12).map((i) => -30 + 5 * i),
      onAll: range(12).map((i) => -28 + 4 * i),
    },
    warnings: spread > 0.2 ? ["The chains have not mixed: R-hat is large."] : [],
  };
  return one;
}

const hmc: Method = {
  id: "hmc",
  label: "Hamiltonian Monte Carlo",
  posterior: "hmc",
  parameter: { symbol: "s", value: 1 },
};

/** Results of the posteriors. */
export function posteriors(setup: Setup): PosteriorsResults {
  const adam = (sigma: number, spread: number) =>
    series(adamMcmc(sigma), "AdamMCMC of the authors", spread, 1);
  const all = [
    series(hmc, "Hamiltonian Monte Carlo", 0.1, 4),
    ...setup.methods.filter(({ posterior }) => posterior === "mean-field")
      .map((method, i) => series(method, "mean field", 0.1 + 0.1 * i, null)),
    adam(0.05, 0.08),
    adam(0.1, 0.15),
    adam(0.5, 0.6),
  ];
  const slopes = [widthSlope("AdamMCMC of the authors", all.slice(-3))];
  return {
    setup: { ...setup, runs: 1, methods: all.map(({ method }) => method) },
    findings: findings(all, slopes, "hmc"),
    reference: "hmc",
    nBins: centres.length,
    mixingBins: 10,
    centres,
    series: all,
    slopes,
  };
}
