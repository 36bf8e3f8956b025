/**
 * The Gamma ring: a ring with a hard inner edge from which the density rises linearly.
 *
 * @module
 */
import gammaLn from "@stdlib/math-base-special-gammaln";
import incompleteGamma from "@stdlib/math-base-special-gammainc";
import inverseIncompleteGamma from "@stdlib/math-base-special-gammaincinv";
import { checkPositive } from "../check.ts";
import { log } from "../elementary.ts";
import { type RadialLaw, ring } from "./ring.ts";
import type { Target } from "./target.ts";

/** Options of {@linkcode gammaRing} and {@linkcode gammaShell}. */
export interface GammaRingOptions {
  /** Radius r0 of the hard inner edge. Default 4. */
  readonly innerRadius?: number;
  /** Shape a of the Gamma law of r - r0, at least 1; its scale is 1/a, so that the mean is 1. Default 2. */
  readonly shape?: number;
}

function gammaLaw({ innerRadius = 4, shape = 2 }: GammaRingOptions): RadialLaw {
  checkPositive("build a Gamma ring", "inner radius", innerRadius);
  if (!(shape >= 1) || !Number.isFinite(shape)) {
    throw new RangeError(
      `Cannot build a Gamma ring as the shape must be finite and at least 1: current value is ${shape}`,
    );
  }
  const logNorm = shape * log(shape) - gammaLn(shape);
  return {
    axis: {
      name: "radius",
      symbol: "r",
      unit: "",
      // A model's tail may reach further than the truth's, of which less than 1e-7 lies beyond.
      range: [0, innerRadius + Math.max(10, 20 / shape)],
      periodic: false,
      kinks: [innerRadius],
      cdf: (r) =>
        r <= innerRadius
          ? 0
          : r === Infinity
          ? 1
          : incompleteGamma(shape * (r - innerRadius), shape),
      quantile: (p) =>
        p <= 0
          ? innerRadius
          : p >= 1
          ? Infinity
          : innerRadius + inverseIncompleteGamma(p, shape) / shape,
    },
    logDensity(r) {
      const s = r - innerRadius;
      if (!(s > 0)) return -Infinity;
      return logNorm + (shape - 1) * log(s) - shape * s;
    },
    sample: (stream) => innerRadius + stream.gamma(shape) / shape,
  };
}

/**
 * The paper's toy: direction uniform on the circle, r - r0 ~ Gamma(a, 1/a), so that
 *
 * f(r) = a^a s^(a-1) e^(-a s) / Gamma(a), s = r - r0 > 0; p(x) = f(|x|) / (2 pi |x|).
 *
 * With the defaults E r = 5, Var r = 1/2, f(r) = 4 s e^(-2 s). The condition is r0. Quantile edges come from
 * the inverse regularised incomplete gamma function; the authors' code estimates them from 10^7 draws.
 *
 * @throws {RangeError} If the inner radius is not above 0 or the shape is below 1.
 *
 * Source: arXiv:2408.00838, section 3 and public code.
 *
 * @example Half of the mass lies within the median radius
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gammaRing } from "./gamma_ring.ts";
 *
 * const [radius] = gammaRing().axes;
 * assertAlmostEquals(radius.quantile(0.5), 4.839173495008331, 1e-12);
 * assertAlmostEquals(radius.cdf(4.839173495008331), 0.5, 1e-12);
 * ```
 */
export function gammaRing(options: GammaRingOptions = {}): Target {
  const condition = Float32Array.of(options.innerRadius ?? 4);
  return ring("gamma-ring", "Gamma ring", 2, condition, gammaLaw(options));
}

/**
 * The Gamma ring's radial law on the sphere in `dimension` dimensions:
 * p(x) = f(r) Gamma(d/2) / (2 pi^(d/2) r^(d-1)).
 *
 * @param dimension 3 or more; default 5
 * @throws {RangeError} If the dimension is below 3, or an option is out of range.
 *
 * Source: arXiv:2408.00838, public code, which takes any dimension.
 *
 * @example A radius, three polar angles and the azimuth
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gammaRing, gammaShell } from "./gamma_ring.ts";
 *
 * const { axes } = gammaShell();
 * assertEquals(axes.length, 5);
 * assertEquals(axes[0].quantile(0.5), gammaRing().axes[0].quantile(0.5));
 * ```
 */
export function gammaShell(options: GammaRingOptions = {}, dimension = 5): Target {
  if (!Number.isSafeInteger(dimension) || dimension < 3) {
    throw new RangeError(
      `Cannot build a Gamma shell as the dimension must be a whole number of at least 3: current value is ${dimension}`,
    );
  }
  const title = `Gamma shell in ${dimension} dimensions`;
  return ring(`gamma-shell-${dimension}d`, title, dimension, new Float32Array(), gammaLaw(options));
}
