/**
 * The exact posterior where it is Gaussian: independent draws, no chain and no approximation.
 *
 * @module
 */
import { CholeskyDecomposition, Matrix, solve } from "ml-matrix";
import { checkInteger, checkPositive } from "../check.ts";
import type { Engine } from "../engine/engine.ts";
import { log } from "../elementary.ts";
import { continuousSolve, weightCount } from "../flow/mod.ts";
import { withDefaults } from "./options.ts";
import { priorPrecision } from "./potential.ts";
import type { Fit, Posterior, Problem } from "./posterior.ts";
import { scalarNames } from "./recorded.ts";

/** A log-likelihood b.w - w.A w / 2 up to a constant. */
export interface Quadratic {
  /** A, `[P, P]`, symmetric. */
  readonly matrix: Float64Array;
  /** b, `[P]` */
  readonly linear: Float64Array;
}

/** An engine whose log-likelihood is quadratic in the weights. */
export interface QuadraticEngine extends Engine {
  /**
   * The log-likelihood of all data: the mean of the terms returned. One term is exact; several are
   * independent estimates by a randomised quadrature, whose scatter is its error.
   */
  quadratic(): readonly Quadratic[];
}

/** Options of {@linkcode exact}. */
export interface ExactOptions {
  /** Standard deviation of the prior N(0, s^2) of each weight; 0 for a flat prior. Default 1. */
  readonly priorScale?: number;
}

/** A Gaussian over weights. */
export interface Gaussian {
  /** `[P]` */
  readonly mean: Float64Array;
  /** `[P, P]` */
  readonly precision: Float64Array;
  /** `[P, P]` */
  readonly covariance: Float64Array;
}

/**
 * The posterior of a quadratic log-likelihood and the prior N(0, I / precision).
 *
 * @throws {RangeError} If its precision is not positive definite.
 *
 * @example One weight, ten observations of 2 with variance 1
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gaussianPosterior } from "./exact.ts";
 *
 * const likelihood = { matrix: Float64Array.of(10), linear: Float64Array.of(20) };
 * const { mean, covariance } = gaussianPosterior([likelihood], 1);
 * assertAlmostEquals(mean[0], 20 / 11, 1e-15);
 * assertAlmostEquals(covariance[0], 1 / 11, 1e-15);
 * ```
 */
export function gaussianPosterior(terms: readonly Quadratic[], priorPrecision: number): Gaussian {
  const size = terms[0].linear.length;
  const precision = Matrix.zeros(size, size), linear = Matrix.zeros(size, 1);
  for (const term of terms) {
    for (let i = 0; i < size; i++) {
      linear.set(i, 0, linear.get(i, 0) + term.linear[i] / terms.length);
      for (let j = 0; j < size; j++) {
        const sum = precision.get(i, j) + term.matrix[i * size + j] / terms.length;
        precision.set(i, j, sum);
      }
    }
  }
  for (let i = 0; i < size; i++) precision.set(i, i, precision.get(i, i) + priorPrecision);
  const factor = new CholeskyDecomposition(precision);
  if (!factor.isPositiveDefinite()) {
    throw new RangeError(
      "Cannot take the exact posterior as its precision must be positive definite: current value is singular",
    );
  }
  return {
    mean: Float64Array.from(factor.solve(linear).to1DArray()),
    precision: Float64Array.from(precision.to1DArray()),
    covariance: Float64Array.from(factor.solve(Matrix.eye(size)).to1DArray()),
  };
}

/**
 * The exact posterior of a log-likelihood that is quadratic in the weights, as that of a flow's last
 * layer under the flow-matching loss: a Gaussian, by Cholesky decomposition of its precision. Laplace's
 * approximation is the same there.
 *
 * @throws {RangeError} If the prior's scale is negative.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * @example Only where the log-likelihood is quadratic
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { exact } from "./exact.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const engine = await createEngine("simd", paperArchitecture);
 * const data = ring.sample(10, stream.split("data"));
 * const whole = { engine, data, condition: ring.condition, draws: 1, stream };
 * assertThrows(() => exact().fit(whole), TypeError, "quadratic");
 * ```
 */
export function exact(options: ExactOptions = {}): Posterior {
  const act = "take the exact posterior";
  const { priorScale } = withDefaults(act, { priorScale: 1 }, options);
  if (priorScale !== 0) checkPositive(act, "scale of the prior", priorScale);

  function fit({ engine, draws, stream }: Problem): Fit {
    checkInteger(act, "number of draws", draws, 1);
    if (!isQuadratic(engine)) {
      throw new TypeError(
        `Cannot ${act} as the engine must have a quadratic log-likelihood: current value is "${engine.name}"`,
      );
    }
    const terms = engine.quadratic();
    const prior = priorPrecision(priorScale);
    const gaussian = gaussianPosterior(terms, prior);
    const size = weightCount(engine.architecture);
    const noise = new Float64Array(size);
    const out = new Float32Array(draws * size);
    const root = new CholeskyDecomposition(Matrix.from1DArray(size, size, gaussian.precision))
      .lowerTriangularMatrix.transpose();
    const noises = Matrix.zeros(size, draws);
    for (let d = 0; d < draws; d++) {
      stream.split("draws", d).normals(noise);
      noise.forEach((z, i) => noises.set(i, d, z));
    }
    // With the precision L L^T, L^-T z has its inverse as covariance.
    const away = solve(root, noises);
    for (let d = 0; d < draws; d++) {
      for (let i = 0; i < size; i++) out[d * size + i] = gaussian.mean[i] + away.get(i, d);
    }
    const deviations = gaussian.covariance.filter((_, at) => at % (size + 1) === 0).map(Math.sqrt);
    return {
      draws: out,
      diagnostics: {
        traces: [],
        scalars: {
          [scalarNames.weightDeviation]: deviations.reduce((sum, s) => sum + s, 0) / size,
          ...quadratureErrors(terms, prior, gaussian.precision),
        },
        warnings: [],
      },
    };
  }
  return { name: "exact", solve: continuousSolve, fit };
}

/** Whether the log-likelihood of an engine is quadratic in its weights. */
export function isQuadratic(engine: Engine): engine is QuadraticEngine {
  return "quadratic" in engine;
}

/**
 * Errors of a quadrature from two independent estimates: that of the mean, the root mean square over directions in
 * units of the posterior's standard deviation, and the relative one of the weights' standard deviations.
 * The error of the mean of both is half their difference.
 */
function quadratureErrors(
  terms: readonly Quadratic[],
  prior: number,
  precision: Float64Array,
): Record<string, number> {
  if (terms.length !== 2) return {};
  const [first, second] = terms.map((term) => gaussianPosterior([term], prior));
  const size = first.mean.length;
  const off = first.mean.map((m, i) => m - second.mean[i]);
  let square = 0, widths = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) square += off[i] * precision[i * size + j] * off[j];
    const at = i * (size + 1), ratio = 0.5 * log(first.covariance[at] / second.covariance[at]);
    widths += ratio * ratio;
  }
  return {
    [scalarNames.quadratureMean]: Math.sqrt(square / size) / 2,
    [scalarNames.quadratureWidth]: Math.sqrt(widths / size) / 2,
  };
}
