/**
 * Expected deviations of perfect calibration with finitely many runs, draws and bins, in closed form.
 *
 * @module
 */
import betaCdf from "@stdlib/stats-base-dists-beta-cdf";
import { binCount, type Masses } from "../binning/masses.ts";
import { type CoverageOptions, levelsOf } from "./coverage.ts";
import { placesAlong } from "./marginal.ts";

/** P(X <= k) for X binomial. */
function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : 1 - betaCdf(p, k + 1, n - k);
}

/** E |X/n - c| for X binomial with n trials of probability p, by E[X; X <= k] = n p P(X' <= k - 1). */
function expectedDistance(n: number, p: number, c: number): number {
  const k = Math.floor(n * c);
  return p - c + 2 * (c * binomialCdf(k, n, p) - p * binomialCdf(k - 1, n - 1, p));
}

/** Expected mean absolute deviations of a calibrated posterior. */
export interface MadFloor {
  /** MAD of all bins together. */
  readonly mad: number;
  /** MAD along each axis. */
  readonly madByAxis: number[];
}

/**
 * Expected MAD, over all bins and along each axis, if truth and draws are exchangeable and bins independent:
 * the mean over levels of E |X/n - c_j|, X binomial with n = runs x bins averaged over.
 *
 * Bins of a trained flow are correlated, which raises the true floor; see `calibratedBand`.
 *
 * @returns Probabilities.
 * @throws {RangeError} If there are fewer than 2 draws.
 *
 * @example The floor of 50 draws and 5 runs on 10 x 10 bins
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { madFloor } from "./mod.ts";
 *
 * const { mad } = madFloor({ runs: 5, draws: 50, shape: [10, 10] }, { method: "interpolated" });
 * assertAlmostEquals(mad, 0.0238, 5e-5);
 * ```
 */
export function madFloor(
  sizes: Pick<Masses, "runs" | "draws" | "shape">,
  options: CoverageOptions = {},
): MadFloor {
  const { nominal, expected } = levelsOf(sizes.draws, options);
  const trials = sizes.runs * binCount(sizes);
  const floor = (n: number) =>
    nominal.reduce((sum, c, j) => sum + expectedDistance(n, expected[j], c), 0) / nominal.length;
  return {
    mad: floor(trials),
    madByAxis: sizes.shape.map((bins) => floor(trials / placesAlong(bins))),
  };
}
