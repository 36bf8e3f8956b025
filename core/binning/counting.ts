/**
 * The counting noise that a finite generated sample adds to bin masses, without generating points.
 *
 * @module
 */
import { multinomial } from "../multinomial.ts";
import { checkInteger } from "../check.ts";
import type { Stream } from "../random.ts";
import { binCount, type Masses } from "./masses.ts";

/**
 * Variance that counting adds to a bin's mass: mu (1 - mu) / N, the binomial variance of a fraction.
 *
 * @param points Number N of generated points, 1 or more.
 * @returns Shape of the masses' values, squared probability; 0 where the series of a cubature is negative
 * @throws {RangeError} If the number of points is not a whole number of at least 1.
 *
 * @example The relative error of a bin with 1000 points is about 3 %
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { countingVariance } from "./counting.ts";
 * import { masses } from "./masses.ts";
 *
 * const exact = masses(1, 1, [4], new Float64Array(4).fill(0.25));
 * const [variance] = countingVariance(exact, 4000);
 * assertAlmostEquals(Math.sqrt(variance) / 0.25, Math.sqrt(0.75 / 1000), 1e-12);
 * ```
 */
export function countingVariance({ values }: Masses, points: number): Float64Array {
  checkInteger("find a counting variance", "number of points", points, 1);
  return values.map((mass) => Math.max(0, mass * (1 - mass)) / points);
}

/**
 * Masses as counted in a histogram of `points` generated points: for each run and draw, multinomial
 * counts with the exact masses as probabilities, over their number. This covers both protocols of the
 * public code of arXiv:2408.00838: the same large number of points for every binning, and 1000 points
 * for each bin.
 *
 * Masses are scaled to a sum of 1: points beyond the range of an axis, which a cubature does not
 * include, are assumed to spread over all bins. Negative masses, which the series of a cubature can
 * give in nearly empty bins, count as 0.
 *
 * @param points Number of points of each draw, 1 or more.
 * @param stream Each draw uses a stream of its own, `split(run, draw)`.
 * @returns `[runs, draws, ...shape]`, multiples of 1 / points
 * @throws {RangeError} If the number of points is not a whole number of at least 1, or a draw has no mass.
 *
 * @example Fractions of a finite sample
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { sampledMasses } from "./counting.ts";
 * import { masses } from "./masses.ts";
 *
 * const exact = masses(1, 1, [2], Float64Array.of(0.5, 0.5));
 * const { values } = sampledMasses(exact, 8, Stream.fromSeed(1));
 * assertEquals(values[0] + values[1], 1);
 * assertEquals(values[0] * 8 % 1, 0);
 * ```
 */
export function sampledMasses(exact: Masses, points: number, stream: Stream): Masses {
  checkInteger("draw the masses of a sample", "number of points", points, 1);
  const bins = binCount(exact);
  const values = new Float64Array(exact.values.length);
  for (let run = 0, at = 0; run < exact.runs; run++) {
    for (let draw = 0; draw < exact.draws; draw++, at += bins) {
      const probabilities = exact.values.slice(at, at + bins).map((mass) => Math.max(0, mass));
      const counts = multinomial(probabilities, points, stream.split(run, draw));
      for (let bin = 0; bin < bins; bin++) values[at + bin] = counts[bin] / points;
    }
  }
  return { ...exact, values };
}
