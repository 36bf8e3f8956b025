/**
 * Histograms: values of bins, drawn as steps between the edges.
 *
 * @module
 */

/** The middles of bins. */
export function middles(edges: readonly number[]): number[] {
  return edges.slice(1).map((edge, i) => (edge + edges[i]) / 2);
}

/**
 * The corners of steps, one entry an end of a bin. A bin without a value leaves a gap.
 *
 * @param edges `[bins + 1]`, rising
 * @param values `[bins]`, each any number of heights
 * @returns For each bin with values two entries, and an entry of NaN between bins that are not neighbours.
 *
 * @example A gap
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { corners } from "./steps.ts";
 *
 * assertEquals(corners([0, 1, 2, 3], [[5], null, [6]]), [
 *   { x: 0, heights: [5] },
 *   { x: 1, heights: [5] },
 *   { x: 2, heights: [NaN] },
 *   { x: 2, heights: [6] },
 *   { x: 3, heights: [6] },
 * ]);
 * ```
 */
export function corners(
  edges: readonly number[],
  values: readonly (readonly number[] | null)[],
): { readonly x: number; readonly heights: readonly number[] }[] {
  return values.flatMap((heights, i) => {
    if (heights === null) return [];
    const gap = i > 0 && values[i - 1] === null
      ? [{ x: edges[i], heights: heights.map(() => NaN) }]
      : [];
    return [...gap, { x: edges[i], heights }, { x: edges[i + 1], heights }];
  });
}
