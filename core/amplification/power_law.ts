/**
 * The power law that amplification follows against the number of bins.
 *
 * The least-squares solver is our own because the available libraries differentiate numerically and
 * return no covariance, and two parameters need two lines of linear algebra.
 *
 * @module
 */
import { checkFinite, checkLength } from "../check.ts";
import { type BootstrapOptions, bootstrapRuns } from "../calibration/runs.ts";
import type { RunsEstimate } from "../estimate.ts";
import { exp, log } from "../elementary.ts";

/**
 * Residuals whose squares are minimised: `"linear"`, the differences of y, as in the public code of
 * arXiv:2408.00838, which the largest y dominate; or `"logarithmic"`, those of ln y, which weight all
 * points equally.
 */
export type Residuals = "linear" | "logarithmic";

/** Options of {@linkcode powerLaw}. */
export interface PowerLawOptions {
  /** Default "logarithmic". */
  readonly residuals?: Residuals;
  /** Weight of each squared residual; default 1. */
  readonly weights?: ArrayLike<number>;
}

/** The fit y = a x^b. */
export interface PowerLaw {
  /** Prefactor, in the unit of y. */
  readonly a: number;
  /** Exponent. */
  readonly b: number;
  /** Standard error of a from the scatter about the fit; null where only two points determine it. */
  readonly aError: number | null;
  /** The same of b. */
  readonly bError: number | null;
  /** Covariance of a and b; null where only two points determine the fit. */
  readonly covariance: number | null;
}

/**
 * Fits y = a x^b by least squares.
 *
 * Errors are those of scipy's `curve_fit`: the inverse of J^T J times the sum of squared residuals over
 * the number of points less two. They assume independent points; `powerLawOverRuns` does not.
 *
 * @param x Positive.
 * @param y Positive for logarithmic residuals.
 * @returns Parameters with standard errors: a in the unit of y, b a pure number.
 * @throws {TypeError} If x, y and weights differ in length.
 * @throws {RangeError} If there are fewer than two different x, a number breaks its rule, or the
 * iteration does not converge.
 *
 * @example An exact power law
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { powerLaw } from "./mod.ts";
 *
 * const x = [1, 2, 4, 8];
 * const { a, b } = powerLaw(x, x.map((v) => 3 * v * v), { residuals: "linear" });
 * assertAlmostEquals(a, 3, 1e-9);
 * assertAlmostEquals(b, 2, 1e-9);
 * ```
 */
export function powerLaw(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: PowerLawOptions = {},
): PowerLaw {
  const { residuals = "logarithmic" } = options;
  const act = "fit a power law";
  const weights = Float64Array.from(options.weights ?? Array.from(x, () => 1));
  checkLength(act, "array of y", y, x.length);
  checkLength(act, "array of weights", weights, x.length);
  checkFinite(act, "array of x", x);
  checkFinite(act, "array of y", y);
  const used = Array.from(weights.keys()).filter((i) => weights[i] > 0);
  for (const i of used) {
    const bad = x[i] <= 0 ? x[i] : residuals === "logarithmic" && y[i] <= 0 ? y[i] : undefined;
    if (bad !== undefined) {
      throw new RangeError(
        `Cannot ${act} as its numbers must be above 0: current value is ${bad} at index ${i}`,
      );
    }
  }
  if (new Set(used.map((i) => x[i])).size < 2) {
    throw new RangeError(
      `Cannot ${act} as there must be two different x: current value is ${used.map((i) => x[i])}`,
    );
  }
  let total = 0, centre = 0;
  for (const i of used) total += weights[i], centre += weights[i] * log(x[i]);
  centre /= total;
  // u = ln x - centre nearly decorrelates the height at u = 0 from the slope.
  const points = used.map((i) => ({ u: log(x[i]) - centre, y: y[i], w: weights[i] }));
  const { height, b, covariance } = residuals === "linear"
    ? fitLinear(points)
    : fitLogarithmic(points);
  const a = height * exp(-b * centre);
  const freedom = used.length - 2;
  if (freedom === 0) return { a, b, aError: null, bError: null, covariance: null };
  // ln a = ln height - b centre.
  const [hh, hb, bb] = covariance.map((c) => c / freedom);
  const lnA = hh / (height * height) - 2 * centre * hb / height + centre * centre * bb;
  return {
    a,
    b,
    aError: Math.abs(a) * Math.sqrt(Math.max(0, lnA)),
    bError: Math.sqrt(bb),
    covariance: a * (hb / height - centre * bb),
  };
}

interface Point {
  readonly u: number;
  readonly y: number;
  readonly w: number;
}

