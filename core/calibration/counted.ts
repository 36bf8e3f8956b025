/**
 * Counting noise of generated points in squares of masses, and masses without it.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawMoments } from "./moments.ts";
import { type Truth, truthPerBin } from "./truth.ts";

/** A sum of squares over all bins, each divided by the true mass p_b, and its share of counting noise. */
export interface CountedSquare {
  /** Sum of squares of the counted masses. */
  readonly whole: number;
  /** Expected part from counting. */
  readonly counting: number;
  /** Standard deviation of `whole` by counting alone. */
  readonly error: number;
}

/** Sums of squares of every run, `[runs]`. */
export interface CountedSquares {
  /** Variance of the draws, sum_b s_b^2 / p_b, without bias by their finite number. */
  readonly spread: CountedSquare[];
  /** Distance of their mean from the truth, sum_b (m_b - p_b)^2 / p_b. */
  readonly distance: CountedSquare[];
}

/**
 * Splits the spread of counted masses, and the squared distance of their mean from the truth, into the
 * part of the flows and the part of counting.
 *
 * The n points of a draw fall into bins of mass q with the multinomial covariance S = (diag q - q
 * q^T) / n. Counting therefore adds q (1 - q) / n to the variance of a bin, which f (1 - f) / (n - 1)
 * of the counted fractions f estimates without bias. It adds 1/D of that to the squared error of a mean
 * over D draws. With A = diag(1/p) and the difference d that is squared, the variance of a square by
 * counting is, to leading order in the counts of a bin, 2 tr (A S)^2 + 4 d^T A S A d.
 *
 * @param masses Counted masses, `[runs, draws, ...shape]`.
 * @param points Points n generated with each draw, 2 or more.
 * @returns Pure numbers, `[runs]` each.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 2 draws or points.
 *
 * @example Draws that differ by counting alone
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { countedSquares } from "./mod.ts";
 *
 * // Fractions of 5 points: variance 1/50 in each of two bins, and 0.24 / 4 by counting.
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.4));
 * const { spread: [spread], distance: [distance] } = countedSquares(draws, 0.5, 5);
 * assertAlmostEquals(spread.whole, 2 * 0.02 / 0.5, 1e-12);
 * assertAlmostEquals(spread.counting, 2 * 0.06 / 0.5, 1e-12);
 * assertAlmostEquals(distance.counting, spread.counting / 2, 1e-12);
 * ```
 */
export function countedSquares(masses: Masses, truth: Truth, points: number): CountedSquares {
  const act = "take out the counting of points";
  const { runs, draws, values } = masses;
  checkInteger(act, "number of draws", draws, 2);
  checkInteger(act, "number of points per draw", points, 2);
  const truths = truthPerBin(masses, truth);
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(masses);
  const out: CountedSquares = { spread: [], distance: [] };
  for (let run = 0; run < runs; run++) {
    const runMean = mean.subarray(run * bins, (run + 1) * bins);
    let spread = 0, distance = 0, counting = 0, square = 0, trace = 0;
    for (let bin = 0; bin < bins; bin++) {
      const p = truths[bin], m = runMean[bin], v = variance[run * bins + bin];
      spread += v * draws / (draws - 1) / p;
      distance += (m - p) * (m - p) / p;
      // The mean over draws of f (1 - f) is m (1 - m) - v.
      counting += (m * (1 - m) - v) / (points - 1) / p;
      square += m * m / p;
      trace += m * m / (p * p) * (1 - 2 * m);
    }
    // tr (A S)^2 of one draw.
    const free = (trace + square * square) / (points * points);
    /** d^T A S A d of one draw. */
    const along = (difference: (bin: number) => number) => {
      let squares = 0, sum = 0;
      for (let bin = 0; bin < bins; bin++) {
        const d = difference(bin) / truths[bin];
        squares += runMean[bin] * d * d;
        sum += runMean[bin] * d;
      }
      return (squares - sum * sum) / points;
    };
    let draw = 0;
    for (let d = 0; d < draws; d++) {
      const from = (run * draws + d) * bins;
      draw += along((bin) => values[from + bin] - runMean[bin]) / (draws - 1);
    }
    // Measured squares include the trace once.
    const error = (square: number, noise: number) =>
      Math.sqrt(2 * noise + 4 * Math.max(0, square - noise));
    out.spread.push({
      whole: spread,
      counting,
      error: error(draw, free) / Math.sqrt(draws - 1),
    });
    out.distance.push({
      whole: distance,
      counting: counting / draws,
      error: error(along((bin) => runMean[bin] - truths[bin]) / draws, free / (draws * draws)),
    });
  }
  return out;
}

/** Standard deviations by which a square must exceed the counting noise. */
const visible = 2;

/**
 * Whether every square exceeds its expected counting noise by more than two standard deviations.
 *
 * @example A square within and one beyond two standard deviations
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { standsOut } from "./mod.ts";
 *
 * assertEquals(standsOut([{ whole: 1.2, counting: 1, error: 0.1 }]), false);
 * assertEquals(standsOut([{ whole: 1.3, counting: 1, error: 0.1 }]), true);
 * ```
 */
export function standsOut(squares: readonly CountedSquare[]): boolean {
  return squares.every(({ whole, counting, error }) => whole - counting > visible * error);
}

/**
 * Throws unless a square exceeds its counting noise.
 *
 * @throws {RangeError} If {@linkcode standsOut} is false.
 */
export function checkStandsOut(act: string, name: string, square: CountedSquare): void {
  if (!standsOut([square])) {
    throw new RangeError(
      `Cannot ${act} as the ${name} must stand out from the ${square.counting} ± ${square.error} of counting: current value is ${square.whole}`,
    );
  }
}

/**
 * Masses whose draws scatter as they would without counting: the draws of each run are scaled about
 * their mean, in all bins by the same factor, sqrt(1 - counting / whole) for the spread of
 * {@linkcode countedSquares}. The mean keeps its counting noise, 1/D of a draw's.
 *
 * Exact for the variance; for quantiles and ranks only if the draws of a bin are normal and the share
 * of counting is the same in all bins.
 *
 * @param masses Counted masses, `[runs, draws, ...shape]`.
 * @param points Points n generated with each draw, 2 or more.
 * @returns `[runs, draws, ...shape]`, probabilities
 * @throws {RangeError} As {@linkcode countedSquares}, or if the spread does not exceed its counting noise.
 *
 * @example Counting is a small part of the variance
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { drawMoments, withoutCounting } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.4));
 * const { values } = withoutCounting(draws, 0.5, 1001);
 * // Of a variance of 0.02 counting is 0.24 / 1000.
 * assertAlmostEquals((values[0] - values[2]) ** 2 / 2, 0.02 - 0.00024, 1e-12);
 * ```
 */
export function withoutCounting(masses: Masses, truth: Truth, points: number): Masses {
  const { spread } = countedSquares(masses, truth, points);
  const bins = binCount(masses);
  const { mean } = drawMoments(masses);
  const values = new Float64Array(masses.values.length);
  for (const [run, square] of spread.entries()) {
    checkStandsOut("take out the counting of points", `spread of run ${run}`, square);
    const factor = Math.sqrt(1 - square.counting / square.whole);
    for (let draw = 0; draw < masses.draws; draw++) {
      const from = (run * masses.draws + draw) * bins;
      for (let bin = 0; bin < bins; bin++) {
        const centre = mean[run * bins + bin];
        values[from + bin] = centre + factor * (masses.values[from + bin] - centre);
      }
    }
  }
  return { ...masses, values };
}
