/**
 * An engine whose model is no flow but a regression that is linear in its weights, so that posteriors are
 * known in closed form: y = sum_j w_j x^j / j! + noise of variance 1/2 on points (x, y). Its
 * flow-matching loss is the mean squared residual, so that N times it is the negative log-likelihood.
 */
import {
  type Engine,
  type FlowMatchingBatch,
  noiseFloor,
  type Points,
  type Velocity,
} from "../../../core/engine/engine.ts";
import type { Architecture } from "../../../core/flow/mod.ts";
import type { Problem, Quadratic, QuadraticEngine } from "../../../core/posterior/mod.ts";
import { Stream } from "../../../core/random.ts";

/** An architecture with seven weights. */
const architecture: Architecture = {
  dimension: 2,
  condition: 0,
  frequencies: 0,
  hidden: [1],
  activation: "elu",
};

/** Number of weights. */
export const size = 7;

/** x^j / j! */
export function features(x: number, out = new Float64Array(size)): Float64Array {
  out[0] = 1;
  for (let j = 1; j < size; j++) out[j] = out[j - 1] * x / j;
  return out;
}

export class LinearEngine implements QuadraticEngine {
  readonly name = "linear";
  readonly numerics = "linear-1";
  readonly architecture = architecture;
  /** Points that went through a likelihood without, and with gradient. */
  readonly evaluated = { values: 0, gradients: 0 };

  /**
   * @param failAt Number of the evaluation that gives no finite result.
   * @param data Of the quadratic form, if that is asked for.
   */
  constructor(readonly failAt = Infinity, public data = new Float32Array()) {}
  #evaluations = 0;

  /** Sum of squared residuals. */
  #squares(weights: Float32Array, { values }: Points, gradient?: Float32Array): number {
    if (++this.#evaluations > this.failAt) {
      throw new RangeError("Cannot evaluate a flow as it overflows: current value is Infinity");
    }
    const slope = new Float64Array(size), phi = new Float64Array(size);
    let sum = 0;
    for (let i = 0; i < values.length; i += 2) {
      features(values[i], phi);
      let residual = values[i + 1];
      for (let j = 0; j < size; j++) residual -= weights[j] * phi[j];
      sum += residual * residual;
      for (let j = 0; j < size; j++) slope[j] -= 2 * residual * phi[j];
    }
    gradient?.set(slope);
    return sum;
  }

  flowMatching(weights: Float32Array, batch: FlowMatchingBatch, gradient?: Float32Array): number {
    const n = batch.values.length / 2;
    const sum = this.#squares(weights, batch, gradient);
    if (gradient) { for (let j = 0; j < size; j++) gradient[j] /= n; }
    return sum / n;
  }

  logLikelihood(
    weights: Float32Array,
    points: Points,
    _solve: unknown,
    gradient?: Float32Array,
  ): number {
    this.evaluated[gradient ? "gradients" : "values"] += points.values.length / 2;
    const value = -this.#squares(weights, points, gradient);
    if (gradient) { for (let j = 0; j < size; j++) gradient[j] = -gradient[j]; }
    return value;
  }

  quadratic(): readonly Quadratic[] {
    const matrix = new Float64Array(size * size), linear = new Float64Array(size);
    for (let k = 0; k < this.data.length; k += 2) {
      const phi = features(this.data[k]);
      for (let i = 0; i < size; i++) {
        linear[i] += 2 * phi[i] * this.data[k + 1];
        for (let j = 0; j < size; j++) matrix[i * size + j] += 2 * phi[i] * phi[j];
      }
    }
    return [{ matrix, linear }];
  }

  velocity(_weights: Float32Array, _points: Points): Velocity {
    throw new Error("not part of this model");
  }
  logDensity(): Float32Array {
    throw new Error("not part of this model");
  }
  encode(): Float32Array {
    throw new Error("not part of this model");
  }
  decode(): Float32Array {
    throw new Error("not part of this model");
  }
}

