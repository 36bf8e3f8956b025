/**
 * Fewer draws that are worth independent ones.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";

/** The first of every `step` draws of each run. */
export function thin({ runs, draws, shape, values }: Masses, step: number): Masses {
  if (step === 1) return { runs, draws, shape, values };
  const bins = binCount({ shape });
  const kept = Math.floor(draws / step);
  const out = new Float64Array(runs * kept * bins);
  for (let run = 0; run < runs; run++) {
    for (let draw = 0; draw < kept; draw++) {
      const from = (run * draws + draw * step) * bins;
      out.set(values.subarray(from, from + bins), (run * kept + draw) * bins);
    }
  }
  return { runs, draws: kept, shape, values: out };
}
