/**
 * Quantiles of laws whose distribution function, but not its inverse, has a closed form.
 *
 * @module
 */

/**
 * The value at which an increasing function reaches `p`, by bisection down to neighbouring doubles.
 *
 * @param cdf Increasing on [lower, upper], with `p` between its values at the ends.
 */
export function invert(
  cdf: (x: number) => number,
  p: number,
  lower: number,
  upper: number,
): number {
  for (;;) {
    const middle = (lower + upper) / 2;
    if (middle <= lower || middle >= upper) return middle;
    if (cdf(middle) < p) lower = middle;
    else upper = middle;
  }
}