/**
 * The same regression as flow matching sees it: of the second component of the target on the first
 * component of the place between data and noise. The first component of the velocity is the target's.
 */
export class VelocityEngine extends LinearEngine {
  /** @param seen What the regression sees of a place; a constant makes the velocity one. */
  constructor(failAt = Infinity, readonly seen = (y: number) => y) {
    super(failAt);
  }

  override flowMatching(
    weights: Float32Array,
    { values, noise, times, condition }: FlowMatchingBatch,
    gradient?: Float32Array,
  ): number {
    const pairs = Float32Array.from(values, (x, i) => {
      const t = times[i >> 1], z = noise[i];
      return i % 2 === 0
        ? this.seen((1 - t) * x + (noiseFloor + (1 - noiseFloor) * t) * z)
        : (1 - noiseFloor) * z - x;
    });
    const loss = super.flowMatching(weights, { values: pairs, noise, times, condition }, gradient);
    // A mean over both components.
    if (gradient) { for (let j = 0; j < size; j++) gradient[j] /= 2; }
    return loss / 2;
  }

  override velocity(weights: Float32Array, { values }: Points): Velocity {
    const phi = new Float64Array(size);
    const velocity = Float32Array.from(values, (_, i) => {
      if (i % 2 === 0) return 0;
      features(this.seen(values[i - 1]), phi);
      return phi.reduce((sum, f, j) => sum + f * weights[j], 0);
    });
    return { velocity, trace: new Float32Array(values.length / 2) };
  }
}

/** `count` points with x in (-2, 2) and noise of variance 1/2. */
export function linearProblem(
  count: number,
  draws: number,
  seed: number,
  engine: Engine = new LinearEngine(),
): Problem {
  const stream = Stream.fromSeed(seed).split("data");
  const truth = [0.5, -0.8, 0.6, 0.3, -0.5, 0.2, 0.1];
  const data = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const x = data[2 * i] = 4 * stream.uniform() - 2;
    const mean = features(x).reduce((sum, phi, j) => sum + truth[j] * phi, 0);
    data[2 * i + 1] = mean + Math.SQRT1_2 * stream.normal();
  }
  if (engine instanceof LinearEngine) engine.data = data;
  return {
    engine,
    data,
    condition: new Float32Array(),
    draws,
    stream: Stream.fromSeed(seed).split("fit"),
  };
}

/** The exact posterior N(mean, covariance) under the prior N(0, priorScale^2). */
export function exactPosterior(
  { data }: Problem,
  priorScale: number,
): { mean: Float64Array; precision: number[][]; covariance: number[][] } {
  const precision = Array.from(
    { length: size },
    (_, i) => Array.from({ length: size }, (_, j) => i === j ? 1 / (priorScale * priorScale) : 0),
  );
  const right = new Float64Array(size);
  for (let k = 0; k < data.length; k += 2) {
    const phi = features(data[k]);
    for (let i = 0; i < size; i++) {
      right[i] += 2 * phi[i] * data[k + 1];
      for (let j = 0; j < size; j++) precision[i][j] += 2 * phi[i] * phi[j];
    }
  }
  const covariance = inverse(precision);
  const mean = Float64Array.from(
    covariance,
    (row) => row.reduce((sum, c, j) => sum + c * right[j], 0),
  );
  return { mean, precision, covariance };
}

/** Gauss-Jordan elimination with pivots. */
function inverse(matrix: number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => i === j ? 1 : 0)]);
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i; r < n; r++) if (Math.abs(rows[r][i]) > Math.abs(rows[pivot][i])) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    const scale = rows[i][i];
    rows[i] = rows[i].map((x) => x / scale);
    rows.forEach((row, r) => {
      if (r !== i) rows[r] = row.map((x, j) => x - row[i] * rows[i][j]);
    });
  }
  return rows.map((row) => row.slice(n));
}
