/**
 * The wedge ramp: a linear rise that ends in a hard edge.
 *
 * @module
 */
import { log } from "../elementary.ts";
import { line } from "./line.ts";
import type { Target } from "./target.ts";

/**
 * p(x) = 2 x on [0, 1]: a kink at 0, a jump at 1.
 *
 * @example A quarter of the mass lies in the lower half
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wedgeRamp } from "./wedge_ramp.ts";
 *
 * assertEquals(wedgeRamp().axes[0].cdf(0.5), 0.25);
 * ```
 */
export function wedgeRamp(): Target {
  return line(
    "wedge-ramp",
    "Wedge ramp",
    {
      name: "position",
      symbol: "x",
      unit: "",
      range: [-1, 2],
      periodic: false,
      kinks: [0, 1],
      cdf: (x) => x <= 0 ? 0 : x >= 1 ? 1 : x * x,
      quantile: (p) => Math.sqrt(Math.min(1, Math.max(0, p))),
    },
    (x) => x > 0 && x <= 1 ? log(2 * x) : -Infinity,
    (stream) => Math.sqrt(stream.uniform()),
  );
}
