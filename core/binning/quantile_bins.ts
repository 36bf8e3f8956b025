/**
 * Quantile bins: a grid on which the truth gives every bin the same mass, exactly.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import type { Target } from "../target/target.ts";

/** Edges of bins along each axis, ascending, `[axes][bins + 1]`. */
export type Edges = readonly (readonly number[])[];

/**
 * Exact quantile edges along each axis. The outermost edges are the ends of the axis' range, so that the
 * bins catch what a model puts outside the truth's support.
 *
 * @param nBins Bins along each axis, 1 or more.
 * @throws {RangeError} If the number of bins is no whole number of at least 1.
 *
 * Source: arXiv:2408.00838; its code estimates the radial edges from 10^7 draws.
 *
 * @example Two radial bins meet at the median
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gammaRing } from "../target/mod.ts";
 * import { quantileEdges } from "./quantile_bins.ts";
 *
 * const [radius, angle] = quantileEdges(gammaRing(), 2);
 * assertAlmostEquals(radius[1], 4.839173495008331, 1e-12);
 * assertAlmostEquals(angle[1], Math.PI, 1e-15);
 * ```
 */
export function quantileEdges(target: Target, nBins: number): Edges {
  checkInteger("build quantile bins", "number of bins", nBins, 1);
  return target.axes.map(({ range, quantile }) =>
    Array.from(
      { length: nBins + 1 },
      (_, i) => i === 0 ? range[0] : i === nBins ? range[1] : quantile(i / nBins),
    )
  );
}

/** Index of the bin that holds a value; values beyond the outermost edges belong to the outermost bins. */
function binOf(edges: ArrayLike<number>, value: number): number {
  let low = 0, high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Counts points in bins.
 *
 * @param points `[n, dimension]`
 * @param edges Edges along each natural coordinate, ascending. A value on an edge belongs to the bin above.
 * @returns `[...bins]`, row-major, counts; they sum to n
 * @throws {TypeError} If there are not as many lists of edges as axes.
 */
export function counts(target: Target, points: ArrayLike<number>, edges: Edges): Float64Array {
  const axes = target.axes.length;
  if (edges.length !== axes) {
    throw new TypeError(
      `Cannot count points as there must be edges for each of ${axes} axes: current value is ${edges.length}`,
    );
  }
  const bins = edges.map((list) => list.length - 1);
  const lists = edges.map((list) => Float64Array.from(list));
  const out = new Float64Array(bins.reduce((product, n) => product * n, 1));
  const coordinates = target.coordinates(points);
  for (let i = 0; i < coordinates.length; i += axes) {
    let bin = 0;
    for (let axis = 0; axis < axes; axis++) {
      bin = bin * bins[axis] + binOf(lists[axis], coordinates[i + axis]);
    }
    out[bin]++;
  }
  return out;
}
