/**
 * The Gaussian ring: smooth on both sides.
 *
 * @module
 */
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { checkPositive } from "../check.ts";
import { exp, log, log1p } from "../elementary.ts";
import { invert } from "./invert.ts";
import { ring } from "./ring.ts";
import type { Target } from "./target.ts";

/** Options of {@linkcode gaussianRing}. */
export interface GaussianRingOptions {
  /** Mean of the signed radius. Default 4. */
  readonly radius?: number;
  /** Standard deviation of the signed radius. Default 1. */
  readonly width?: number;
}

/**
 * Direction uniform on the circle, signed radius rho ~ N(R, w^2):
 * p(x) = [N(r; R, w^2) + N(-r; R, w^2)] / (2 pi r).
 *
 * @throws {RangeError} If the radius or the width is not above 0.
 *
 * Source: arXiv:2408.00838, public code (type "donut"); arXiv:2008.06545.
 *
 * @example The signed radius folds at the centre
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gaussianRing } from "./gaussian_ring.ts";
 *
 * const [radius] = gaussianRing({ radius: 1, width: 1 }).axes;
 * assertAlmostEquals(radius.cdf(1), 0.5 - 0.022750131948179, 1e-12);
 * ```
 */
export function gaussianRing({ radius = 4, width = 1 }: GaussianRingOptions = {}): Target {
  checkPositive("build a Gaussian ring", "radius", radius);
  checkPositive("build a Gaussian ring", "width", width);
  const logNorm = -log(width) - log(2 * Math.PI) / 2;
  const cdf = (r: number) =>
    r <= 0 ? 0 : normalCdf(r, radius, width) - normalCdf(-r, radius, width);
  const end = radius + 40 * width;
  return ring("gaussian-ring", "Gaussian ring", 2, new Float32Array(), {
    axis: {
      name: "radius",
      symbol: "r",
      unit: "",
      range: [0, radius + 10 * width],
      periodic: false,
      kinks: [],
      cdf,
      quantile: (p) => p <= 0 ? 0 : p >= 1 ? Infinity : invert(cdf, p, 0, end),
    },
    logDensity(r) {
      const near = (r - radius) / width, far = (r + radius) / width;
      // log(e^-near^2/2 + e^-far^2/2), with the larger term, the near one, taken out.
      return logNorm - near * near / 2 + log1p(exp((near * near - far * far) / 2));
    },
    sample: (stream) => radius + width * stream.normal(),
  });
}
