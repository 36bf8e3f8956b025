/** Generators whose truth is one more draw of their posterior, and such that are not. */
import { type Masses, masses } from "../../core/binning/masses.ts";
import type { BinTruth } from "../../core/measure/mod.ts";
import type { Stream } from "../../core/random.ts";
import { equal, weightedLaw, type Weights } from "../core/_weighted.ts";

/** Sizes of a generator and of its truth. */
export interface Design {
  readonly name: string;
  readonly runs: number;
  readonly draws: number;
  readonly bins: number;
  /** Autocorrelation time of the draws; default 1. */
  readonly time?: number;
  /** Events that the truth is counted on; default: it is exact. */
  readonly events?: number;
  /** Weights of these events; default 1. */
  readonly weights?: Weights;
  /** Width of the draws over the right one; default 1, calibrated. */
  readonly width?: number;
}

/** Training events of each run. */
export const nTrain = 10_000;

/** Masses of a generator, and its truth. */
export function calibrated(
  { runs, draws, bins, time = 1, events, weights = equal, width: relative = 1 }: Design,
  stream: Stream,
): { masses: Masses; truth: BinTruth } {
  const truth = new Float64Array(bins).fill(1 / bins);
  const correlation = (time - 1) / (time + 1), noise = Math.sqrt(1 - correlation * correlation);
  /** Multinomial to leading order: normal numbers whose sum is 0, so that all masses add up to 1. */
  const scatter = () => {
    const normals = stream.normals(new Float64Array(bins));
    const mean = normals.reduce((sum, x) => sum + x, 0) / bins;
    return normals.map((x) => (x - mean) / Math.sqrt(bins * nTrain));
  };
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    const offset = scatter();
    let draw = scatter();
    for (let d = 0; d < draws; d++) {
      if (d > 0) {
        const step = scatter();
        draw = draw.map((x, bin) => correlation * x + noise * step[bin]);
      }
      for (let bin = 0; bin < bins; bin++) {
        values[(run * draws + d) * bins + bin] = 1 / bins + offset[bin] + relative * draw[bin];
      }
    }
  }
  const binTruth: BinTruth = events === undefined
    ? { masses: truth }
    : weightedLaw(Float64Array.of(...truth, 0), weights).sample(events, stream.split("sample"));
  return { masses: masses(runs, draws, [bins], values), truth: binTruth };
}
