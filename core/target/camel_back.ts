/**
 * The camel-back: two separate humps.
 *
 * @module
 */
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { checkPositive } from "../check.ts";
import { exp, log, log1p } from "../elementary.ts";
import { invert } from "./invert.ts";
import { line } from "./line.ts";
import type { Target } from "./target.ts";

/** Options of {@linkcode camelBack}. */
export interface CamelBackOptions {
  /** Distance m of each hump from 0. Default 4. */
  readonly distance?: number;
  /** Standard deviation w of each hump. Default 1. */
  readonly width?: number;
}

/**
 * p(x) = [N(x; -m, w^2) + N(x; m, w^2)] / 2.
 *
 * @throws {RangeError} If the distance or the width is not above 0.
 *
 * Source: arXiv:2008.06545.
 *
 * @example The humps are alike
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { camelBack } from "./camel_back.ts";
 *
 * const [x] = camelBack().axes;
 * assertAlmostEquals(x.quantile(0.25), -x.quantile(0.75), 1e-12);
 * ```
 */
export function camelBack({ distance = 4, width = 1 }: CamelBackOptions = {}): Target {
  checkPositive("build a camel-back", "distance", distance);
  checkPositive("build a camel-back", "width", width);
  const end = distance + 40 * width;
  const cdf = (x: number) => (normalCdf(x, -distance, width) + normalCdf(x, distance, width)) / 2;
  return line(
    "camel-back",
    "Camel-back",
    {
      name: "position",
      symbol: "x",
      unit: "",
      range: [-distance - 8 * width, distance + 8 * width],
      periodic: false,
      kinks: [],
      cdf,
      quantile: (p) => p <= 0 ? -Infinity : p >= 1 ? Infinity : invert(cdf, p, -end, end),
    },
    (x) => {
      const near = (Math.abs(x) - distance) / width, far = (Math.abs(x) + distance) / width;
      return -log(2 * width) - log(2 * Math.PI) / 2 - near * near / 2 +
        log1p(exp((near * near - far * far) / 2));
    },
    (stream) => (stream.uniform() < 0.5 ? -distance : distance) + width * stream.normal(),
  );
}
