/**
 * Coverage: how often the truth lies in the central intervals of a posterior.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { type Counts, countsUpTo } from "../counts.ts";
import { eachBin, ShortSort } from "./draws.ts";
import { type Truth, truthPerBin } from "./truth.ts";

/**
 * Central intervals of draws.
 *
 * * `"rank"`: between the i-th lowest and the i-th highest draw. Where truth and draws are
 *   exchangeable such an interval holds the truth with probability (D + 1 - 2 i) / (D + 1), exactly and
 *   for any distribution; these are its nominal levels.
 * * `"interpolated"`: between linearly interpolated quantiles at 2 L equally spaced probabilities from
 *   0 to 1, with the nominal levels (2 j + 1) / (2 L - 1), as in the public code of arXiv:2408.00838
 *   (L = 50). Exchangeable truth is covered with (D - 1) / (D + 1) of the nominal level only: the whole
 *   range of D draws holds it with probability (D - 1) / (D + 1), not 1.
 */
export type IntervalMethod = "rank" | "interpolated";

/** Options of {@linkcode coverage}. */
export interface CoverageOptions {
  /** Default "rank". */
  readonly method?: IntervalMethod;
  /** Number of nominal levels of "interpolated", default 50; "rank" has half as many as draws. */
  readonly levels?: number;
}

/**
 * The central intervals that hold the truth. Central intervals are nested, so one number a bin
 * suffices: the narrowest level that holds the truth.
 */
export interface Coverage {
  /** Kind of intervals. */
  readonly method: IntervalMethod;
  /** Independent training sets. */
  readonly runs: number;
  /** Draws of each run. */
  readonly draws: number;
  /** Bins along each axis. */
  readonly shape: readonly number[];
  /** Nominal levels, ascending, `[levels]`, probabilities. */
  readonly nominal: Float64Array;
  /**
   * Probability that an interval holds a truth that is exchangeable with the draws, `[levels]`: the
   * nominal level itself for "rank"; (D - 1) / (D + 1) of it for "interpolated" (exact for uniform
   * draws, to order 1/D^2 for others).
   */
  readonly expected: Float64Array;
  /** Index of the narrowest level that holds the truth, `[runs, bins]`; the number of levels if none. */
  readonly narrowest: Counts;
}

/** Levels of the intervals of one number of draws. */
export interface Levels {
  /** Kind of intervals. */
  readonly method: IntervalMethod;
  /** Draws of each run. */
  readonly draws: number;
  /** Nominal levels, ascending, `[levels]`, probabilities. */
  readonly nominal: Float64Array;
  /** Coverage of draws that are exchangeable with the truth, `[levels]`; see {@linkcode Coverage}. */
  readonly expected: Float64Array;
}

/**
 * Nominal levels of a method and their coverage under exchangeability.
 *
 * @throws {RangeError} If there are fewer than 2 draws or less than 1 level.
 *
 * @example The three rank intervals of six draws
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { levelsOf } from "./mod.ts";
 *
 * const { nominal } = levelsOf(6);
 * [1 / 7, 3 / 7, 5 / 7].forEach((level, i) => assertAlmostEquals(nominal[i], level, 1e-15));
 * ```
 */
export function levelsOf(draws: number, options: CoverageOptions = {}): Levels {
  const act = "make intervals";
  const { method = "rank", levels: requested = 50 } = options;
  checkInteger(act, "number of draws", draws, 2);
  checkInteger(act, "number of levels", requested, 1);
  const levels = method === "rank" ? Math.floor(draws / 2) : requested;
  const nominal = Float64Array.from({ length: levels }, (_, j) => {
    if (method === "rank") return (draws + 1 - 2 * (levels - j)) / (draws + 1);
    const step = 1 / (2 * levels - 1);
    return (levels + j) * step - (levels - 1 - j) * step;
  });
  const factor = method === "rank" ? 1 : (draws - 1) / (draws + 1);
  return { method, draws, nominal, expected: nominal.map((level) => factor * level) };
}

/**
 * The narrowest rank interval that holds a truth with `below` draws below it and `above` above it.
 *
 * @returns Index of the "rank" level of {@linkcode levelsOf}; the number of levels if no interval holds it.
 */
export function narrowestRank(draws: number, below: number, above: number): number {
  const levels = Math.floor(draws / 2);
  return Math.max(0, levels - (draws - Math.max(below, above)));
}

/** Finds the narrowest interpolated interval of sorted draws that holds a value. */
class Interpolated {
  readonly #levels: number;
  readonly #lower: Int32Array;
  readonly #weight: Float64Array;

  constructor(draws: number, levels: number) {
    this.#levels = levels;
    const count = 2 * levels;
    this.#lower = new Int32Array(count);
    this.#weight = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const index = i === count - 1 ? draws - 1 : i * (1 / (count - 1)) * (draws - 1);
      this.#lower[i] = Math.min(Math.floor(index), draws - 2);
      this.#weight[i] = index - this.#lower[i];
    }
  }

  /** Quantile at the i-th probability, rounded as in numpy so that ties are decided alike. */
  #quantile(sorted: Float64Array, i: number): number {
    const k = this.#lower[i], t = this.#weight[i];
    const a = sorted[k], b = sorted[k + 1];
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  }

  narrowest(sorted: Float64Array, value: number): number {
    const levels = this.#levels;
    let low = 0, high = levels;
    while (low < high) {
      const j = (low + high) >> 1;
      if (this.#quantile(sorted, levels - 1 - j) <= value) high = j;
      else low = j + 1;
    }
    const fromBelow = low;
    low = 0, high = levels;
    while (low < high) {
      const j = (low + high) >> 1;
      if (this.#quantile(sorted, levels + j) >= value) high = j;
      else low = j + 1;
    }
    return Math.max(fromBelow, low);
  }
}

/**
 * The narrowest central interval of each bin's draws that holds the true mass.
 *
 * Intervals are closed: a draw that equals the truth, as can happen with sampled masses, covers it.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @param truth True mass of every bin.
 * @returns One level index for each run and bin.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 2 draws, or a true mass is not above zero.
 *
 * Source: arXiv:2408.00838, public code ("interpolated"); order statistics ("rank").
 *
 * @example Three draws about a truth of one half
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverage, coverageCurve } from "./mod.ts";
 *
 * const draws = masses(1, 3, [2], Float64Array.of(0.4, 0.6, 0.55, 0.45, 0.7, 0.3));
 * const covered = coverage(draws, 0.5);
 * assertEquals([...covered.nominal], [0.5]);
 * assertEquals(coverageCurve(covered).mean, [1]);
 * ```
 */
export function coverage(masses: Masses, truth: Truth, options: CoverageOptions = {}): Coverage {
  const { runs, draws, shape } = masses;
  const levels = levelsOf(draws, options);
  const truths = truthPerBin(masses, truth);
  const bins = binCount(masses);
  const narrowest = countsUpTo(levels.nominal.length, runs * bins);
  if (levels.method === "rank") {
    eachBin(masses, (run, bin, values) => {
      const value = truths[bin];
      let below = 0, above = 0;
      for (let d = 0; d < draws; d++) {
        if (values[d] < value) below++;
        else if (values[d] > value) above++;
      }
      narrowest[run * bins + bin] = narrowestRank(draws, below, above);
    });
  } else {
    const intervals = new Interpolated(draws, levels.nominal.length);
    const short = new ShortSort(draws);
    eachBin(masses, (run, bin, values) => {
      narrowest[run * bins + bin] = intervals.narrowest(short.sort(values), truths[bin]);
    });
  }
  return { ...levels, runs, shape: [...shape], narrowest };
}
