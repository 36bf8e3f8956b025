/**
 * Joint calibration of all bins at once, which coverage of single bins does not test.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawDistances } from "./distances.ts";
import { countBelow } from "./draws.ts";
import { type Band, bandOf } from "./range.ts";
import { curveOverRuns, type RunsCurve } from "../estimate.ts";
import { type SimulationOptions, simulationSettings, sumOfRuns } from "./simulate.ts";
import { thin } from "./thin.ts";
import { type Truth, truthPerBin } from "./truth.ts";
import { testAgainst, type Tested } from "./uniformity.ts";

/**
 * Options of {@linkcode jointCoverage}; bins are always correlated like the posterior's. Correlated draws are thinned
 * by their autocorrelation time.
 */
export interface JointOptions extends Omit<SimulationOptions, "correlation" | "truth" | "shares"> {
  /** Nominal levels, equally spaced from 0 to 1 without the ends; default 19. */
  readonly levels?: number;
}

/** Expected coverage of joint credible regions. */
export interface JointCoverage {
  /** Nominal levels, `[levels]`, probabilities. */
  readonly nominal: number[];
  /** Share of regions that hold the truth, `[levels]`. */
  readonly coverage: RunsCurve;
  /** Band of calibrated posteriors. */
  readonly band: Band;
  /** Largest distance of coverage from nominal. */
  readonly distance: Tested;
}

/** Squared distance sum (a - b)^2 / truth, with the weights 1 / truth. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>, weights: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < weights.length; bin++) {
    const difference = a[bin] - b[bin];
    sum += difference * difference * weights[bin];
  }
  return sum;
}

/**
 * The place of a point among the draws by its distance from a reference draw: the number of draws that are nearer, and a
 * part below 1. Draws as far as the point are nearer or farther at random.
 *
 * @param square Distances of the draws, `[draws, draws]`.
 */
function placing(square: Float64Array, draws: number) {
  const sorted = new Float64Array(draws * (draws - 1));
  for (let reference = 0; reference < draws; reference++) {
    const row = square.subarray(reference * draws, (reference + 1) * draws);
    const others = sorted.subarray(reference * (draws - 1), (reference + 1) * (draws - 1));
    others.set(row.subarray(0, reference));
    others.set(row.subarray(reference + 1), reference);
    others.sort();
  }
  /**
   * @param omitted Distance of a draw that does not count; default none.
   * @param uniform A random number below 1.
   */
  return (distance: number, reference: number, uniform: number, omitted = Infinity) => {
    const from = reference * (draws - 1), to = from + draws - 1;
    const nearer = countBelow(sorted, distance, from, to);
    let alike = 0;
    for (let i = from + nearer; i < to && sorted[i] === distance; i++) alike++;
    if (omitted < distance) return nearer - 1 + uniform * (alike + 1);
    return nearer + uniform * (omitted === distance ? alike : alike + 1);
  };
}

/**
 * Tests of accuracy with random points (TARP): for a reference point, a share f of the draws is nearer
 * to it than the truth. If the posterior is calibrated jointly in all bins, f is uniform for any
 * reference.
 *
 * Each draw in turn is the reference for the others, which keeps truth and draws exchangeable and needs
 * no distribution of references; the original method draws references at random. Points are the masses
 * of all bins with the chi-square distance sum (a - b)^2 / truth. The coverage of each run is a mean
 * over all D references; as they share their draws, the band is simulated with each draw, and the truth
 * itself, in turn as the truth.
 *
 * The cost of a run grows as D^2 (bins + log D).
 *
 * @returns Coverage at each nominal level, with band and p-value.
 * @throws {TypeError} If the truth does not have one number a bin.
 * @throws {RangeError} If there are fewer than 4 draws or an option breaks its rule.
 *
 * Source: Lemos et al., arXiv:2302.03026.
 *
 * @example A truth far from all draws
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { jointCoverage } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const values = stream.normals(new Float64Array(80)).map((z) => 0.5 + 0.01 * z);
 * const { distance } = jointCoverage(masses(2, 20, [2], values), 0.7, { stream });
 * assertLess(distance.pValue, 0.01);
 * ```
 */
export function jointCoverage(
  masses: Masses,
  truth: Truth,
  options: JointOptions,
): JointCoverage {
  const { stream, replicates, probability, autocorrelationTime, sample } = simulationSettings(
    options,
  );
  const { levels = 19 } = options;
  const step = Math.ceil(autocorrelationTime);
  const thinned = thin(masses, step);
  const { runs, draws, values } = thinned;
  checkInteger("measure joint coverage", "number of independent draws", draws, 4);
  checkInteger("measure joint coverage", "number of levels", levels, 1);
  const truths = truthPerBin(masses, truth);
  const bins = binCount(masses);
  const weights = truths.map((p) => 1 / p);
  const nominal = Array.from({ length: levels }, (_, i) => (i + 1) / (levels + 1));
  const indices = Array.from({ length: draws }, (_, d) => d);

  /** Coverage with a point as the truth, from its place among the draws by the distance from each reference. */
  const cover = (place: (reference: number) => number, references: number[]) => {
    const out = new Float64Array(levels);
    const share = 1 / references.length;
    for (const reference of references) {
      const f = place(reference) / references.length;
      for (let i = levels - 1; i >= 0 && f < nominal[i]; i--) out[i] += share;
    }
    return out;
  };
  const others = indices.map((draw) => indices.filter((d) => d !== draw));

  /** The part of one run in a mean over runs. */
  const partOfRuns = (shares: Float64Array) => shares.map((share) => share / runs);

  const observed = new Float64Array(runs * levels);
  const perRun = Array.from({ length: runs }, (_, run) => {
    const noise = stream.split("run", run);
    const uniform = () => noise.uniform();
    const points = indices.map((d) => {
      const from = (run * draws + d) * bins;
      return values.subarray(from, from + bins);
    });
    const square = drawDistances(thinned, run, weights);
    const place = placing(square, draws);
    const toTruth = points.map((point) => distance(point, truths, weights));
    const ofTruth = cover(
      (reference) => place(toTruth[reference], reference, uniform()),
      indices,
    );
    observed.set(ofTruth, run * levels);
    const library = indices.map((draw) =>
      cover((reference) => {
        const far = square[draw * draws + reference];
        return place(far, reference, uniform(), far);
      }, others[draw])
    );
    return { points, square, place, profiles: [...library, ofTruth].map(partOfRuns) };
  });
  const coverage = curveOverRuns(observed, runs);

  const point = new Float64Array(bins);
  const replicateStream = stream.split("replicate");
  const simulated = Array.from({ length: replicates }, (_, replicate) => {
    const pick = replicateStream.split(replicate);
    const counted = runs === 1 ? undefined : sample?.of(replicate, step);
    return sumOfRuns(perRun.map(({ points, square, place, profiles }, run) => {
      if (counted === undefined) return profiles[pick.integer(draws + 1)];
      const draw = pick.integer(draws);
      counted(run, draw, pick, point);
      return partOfRuns(cover((reference) => {
        const far = distance(points[reference], point, weights);
        return place(far, reference, pick.uniform(), square[draw * draws + reference]);
      }, others[draw]));
    }));
  });
  const farthest = (shares: ArrayLike<number>) => {
    let most = 0;
    for (let i = 0; i < levels; i++) most = Math.max(most, Math.abs(shares[i] - nominal[i]));
    return most;
  };
  return {
    nominal,
    coverage,
    band: bandOf(simulated, probability),
    distance: testAgainst(farthest(coverage.mean), simulated.map(farthest)),
  };
}
