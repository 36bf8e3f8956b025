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
 * Exact quantile edges along each axis. The outermost edges are the ends of the axis' range, so that
 * the bins hold what a model puts outside the truth's support.
 *
 * @param nBins Bins along each axis, 1 or more.
 * @returns `[axes][nBins + 1]`, in the units of the axes
 * @throws {RangeError} If the number of bins is not a whole number of at least 1.
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

/** Points converted at once: enough to hide the cost of a call, few enough to save memory. */
const block = 16384;

/**
 * Counts points in bins. A point beyond the outermost edges belongs to the outermost bin, so that no
 * point is lost, as with the outer radial edges at -100 and 100 of the authors' code.
 *
 * @param points `[n, dimension]`
 * @param edges Edges along each natural coordinate, ascending; one number stands for that many quantile
 * bins. A value on an edge belongs to the bin above.
 * @returns `[...bins]`, row-major, counts; they sum to n
 * @throws {TypeError} If there are not as many lists of edges as axes, or a point is incomplete.
 * @throws {RangeError} If a point is not a number.
 *
 * @example Every point is counted
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { camelBack } from "../target/mod.ts";
 * import { counts } from "./quantile_bins.ts";
 *
 * assertEquals(counts(camelBack(), Float64Array.of(-100, -4, 3, 5, 100), 2), Float64Array.of(2, 3));
 * ```
 */
export function counts(
  target: Target,
  points: Float32Array | Float64Array,
  edges: Edges | number,
): Float64Array {
  const lists = typeof edges === "number" ? quantileEdges(target, edges) : edges;
  const axes = target.axes.length;
  if (lists.length !== axes) {
    throw new TypeError(
      `Cannot count points as there must be edges for each of ${axes} axes: current value is ${lists.length}`,
    );
  }
  const sorted = lists.map((list) => Float64Array.from(list));
  const out = new Float64Array(lists.reduce((product, list) => product * (list.length - 1), 1));
  const length = block * target.dimension;
  for (let start = 0; start < points.length; start += length) {
    const coordinates = target.coordinates(points.subarray(start, start + length));
    for (let i = 0; i < coordinates.length; i += axes) {
      let bin = 0;
      for (let axis = 0; axis < axes; axis++) {
        const value = coordinates[i + axis];
        if (Number.isNaN(value)) {
          throw new RangeError(
            `Cannot count points as every coordinate must be a number: current value is NaN at point ${
              (start / target.dimension) + i / axes
            }`,
          );
        }
        bin = bin * (sorted[axis].length - 1) + binOf(sorted[axis], value);
      }
      out[bin]++;
    }
  }
  return out;
}
