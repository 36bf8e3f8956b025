/**
 * The uniform disc: a hard outer edge, the worst case for a smooth map.
 *
 * @module
 */
import { checkPositive } from "../check.ts";
import { log } from "../elementary.ts";
import { ring } from "./ring.ts";
import type { Target } from "./target.ts";

/** Options of {@linkcode uniformDisc}. */
export interface UniformDiscOptions {
  /** Radius R of the disc. Default 4. */
  readonly radius?: number;
}

/**
 * p(x) = 1 / (pi R^2) for |x| < R, 0 beyond.
 *
 * @throws {RangeError} If the radius is not above 0.
 *
 * @example Half of the mass lies within R / sqrt 2
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { uniformDisc } from "./uniform_disc.ts";
 *
 * assertAlmostEquals(uniformDisc({ radius: 2 }).axes[0].quantile(0.5), Math.SQRT2, 1e-14);
 * ```
 */
export function uniformDisc({ radius = 4 }: UniformDiscOptions = {}): Target {
  checkPositive("build a uniform disc", "radius", radius);
  return ring("uniform-disc", "Uniform disc", 2, new Float32Array(), {
    axis: {
      name: "radius",
      symbol: "r",
      unit: "",
      range: [0, 2 * radius],
      periodic: false,
      kinks: [radius],
      cdf: (r) => r <= 0 ? 0 : r >= radius ? 1 : (r / radius) * (r / radius),
      quantile: (p) => radius * Math.sqrt(Math.min(1, Math.max(0, p))),
    },
    logDensity: (r) => r >= radius ? -Infinity : log(2 * r) - 2 * log(radius),
    sample: (stream) => radius * Math.sqrt(stream.uniform()),
  });
}
