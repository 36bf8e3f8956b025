import type { AmplificationSeries } from "../../studies/amplification/schema.ts";

type Row = AmplificationSeries["rows"][number];

/** A row in which the claim alone says something, by either estimator the same. */
export function amplificationRow(nBins: number, std: Row["std"]): Row {
  const one = { mean: { value: 1, error: 0.1 }, min: 1, max: 1 };
  return {
    nBins,
    bins: nBins * nBins,
    autocorrelationTime: 1,
    unbiased: std,
    std,
    naive: null,
    mean: null,
    binomial: null,
    achieved: one,
    divergence: one,
    divergenceNaive: null,
    divergenceStd: 1,
    fromDivergence: one,
  };
}
