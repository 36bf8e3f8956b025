/**
 * How far the truth lies from the draws, judged where there are too few draws for ranks to decide.
 *
 * @module
 */
import incompleteBeta from "@stdlib/math-base-special-betainc";
import { binCount, type Masses } from "../binning/masses.ts";
import { checkInteger } from "../check.ts";
import { drawMoments } from "./moments.ts";
import { thin } from "./thin.ts";
import { type Truth, truthPerBin } from "./truth.ts";

/** Distance of the truth from the mean of the draws. */
export interface TruthDistance {
  /**
   * Along the line from the mean of the draws to the truth, in standard deviations of the draws; of the run in which it
   * is least likely. Null where the draws do not differ along that line.
   */
  readonly deviations: number | null;
  /** How often a calibrated Gaussian posterior has a truth as far, at most. */
  readonly pValue: number;
}

/** Options of {@linkcode truthDistance}. */
export interface TruthDistanceOptions {
  /** Draws that are worth one independent draw, default 1. Correlated draws are thinned by it. */
  readonly autocorrelationTime?: number;
}

/** Probability that F with `above` and `below` degrees of freedom is larger than `f`. */
function exceedsF(f: number, above: number, below: number): number {
  return incompleteBeta(below / (below + above * f), below / 2, above / 2);
}

/** Bins in which masses can differ, less one if they always add up to 1. */
function freedomOf(truth: Float64Array, mean: Float64Array, fixedTotal: boolean): number {
  const used = mean.reduce((count, mass, bin) => count + (mass > 0 || truth[bin] > 0 ? 1 : 0), 0);
  return used - (fixedTotal ? 1 : 0);
}

/**
 * Distance of the truth from the mean of the draws, and a bound on how often a calibrated posterior has a truth as far.
 *
 * Let y be the difference of the truth from the mean of D draws of K bins, W the diagonal of 1 / (truth + mean), and S the
 * covariance of the draws, of which only the part along W y is needed. For a Gaussian posterior, whatever its covariance,
 * the squared number of standard deviations
 *
 *     T = (y' W y)^2 / (y' W S W y)
 *
 * exceeds (1 + 1/D) (K - 1) f at most as often as F with K - 1 and D - 1 degrees of freedom exceeds f. For S is
 * independent of y, and if y = C^(1/2) z has the covariance C, (y' W y)^2 is at most z' z times y' W C W y by the
 * inequality of Cauchy and Schwarz. The bound is reached where all directions scatter alike. Unlike ranks, which give
 * D draws of one run no p-value below 1 / (D + 1), it finds a truth that is plainly elsewhere; it rests on tails that are
 * no heavier than Gaussian ones. Of several runs the least likely is taken, and its p-value times their number.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities. If the truth was counted, they hold the noise of counting as
 * many events.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 3 independent draws.
 *
 * @example Ten draws of two bins, and a truth far from all of them
 * ```ts
 * import { assertEquals, assertLess } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { truthDistance } from "./mod.ts";
 *
 * const first = [0.49, 0.51, 0.5, 0.48, 0.52, 0.5, 0.49, 0.51, 0.5, 0.5];
 * const draws = masses(1, 10, [2], Float64Array.from(first.flatMap((mass) => [mass, 1 - mass])));
 * assertLess(truthDistance(draws, Float64Array.of(0.9, 0.1)).pValue, 1e-9);
 * assertEquals(truthDistance(draws, Float64Array.of(0.5, 0.5)).pValue, 1);
 * ```
 */
export function truthDistance(
  masses: Masses,
  truth: Truth,
  { autocorrelationTime = 1 }: TruthDistanceOptions = {},
): TruthDistance {
  const thinned = thin(masses, Math.ceil(autocorrelationTime));
  const { runs, draws, values } = thinned;
  checkInteger("measure the distance of the truth", "number of independent draws", draws, 3);
  const truths = truthPerBin(masses, truth, true);
  const bins = binCount(masses);
  const { mean: means } = drawMoments(thinned);
  const isWhole = (from: number, of: ArrayLike<number>) => {
    let total = 0;
    for (let bin = 0; bin < bins; bin++) total += of[from + bin];
    return Math.abs(total - 1) < 1e-9;
  };
  let least: TruthDistance = { deviations: 0, pValue: 1 };
  for (let run = 0; run < runs; run++) {
    const starts = Array.from({ length: draws }, (_, draw) => (run * draws + draw) * bins);
    const mean = means.subarray(run * bins, (run + 1) * bins);
    let square = 0;
    const along = mean.map((mass, bin) => {
      const difference = truths[bin] - mass, weight = mass + truths[bin];
      // Rounding alone is no difference.
      if (Math.abs(difference) <= 1e-12 * weight) return 0;
      square += difference * difference / weight;
      return difference / weight;
    });
    if (square === 0) continue;
    let scatter = 0;
    for (const from of starts) {
      let projected = 0;
      for (let bin = 0; bin < bins; bin++) {
        projected += along[bin] * (values[from + bin] - mean[bin]);
      }
      scatter += projected * projected / (draws - 1);
    }
    const fixedTotal = isWhole(0, truths) && starts.every((from) => isWhole(from, values));
    const freedom = Math.max(1, freedomOf(truths, mean, fixedTotal));
    // Draws whose scatter is rounding alone agree.
    const agree = scatter <= 1e-24 * square * square;
    const squared = agree ? Infinity : square * square / scatter;
    const chance = agree ? 0 : exceedsF(squared / (1 + 1 / draws) / freedom, freedom, draws - 1);
    const pValue = Math.min(1, runs * chance);
    if (pValue <= least.pValue) least = { deviations: agree ? null : Math.sqrt(squared), pValue };
  }
  return least;
}
