/**
 * Proper scores: low if a posterior is both narrow and correct.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import type { Masses } from "../binning/masses.ts";
import { eachBin, ShortSort } from "./draws.ts";
import type { RunsEstimate } from "../estimate.ts";
import { type BootstrapOptions, bootstrapRuns } from "./runs.ts";
import { type Truth, truthPerBin } from "./truth.ts";

/** Continuous ranked probability score of all bins. */
export interface RankedProbabilityScore {
  /** Mean over bins and runs of E|X - y| - E|X - X'| / 2, in units of the true mass. */
  readonly score: RunsEstimate;
  /** Mean of E|X - X'| / 2 alone: the expected score of a calibrated posterior of this width. */
  readonly spread: RunsEstimate;
}

/**
 * Continuous ranked probability score of the draws X of each bin against the true mass y, over the true
 * mass.
 *
 * The fair form is used: E|X - X'| is over pairs of different draws, so that the number of draws does
 * not bias it. For a calibrated posterior E|X - y| = E|X - X'|, hence score = spread in expectation; a
 * larger score means bias or a wrong width.
 *
 * @returns Pure numbers, fractions of the true mass.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 2 draws, or a true mass is not above zero.
 *
 * Source: Gneiting and Raftery, JASA 102 (2007) 359; Ferro, QJRMS 140 (2014) 1917 (fair form).
 *
 * @example Two draws about the truth
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { rankedProbabilityScore } from "./mod.ts";
 *
 * const draws = masses(1, 2, [1], Float64Array.of(0.4, 0.6));
 * assertAlmostEquals(rankedProbabilityScore(draws, 0.5).score.value, 0, 1e-12);
 * ```
 */
export function rankedProbabilityScore(
  masses: Masses,
  truth: Truth,
  options: BootstrapOptions = {},
): RankedProbabilityScore {
  const { runs, draws } = masses;
  checkInteger("score draws", "number of draws", draws, 2);
  const truths = truthPerBin(masses, truth);
  const scores = new Float64Array(runs);
  const spreads = new Float64Array(runs);
  const short = new ShortSort(draws);
  eachBin(masses, (run, bin, values) => {
    short.sort(values);
    let distance = 0, pairs = 0;
    for (let d = 0; d < draws; d++) {
      distance += Math.abs(values[d] - truths[bin]);
      // Sum over pairs of the absolute difference.
      pairs += (2 * d - draws + 1) * values[d];
    }
    const weight = 1 / (truths[bin] * truths.length);
    const spread = pairs / (draws * (draws - 1));
    spreads[run] += spread * weight;
    scores[run] += (distance / draws - spread) * weight;
  });
  const [score, spread] = bootstrapRuns(
    runs,
    (w) => [scores, spreads].map((perRun) => perRun.reduce((sum, x, run) => sum + w[run] * x, 0)),
    options,
  );
  return { score, spread };
}

/** Interval scores at one nominal level. */
export interface IntervalScore {
  /** Nominal level of the interval, a probability. */
  readonly nominal: number;
  /** Mean over bins and runs of width and penalties, in units of the true mass. */
  readonly score: RunsEstimate;
  /** Mean width alone, in units of the true mass. */
  readonly width: RunsEstimate;
}

/**
 * Interval score (Winkler) of the rank intervals [l, u] of nominal level 1 - alpha:
 * (u - l) + 2/alpha (l - y) where y < l, or + 2/alpha (y - u) where y > u, over the true mass y.
 *
 * @returns One score for each rank level, narrowest first.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 2 draws, or a true mass is not above zero.
 *
 * Source: Winkler, JASA 67 (1972) 187; Gneiting and Raftery, JASA 102 (2007) 359.
 *
 * @example A truth outside adds a penalty for its distance
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { intervalScores } from "./mod.ts";
 *
 * const draws = masses(1, 2, [1], Float64Array.of(0.6, 0.7));
 * const [{ score }] = intervalScores(draws, 0.5);
 * assertAlmostEquals(score.value, (0.1 + 3 * 0.1) / 0.5, 1e-12);
 * ```
 */
export function intervalScores(
  masses: Masses,
  truth: Truth,
  options: BootstrapOptions = {},
): IntervalScore[] {
  const { runs, draws } = masses;
  checkInteger("score intervals", "number of draws", draws, 2);
  const truths = truthPerBin(masses, truth);
  const levels = Math.floor(draws / 2);
  const scores = new Float64Array(runs * levels);
  const widths = new Float64Array(runs * levels);
  const short = new ShortSort(draws);
  eachBin(masses, (run, bin, values) => {
    short.sort(values);
    const y = truths[bin];
    const weight = 1 / (y * truths.length);
    for (let level = 0; level < levels; level++) {
      const i = levels - 1 - level;
      const low = values[i], high = values[draws - 1 - i];
      const outside = Math.max(0, low - y, y - high);
      // alpha = 2 (i + 1) / (D + 1), so 2 / alpha = (D + 1) / (i + 1).
      widths[run * levels + level] += (high - low) * weight;
      scores[run * levels + level] += (high - low + outside * (draws + 1) / (i + 1)) * weight;
    }
  });
  const estimates = bootstrapRuns(
    runs,
    (w) =>
      [scores, widths].flatMap((perRun) =>
        Array.from({ length: levels }, (_, level) => {
          let sum = 0;
          for (let run = 0; run < runs; run++) sum += w[run] * perRun[run * levels + level];
          return sum;
        })
      ),
    options,
  );
  return Array.from({ length: levels }, (_, level) => ({
    nominal: (draws + 1 - 2 * (levels - level)) / (draws + 1),
    score: estimates[level],
    width: estimates[levels + level],
  }));
}
