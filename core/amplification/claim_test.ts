/**
 * Whether the truth is as far from the draws as the draws are from each other.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import type { Counting } from "../binning/sample.ts";
import { drawMoments } from "../calibration/moments.ts";
import type { SimulationOptions } from "../calibration/simulate.ts";
import { thin } from "../calibration/thin.ts";
import { type Truth, truthPerBin } from "../calibration/truth.ts";
import { countingNoise, type NoiseOfSample } from "./counting_noise.ts";

const act = "test a claim";

/** Claimed over achieved events, and how often calibrated draws give a ratio as far from 1. */
export interface ClaimTest {
  /**
   * Squared distance of the truth from the mean of the draws, over that expected of a further draw that is counted as
   * the truth is.
   */
  readonly ratio: number;
  /** How often a draw in the part of the truth is as far away or farther: small where too much is claimed. */
  readonly pAbove: number;
  /** How often it is as near or nearer: small where too little is claimed. */
  readonly pBelow: number;
}

/** Options of {@linkcode claimTest}. */
export interface ClaimTestOptions
  extends Pick<SimulationOptions, "stream" | "replicates" | "autocorrelationTime"> {
  /** How the truth was counted, on a sample that all runs share; omit it if the truth is exact. */
  readonly counting?: Counting;
}

/**
 * Tests a claim by exchange: where draws are calibrated, the truth is as far from the mean of the draws as each draw
 * is from the mean of the others, but for how many these are. In each replicate one of the draws of each run, or the
 * truth itself, plays the truth. Draws are thinned by their autocorrelation time.
 *
 * A counted truth is as far away as an exact one and the noise of its counts. In each replicate the draws that play
 * the truth get the noise of one simulated sample, since all runs share theirs.
 *
 * @param masses Masses of the draws, `[runs, draws, ...shape]`.
 * @param truth True mass of each bin. Squares are divided by it, or by the draws' mean if it was counted.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 3 independent draws, an exact true mass is not above 0, a counted one
 * is where the draws have none, or the draws do not differ.
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
  { stream, replicates = 999, autocorrelationTime = 1, counting }: ClaimTestOptions,
): ClaimTest {
  const thinned = thin(masses, Math.ceil(autocorrelationTime));
  const { runs, draws, values } = thinned;
  checkInteger(act, "number of independent draws", draws, 3);
  checkInteger(act, "number of replicates", replicates, 2);
  const truths = truthPerBin(masses, truth, counting !== undefined);
  const bins = binCount(masses);
  const { mean, variance } = drawMoments(thinned);
  const weights = counting === undefined ? truths : weightsOf(mean, truths);
  const weighted = (squared: (bin: number) => number) => {
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      if (weights[bin] > 0) sum += squared(bin) / weights[bin];
    }
    return sum;
  };
  // Without a draw the mean moves away from it by 1 / (D - 1) of its distance.
  const factor = draws / (draws - 1);
  // Of each run: squared distance over its expectation's factor, and spread, of each draw and of the truth.
  const distances = new Float64Array(runs * (draws + 1));
  const spreads = new Float64Array(runs * (draws + 1));
  for (let run = 0; run < runs; run++) {
    const at = run * (draws + 1), ofRun = run * bins;
    const whole = weighted((bin) => variance[ofRun + bin] * draws);
    if (!(whole > 0)) {
      throw new RangeError(
        `Cannot ${act} as the draws must differ: current value is a spread of ${whole}`,
      );
    }
    const off = weighted((bin) => square(mean[ofRun + bin] - truths[bin]));
    distances[at + draws] = off / (1 + 1 / draws);
    spreads[at + draws] = whole / (draws - 1);
    for (let draw = 0; draw < draws; draw++) {
      const from = (run * draws + draw) * bins;
      const distance = weighted((bin) => square(values[from + bin] - mean[ofRun + bin]));
      distances[at + draw] = distance * factor * factor / (1 + 1 / (draws - 1));
      spreads[at + draw] = (whole - distance * factor) / (draws - 2);
    }
  }
  const noise = counting === undefined ? undefined : countingNoise(weights, counting);
  const share = 1 / (1 + 1 / draws);
  const counted = noise === undefined ? 0 : runs * noise.expected * share;
  /** The ratio where each run's truth is one of its draws, or the truth itself, and what counting adds to it. */
  const ratioOf = (
    pick: (run: number) => number,
    added: (run: number, draw: number) => number = () => 0,
  ) => {
    let distance = 0, spread = counted;
    for (let run = 0; run < runs; run++) {
      const picked = pick(run), i = run * (draws + 1) + picked;
      distance += distances[i] + (picked < draws ? added(run, picked) : 0);
      spread += spreads[i];
    }
    return distance / spread;
  };
  const along = 2 * factor * Math.sqrt(share / (1 + 1 / (draws - 1)));
  /** What the noise of one sample adds to the distance of a draw, over its expectation's factor. */
  const addedBy = (sample: NoiseOfSample) => (run: number, draw: number) => {
    const from = (run * draws + draw) * bins;
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      sum += sample.overMasses[bin] * (values[from + bin] - mean[run * bins + bin]);
    }
    return share * sample.square + along * sum;
  };
  const ratio = ratioOf(() => draws);
  let above = 0, below = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const random = stream.split("replicate", replicate);
    const simulated = ratioOf(
      () => random.integer(draws + 1),
      noise && addedBy(noise.simulate(random.split("sample"))),
    );
    if (simulated >= ratio) above++;
    if (simulated <= ratio) below++;
  }
  return {
    ratio,
    pAbove: (1 + above) / (1 + replicates),
    pBelow: (1 + below) / (1 + replicates),
  };
}

const square = (x: number) => x * x;

/** Mean of the draws of all runs, `[bins]`, because counts scatter and may be 0. */
function weightsOf(mean: Float64Array, truths: Float64Array): Float64Array {
  const weights = new Float64Array(truths.length);
  for (let i = 0; i < mean.length; i++) {
    weights[i % weights.length] += mean[i] * weights.length / mean.length;
  }

  const without = weights.findIndex((weight, bin) => weight === 0 && truths[bin] > 0);
  if (without >= 0) {
    throw new RangeError(
      `Cannot ${act} as the draws must give mass to every bin with true events: current value is 0 in bin ${without}`,
    );
  }
  return weights;
}
