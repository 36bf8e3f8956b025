/** Generators whose truth is one more draw of their posterior, and such that are not. */
import { type Masses, masses } from "../../core/binning/masses.ts";
import type { BinTruth } from "../../core/measure/mod.ts";
import { multinomial } from "../../core/multinomial.ts";
import type { Stream } from "../../core/random.ts";

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
  /** Width of the draws over the right one; default 1, calibrated. */
  readonly width?: number;
}

/** Training events of each run. */
export const nTrain = 10_000;

/** Masses of a generator, and its truth. */
export function calibrated(
  { runs, draws, bins, time = 1, events, width: relative = 1 }: Design,
  stream: Stream,
): { masses: Masses; truth: BinTruth } {
  const truth = new Float64Array(bins).fill(1 / bins);
  const width = Math.sqrt((1 - 1 / bins) / bins / nTrain);
  const correlation = (time - 1) / (time + 1), noise = Math.sqrt(1 - correlation * correlation);
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      const centre = 1 / bins + width * stream.normal();
      let x = stream.normal();
      for (let d = 0; d < draws; d++) {
        if (d > 0) x = correlation * x + noise * stream.normal();
        values[(run * draws + d) * bins + bin] = centre + relative * width * x;
      }
    }
  }
  const binTruth: BinTruth = events === undefined ? { masses: truth } : {
    masses: multinomial(truth, events, stream.split("sample")).map((count) => count / events),
    counting: { events },
  };
  return { masses: masses(runs, draws, [bins], values), truth: binTruth };
}
