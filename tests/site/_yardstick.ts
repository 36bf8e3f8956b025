/** Made-up results of the exact yardstick with the form of real ones. */
import { findings } from "../../studies/yardstick/findings.ts";
import { yardstickGrid } from "../../studies/yardstick/grid.ts";
import type { YardstickResults, YardstickSeries } from "../../studies/yardstick/schema.ts";

const estimate = (value: number, error = 0.05 * Math.abs(value)) => ({ value, error });

/** Results in which every method is right but for what is changed. */
export function yardstick(
  change: (series: YardstickSeries) => Partial<YardstickSeries> = () => ({}),
  powers: Readonly<Record<string, number>> = {},
  title = "Gamma ring",
): YardstickResults {
  const grid = yardstickGrid("paper");
  const right = { value: 1, error: 0.05 };
  const series = grid.methods.map(({ method, klWeight, draws }): YardstickSeries => {
    const tested = method.id.startsWith("adam");
    const chain = tested || ["hmc", "sghmc"].includes(method.posterior);
    const one: YardstickSeries = {
      method,
      klWeight,
      reference: `exact-k${klWeight}`,
      draws,
      width: estimate(0.05),
      widthRatio: right,
      widestRatio: right,
      alike: estimate(0.9),
      distance: estimate(0.2),
      excess: { value: 0, error: 0.01 },
      signed: estimate(-0.2),
      worth: estimate(2),
      acceptance: tested || method.posterior === "hmc" ? estimate(0.1) : null,
      rHat: chain ? 1.05 : null,
      gain: tested ? estimate(5) : null,
      noise: tested ? estimate(2) : null,
    };
    return { ...one, ...change(one) };
  });
  const slopes = [
    ["exact-k", "exact posterior", "k", 0.5],
    ["mean-field-k", "mean field", "k", 0.5],
    ["adam-mcmc-batch-s", "AdamMCMC tested on batches", "σ", 0],
    ["adam-mcmc-full-s", "AdamMCMC tested on all data", "σ", 0],
  ] as const;
  const record = {
    setup: {
      target: { name: grid.target, title },
      nTrain: grid.nTrain,
      runs: grid.runs,
      draws: grid.draws,
      methods: grid.methods.map(({ method }) => method),
    },
    nBins: grid.nBins,
    weights: 66,
    klWeight: 10,
    control: "exact-again",
    quadrature: { mean: estimate(0.03), width: estimate(0.0005) },
    cubature: 0.003,
    series,
    slopes: slopes.map(([id, label, symbol, value]) => ({
      id,
      label,
      symbol,
      slope: { value: powers[id] ?? value, error: 0.05 },
    })),
    warnings: [{ label: "AdamMCMC", run: 1, warning: "The chain froze: 2 times." }],
  };
  return { ...record, findings: findings(record) };
}