/** Height, slope, and their covariance (hh, hb, bb) times the degrees of freedom. */
interface Line {
  readonly height: number;
  readonly b: number;
  readonly covariance: [number, number, number];
}

function fitLogarithmic(points: readonly Point[]): Line {
  let total = 0, uu = 0, uy = 0, mean = 0;
  for (const { u, y, w } of points) {
    total += w, mean += w * log(y), uu += w * u * u, uy += w * u * log(y);
  }
  const b = uy / uu;
  const height = exp(mean / total);
  let squares = 0;
  for (const { u, y, w } of points) {
    const r = log(y / height) - b * u;
    squares += w * r * r;
  }
  return { height, b, covariance: [squares * height * height / total, 0, squares / uu] };
}

/** Levenberg-Marquardt on height exp(b u). */
function fitLinear(points: readonly Point[]): Line {
  const cost = (height: number, b: number) =>
    points.reduce((sum, { u, y, w }) => {
      const r = y - height * exp(b * u);
      return sum + w * r * r;
    }, 0);
  const total = points.reduce((sum, { w }) => sum + w, 0);
  const start = points.every(({ y }) => y > 0) ? fitLogarithmic(points) : undefined;
  let b = start?.b ?? 0;
  let height = start?.height ?? points.reduce((sum, { y, w }) => sum + w * y, 0) / total;
  let squares = cost(height, b);
  let damping = 1e-3;
  for (let iteration = 0; iteration < 1000; iteration++) {
    let hh = 0, hb = 0, bb = 0, gh = 0, gb = 0;
    for (const { u, y, w } of points) {
      const e = exp(b * u), d = height * u * e, r = y - height * e;
      hh += w * e * e, hb += w * e * d, bb += w * d * d, gh += w * e * r, gb += w * d * r;
    }
    const determinant = hh * bb - hb * hb;
    const p = hh * (1 + damping), q = bb * (1 + damping), det = p * q - hb * hb;
    const stepHeight = (q * gh - hb * gb) / det;
    const stepB = (p * gb - hb * gh) / det;
    const small = Math.abs(stepHeight) <= 1e-13 * Math.abs(height) && Math.abs(stepB) <= 1e-13;
    const trial = cost(height + stepHeight, b + stepB);
    if (small || (damping > 1e12 && trial >= squares)) {
      const s = squares / determinant;
      return { height, b, covariance: [bb * s, -hb * s, hh * s] };
    }
    if (trial <= squares) {
      height += stepHeight, b += stepB, squares = trial, damping = Math.max(damping / 10, 1e-15);
    } else damping *= 10;
    if (!Number.isFinite(squares)) break;
  }
  throw new RangeError(
    `Cannot fit a power law as the iteration must converge: current value is a slope of ${b}`,
  );
}

/** A power law through several runs. */
export interface RunPowerLaw {
  /** Fit to all points of all runs, with the errors of {@linkcode powerLaw}. */
  readonly fit: PowerLaw;
  /** The a of the fit, with its error from the bootstrap over runs, and the a of each run alone. */
  readonly a: RunsEstimate;
  /** The same of b. */
  readonly b: RunsEstimate;
}

/**
 * Fits y = a x^b to all runs together; the errors, from the bootstrap over runs, allow for the
 * correlation of the points of a run.
 *
 * @param x `[points]`
 * @param y `[runs][points]`
 * @returns Parameters with standard errors: a in the unit of y, b a pure number.
 * @throws {TypeError} If a run does not have one y for each x.
 * @throws {RangeError} As {@linkcode powerLaw}.
 *
 * @example Two runs of one slope
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { powerLawOverRuns } from "./mod.ts";
 *
 * const { b } = powerLawOverRuns([1, 2, 4], [[1, 2, 4], [3, 6, 12]]);
 * assertAlmostEquals(b.value, 1, 1e-12);
 * assertAlmostEquals(b.error!, 0, 1e-12);
 * ```
 */
export function powerLawOverRuns(
  x: ArrayLike<number>,
  y: readonly ArrayLike<number>[],
  options: Pick<PowerLawOptions, "residuals"> & BootstrapOptions = {},
): RunPowerLaw {
  for (const run of y) checkLength("fit a power law", "array of y of a run", run, x.length);
  const xs = y.flatMap(() => Array.from(x));
  const ys = y.flatMap((run) => Array.from(run));
  const { residuals } = options;
  const [a, b] = bootstrapRuns(y.length, (weights) => {
    const fit = powerLaw(xs, ys, {
      residuals,
      weights: ys.map((_, i) => weights[Math.floor(i / x.length)]),
    });
    return [fit.a, fit.b];
  }, options);
  return { fit: powerLaw(xs, ys, { residuals }), a, b };
}
