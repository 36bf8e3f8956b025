/**
 * The truths to play with: laws on a line, so wide and so placed that a small network learns them fast.
 *
 * @module
 */
import { exp, expm1, log } from "../../core/elementary.ts";
import { camelBack } from "../../core/target/camel_back.ts";
import { invert } from "../../core/target/invert.ts";
import { line } from "../../core/target/line.ts";
import type { Target } from "../../core/target/target.ts";

/** Distribution function of a Gamma law of shape 2 and mean 1: 1 - (1 + 2 s) e^(-2 s). */
function gammaCdf(s: number): number {
  return s <= 0 ? 0 : s === Infinity ? 1 : -expm1(-2 * s) - 2 * s * exp(-2 * s);
}

/**
 * The radius of the paper's ring less its mean: s = x + 1 follows a Gamma law of shape 2 and mean 1, p = 4 s e^(-2 s).
 * It has the ring's edge, where the density begins with a kink.
 */
export function ringRadius(): Target {
  const edge = -1;
  return line(
    "ring-radius",
    "Radius of the Gamma ring",
    {
      name: "radius",
      symbol: "r − 5",
      unit: "",
      range: [-5, 9],
      periodic: false,
      kinks: [edge],
      cdf: (x) => gammaCdf(x - edge),
      quantile: (p) => p <= 0 ? edge : p >= 1 ? Infinity : edge + invert(gammaCdf, p, 0, 40),
    },
    (x) => x > edge ? log(4 * (x - edge)) - 2 * (x - edge) : -Infinity,
    (stream) => edge + stream.gamma(2) / 2,
  );
}

/** Two smooth humps that overlap a little. */
export function twoHumps(): Target {
  return camelBack({ distance: 0.85, width: 0.5 });
}
