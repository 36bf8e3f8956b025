/**
 * Measures of one method's bin masses on one training set against those of the exact posterior.
 *
 * @module
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { equivalentEvents } from "../../core/amplification/mod.ts";
import { masses } from "../../core/binning/mod.ts";
import { coverage, deviations } from "../../core/calibration/mod.ts";
import { hypot } from "../../core/elementary.ts";
import type { NumberArray } from "../../runner/cell.ts";

/** Measures of one training set; see the schema. */
export interface Compared {
  readonly width: number;
  readonly widthRatio: number;
  readonly widestRatio: number;
  readonly alike: number;
  readonly distance: number;
  readonly excess: number;
  readonly signed: number;
  readonly worth: number | null;
}

/** Relative spread below which draws are equal up to rounding. */
const still = 1e-9;

/** Mean and covariance of masses relative to the truth. */
class Moments {
  readonly draws: number;
  readonly mean: Float64Array;
  /** `[bins, bins]`, unbiased */
  readonly covariance: Matrix;
  /** Mean variance of a bin. */
  readonly variance: number;
  /** Whether all draws of a bin are the same. */
  readonly still: boolean;

  constructor({ shape: [draws], values }: NumberArray) {
    const bins = values.length / draws;
    this.draws = draws;
    const mean = this.mean = new Float64Array(bins);
    for (let i = 0; i < values.length; i++) mean[i % bins] += values[i] * bins / draws;
    const away = new Matrix(draws, bins);
    for (let d = 0; d < draws; d++) {
      for (let b = 0; b < bins; b++) away.set(d, b, values[d * bins + b] * bins - mean[b]);
    }
    const covariance = away.transpose().mmul(away).div(draws - 1);
    this.still = covariance.diagonal().some((variance) => variance < still * still);
    this.covariance = covariance.trace() / bins < still * still
      ? Matrix.zeros(bins, bins)
      : covariance;
    this.variance = this.covariance.trace() / bins;
  }

  /** Variance along a direction. */
  along(direction: Matrix): number {
    return direction.transpose().mmul(this.covariance).mmul(direction).get(0, 0);
  }

  /** Norm of the covariance. */
  get norm(): number {
    return hypot(...this.covariance.to1DArray());
  }
}

/** Cosine of the angle between two covariances; 0 where one vanishes. */
function cosine(first: Moments, second: Moments): number {
  const norms = first.norm * second.norm;
  return norms === 0 ? 0 : Matrix.mul(first.covariance, second.covariance).sum() / norms;
}

/**
 * Compares masses with those of the exact posterior of the same target.
 *
 * @param drawnMasses Masses of a method's draws, `[draws, bins, bins]`.
 * @param exact The same of the exact posterior.
 */
export function compare(drawnMasses: NumberArray, exact: NumberArray, nTrain: number): Compared {
  const moments = new Moments(drawnMasses), exactMoments = new Moments(exact);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    exactMoments.covariance,
    { assumeSymmetric: true },
  );
  const widest = eigenvectorMatrix.getColumnVector(
    realEigenvalues.indexOf(Math.max(...realEigenvalues)),
  );
  const away = moments.mean.map((mean, b) => mean - exactMoments.mean[b]);
  const square = away.reduce((sum, x) => sum + x * x, 0) / away.length;
  const expected = moments.variance / moments.draws + exactMoments.variance / exactMoments.draws;
  const [draws, ...shape] = drawnMasses.shape;
  // The series of a cubature can give negative masses in nearly empty bins.
  const drawn = masses(
    1,
    draws,
    shape,
    Float64Array.from(drawnMasses.values, (m) => Math.max(0, m)),
  );
  return {
    width: Math.sqrt(moments.variance),
    widthRatio: Math.sqrt(moments.variance / exactMoments.variance),
    widestRatio: Math.sqrt(moments.along(widest) / exactMoments.along(widest)),
    alike: cosine(moments, exactMoments),
    distance: Math.sqrt(square / exactMoments.variance),
    excess: (square - expected) / exactMoments.variance,
    signed: deviations(coverage(drawn, 1 / moments.mean.length)).signed.value,
    worth: moments.still ? null : equivalentEvents(drawn)[0] / nTrain,
  };
}
