/** Samples of weighted events whose law is known. */
import { type Sample, weightedSample } from "../../core/binning/mod.ts";
import { multinomial } from "../../core/multinomial.ts";
import type { Stream } from "../../core/random.ts";

/** Weights that events of a bin have, and how often. */
export type Weights = (
  bin: number,
) => readonly { readonly weight: number; readonly share: number }[];

/** Weights of one. */
export const equal: Weights = () => [{ weight: 1, share: 1 }];

/** Positive weights of two sizes, larger in some bins than in others. */
export const positive: Weights = (bin) => {
  const unit = 1 + bin % 3;
  return [{ weight: unit, share: 0.6 }, { weight: 3 * unit, share: 0.4 }];
};

/** The same where 15 % of events have a negative weight. */
export const mixed: Weights = (bin) => {
  const unit = 1 + bin % 3;
  return [{ weight: unit, share: 0.85 }, { weight: -unit, share: 0.15 }];
};

export const kinds = { positive, mixed };

/** Weighted events whose share of weight in each bin, and last beyond the bins, is expected to be `masses`. */
export function weightedLaw(masses: Float64Array, weights: Weights) {
  const cells = Array.from(masses, (mass, bin) => {
    const mean = weights(bin).reduce((sum, { weight, share }) => sum + weight * share, 0);
    return weights(bin).map(({ weight, share }) => ({ bin, weight, rate: mass * share / mean }));
  }).flat();
  const rates = Float64Array.from(cells, ({ rate }) => rate);
  const whole = rates.reduce((sum, rate) => sum + rate, 0);
  const of = (counts: Float64Array) => {
    const sums = new Float64Array(masses.length), squares = new Float64Array(masses.length);
    for (const [i, { bin, weight }] of cells.entries()) {
      sums[bin] += weight * counts[i];
      squares[bin] += weight * weight * counts[i];
    }
    return weightedSample(sums, squares);
  };
  return {
    /** What a sample of so many events is expected to be. */
    expected: (events: number): Sample => of(rates.map((rate) => events * rate / whole)),
    /** A sample of so many events. */
    sample: (events: number, stream: Stream): Sample => of(multinomial(rates, events, stream)),
  };
}
