import type { AmplificationSeries } from "../../studies/amplification/schema.ts";

type Row = AmplificationSeries["rows"][number];

/** A row in which the paper's estimate alone says something. */
export function amplificationRow(nBins: number, std: Row["std"]): Row {
  const one = { mean: { value: 1, error: 0.1 }, min: 1, max: 1 };
  return {
    nBins,
    bins: nBins * nBins,
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
