/**
 * Whether the truth is as far from the draws as the draws are from each other.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawMoments } from "../calibration/moments.ts";
import type { SimulationOptions } from "../calibration/simulate.ts";
import { thin } from "../calibration/thin.ts";
import { type Truth, truthPerBin } from "../calibration/truth.ts";

/** Claimed over achieved events, and how often calibrated draws give a ratio as far from 1. */
export interface ClaimTest {
  /** Squared distance of the truth from the mean of the draws, over that expected of a further draw. */
  readonly ratio: number;
  /** How often a draw in the part of the truth is as far away or farther: small where too much is claimed. */
  readonly pAbove: number;
  /** How often it is as near or nearer: small where too little is claimed. */
  readonly pBelow: number;
}

/** Options of {@linkcode claimTest}. */
export type ClaimTestOptions = Pick<
  SimulationOptions,
  "stream" | "replicates" | "autocorrelationTime"
>;

/**
 * Tests a claim by exchange: where draws are calibrated, the truth is as far from the mean of the draws as each draw
 * is from the mean of the others, but for how many these are. In each replicate one of the draws of each run, or the
 * truth itself, plays the truth. Draws are thinned by their autocorrelation time.
 *
 * @param masses Masses of the draws, `[runs, draws, ...shape]`.
 * @param truth True mass of each bin, exact.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 3 independent draws, a true mass is not above 0, or the draws do not
 * differ.
 *
 * @example A truth far from all draws
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { claimTest } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const values = stream.normals(new Float64Array(3 * 20 * 4)).map((z) => 0.25 + 0.01 * z);
 * const truth = Float64Array.of(0.35, 0.15, 0.35, 0.15);
 * assertLess(claimTest(masses(3, 20, [4], values), truth, { stream }).pAbove, 0.01);
 * ```
 */
export function claimTest(
  masses: Masses,
  truth: Truth,
  { stream, replicates = 999, autocorrelationTime = 1 }: ClaimTestOptions,
): ClaimTest {
  const act = "test a claim";
  const thinned = thin(masses, Math.ceil(autocorrelationTime));
  const { runs, draws, values } = thinned;
  checkInteger(act, "number of independent draws", draws, 3);
  checkInteger(act, "number of replicates", replicates, 2);
  const truths = truthPerBin(masses, truth);
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(thinned);
  // Of each run: squared distance over its expectation's factor, and spread, of each draw and of the truth.
  const distances = new Float64Array(runs * (draws + 1));
  const spreads = new Float64Array(runs * (draws + 1));
  for (let run = 0; run < runs; run++) {
    const at = run * (draws + 1);
    let whole = 0, off = 0;
    for (let bin = 0; bin < bins; bin++) {
      const i = run * bins + bin;
      whole += variance[i] * draws / truths[bin];
      off += (mean[i] - truths[bin]) * (mean[i] - truths[bin]) / truths[bin];
    }
    if (!(whole > 0)) {
      throw new RangeError(
        `Cannot ${act} as the draws must differ: current value is a spread of ${whole}`,
      );
    }
    distances[at + draws] = off / (1 + 1 / draws);
    spreads[at + draws] = whole / (draws - 1);
    for (let draw = 0; draw < draws; draw++) {
      const from = (run * draws + draw) * bins;
      let square = 0;
      for (let bin = 0; bin < bins; bin++) {
        const difference = values[from + bin] - mean[run * bins + bin];
        square += difference * difference / truths[bin];
      }
      // Without a draw the mean moves away from it by 1 / (D - 1) of its distance.
      const factor = draws / (draws - 1);
      distances[at + draw] = square * factor * factor / (1 + 1 / (draws - 1));
      spreads[at + draw] = (whole - square * factor) / (draws - 2);
    }
  }
  const ratioOf = (pick: (run: number) => number) => {
    let distance = 0, spread = 0;
    for (let run = 0; run < runs; run++) {
      const i = run * (draws + 1) + pick(run);
      distance += distances[i];
      spread += spreads[i];
    }
    return distance / spread;
  };
  const ratio = ratioOf(() => draws);
  let above = 0, below = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const random = stream.split("replicate", replicate);
    const simulated = ratioOf(() => random.integer(draws + 1));
    if (simulated >= ratio) above++;
    if (simulated <= ratio) below++;
  }
  return {
    ratio,
    pAbove: (1 + above) / (1 + replicates),
    pBelow: (1 + below) / (1 + replicates),
  };
}
