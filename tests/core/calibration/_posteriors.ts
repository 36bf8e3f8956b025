/** Synthetic posteriors whose calibration is known in closed form. */
import { type Masses, masses } from "../../../core/binning/masses.ts";
import { Stream } from "../../../core/random.ts";

/** Two-sided Gaussian bound that a right program passes in all but one of a million seeds. */
export const ONE_IN_A_MILLION = 4.892;

/** Options of {@linkcode gaussianPosterior}. */
export interface Shape {
  readonly runs: number;
  readonly draws: number;
  readonly shape: readonly number[];
  /** Width of the posterior over its right width; 1 is calibrated, below 1 over-confident. */
  readonly width?: number;
  /** Shift of the posterior in units of its right width. */
  readonly bias?: number;
}

/**
 * Independent bins of true mass 1/K: each run's centre lies one right width (5 % of the mass) about the
 * truth, and its draws lie `width` right widths about the centre.
 */
export function gaussianPosterior(options: Shape, seed: number): { masses: Masses; truth: number } {
  const { runs, draws, shape, width = 1, bias = 0 } = options;
  const bins = shape.reduce((product, n) => product * n, 1);
  const truth = 1 / bins;
  const stream = Stream.fromSeed(seed);
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    const centres = stream.normals(new Float64Array(bins));
    for (let draw = 0; draw < draws; draw++) {
      for (let bin = 0; bin < bins; bin++) {
        const z = bias + centres[bin] + width * stream.normal();
        values[(run * draws + draw) * bins + bin] = truth * (1 + 0.05 * z);
      }
    }
  }
  return { masses: masses(runs, draws, shape, values), truth };
}

/** Integral of f(z) over a standard normal z, by the trapezium rule (exact to about 1e-12 here). */
export function overNormal(f: (z: number) => number): number {
  const step = 1 / 32;
  let sum = 0;
  for (let z = -9; z <= 9; z += step) sum += f(z) * Math.exp(-z * z / 2);
  return sum * step / Math.sqrt(2 * Math.PI);
}
