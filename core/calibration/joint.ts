/**
 * Joint calibration: of all bins at once, which per-bin coverage cannot see.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { type Band, bandOf } from "./range.ts";
import { curveOverRuns, type RunsCurve } from "../estimate.ts";
import { type SimulationOptions, simulationSettings } from "./simulate.ts";
import { type Truth, truthPerBin } from "./truth.ts";
import { testAgainst, type Tested } from "./uniformity.ts";

/** Options of {@linkcode jointCoverage}; bins are always correlated like the posterior's. */
export interface JointOptions extends Omit<SimulationOptions, "correlation"> {
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

/** Squared distances between all points of one run, in the metric sum (a - b)^2 / truth. */
function distances(points: readonly Float64Array[], truths: Float64Array): Float64Array {
  const count = points.length;
  const weights = truths.map((p) => 1 / p);
  const out = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let bin = 0; bin < weights.length; bin++) {
        const difference = points[i][bin] - points[j][bin];
        sum += difference * difference * weights[bin];
      }
      out[i * count + j] = out[j * count + i] = sum;
    }
  }
  return out;
}

/** Place of a value in an ascending array: how many numbers are below it. */
function countBelow(sorted: Float64Array, value: number): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many draws are nearer to each draw, the reference, than each point.
 *
 * @param square Distances of the draws and, last, the truth, `[draws + 1, draws + 1]`.
 * @returns `[draws + 1, draws]`: point, reference. The reference itself does not count.
 */
function countNearer(square: Float64Array, draws: number): Uint32Array {
  const count = draws + 1;
  const out = new Uint32Array(count * draws);
  const sorted = new Float64Array(draws - 1);
  for (let reference = 0; reference < draws; reference++) {
    const row = square.subarray(reference * count, (reference + 1) * count);
    sorted.set(row.subarray(0, reference));
    sorted.set(row.subarray(reference + 1, draws), reference);
    sorted.sort();
    for (let point = 0; point < count; point++) {
      out[point * draws + reference] = countBelow(sorted, row[point]);
    }
  }
  return out;
}

/**
 * Tests of accuracy with random points (TARP): for a reference point, the region of the points nearer to
 * it than the truth holds a share f of the draws; where the posterior is calibrated jointly in all bins,
 * f is uniform, whatever the reference.
 *
 * Each draw in turn is the reference for the others, which keeps truth and draws exchangeable, and needs
 * no distribution of references; the original draws references at random. Points are the masses of all
 * bins, distances the chi-square distance sum (a - b)^2 / truth. Of each run all D references are
 * averaged; they share their draws, so the band comes from letting each draw in turn play the truth.
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
export function jointCoverage(masses: Masses, truth: Truth, options: JointOptions): JointCoverage {
  const { stream, replicates, probability } = simulationSettings(options);
  const { levels = 19 } = options;
  const { runs, draws, values } = masses;
  checkInteger("measure joint coverage", "number of draws", draws, 4);
  checkInteger("measure joint coverage", "number of levels", levels, 1);
  const truths = truthPerBin(masses, truth);
  const bins = binCount(masses);
  const nominal = Array.from({ length: levels }, (_, i) => (i + 1) / (levels + 1));

  /** Coverage with a point in the part of the truth and other draws as references. */
  const cover = (
    nearer: Uint32Array,
    point: number,
    references: number[],
    places: () => number,
  ) => {
    const out = new Float64Array(levels);
    for (const reference of references) {
      const f = (nearer[point * draws + reference] + places()) / references.length;
      for (let i = 0; i < levels; i++) if (f < nominal[i]) out[i] += 1 / references.length;
    }
    return out;
  };

  const observed = new Float64Array(runs * levels);
  const library: Float64Array[][] = [];
  for (let run = 0; run < runs; run++) {
    const noise = stream.split("run", run);
    const places = () => noise.uniform();
    const points = Array.from({ length: draws }, (_, d) => {
      const from = (run * draws + d) * bins;
      return values.subarray(from, from + bins);
    });
    const nearer = countNearer(distances([...points, truths], truths), draws);
    const all = points.map((_, d) => d);
    observed.set(cover(nearer, draws, all, places), run * levels);
    library.push(
      all.map((draw) => cover(nearer, draw, all.filter((d) => d !== draw), places)),
    );
  }
  const coverage = curveOverRuns(observed, runs);
  const simulated = Array.from({ length: replicates }, (_, replicate) => {
    const pick = stream.split("replicate", replicate);
    const out = new Float64Array(levels);
    for (let run = 0; run < runs; run++) {
      library[run][pick.integer(draws)].forEach((share, i) => out[i] += share / runs);
    }
    return out;
  });
  const distance = (of: ArrayLike<number>) =>
    nominal.reduce((most, level, i) => Math.max(most, Math.abs(of[i] - level)), 0);
  return {
    nominal,
    coverage,
    band: bandOf(simulated, probability),
    distance: testAgainst(distance(coverage.mean), simulated.map(distance)),
  };
}
