/**
 * The random part of the flow-matching loss.
 *
 * @module
 */
import { checkLength } from "../check.ts";
import type { FlowMatchingBatch, Points } from "../engine/engine.ts";
import type { Stream } from "../random.ts";

/**
 * Draws a uniform time in (0, 1) and standard normal noise for every point, from the splits "times"
 * and "noise" of the stream.
 *
 * @param points The data of the batch.
 * @param dimension Components of a point.
 * @returns The batch; its data are the given arrays, not copies.
 * @throws {TypeError} If the number of values is not a multiple of the dimension.
 *
 * @example A batch of three points on a line
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { flowMatchingBatch } from "./flow_matching.ts";
 *
 * const points = { values: Float32Array.of(1, 2, 3), condition: new Float32Array() };
 * const batch = flowMatchingBatch(points, 1, Stream.fromSeed(1).split("step", 0));
 * assertEquals([batch.times.length, batch.noise.length], [3, 3]);
 * assert(batch.times.every((t) => t > 0 && t < 1));
 * ```
 */
export function flowMatchingBatch(
  points: Points,
  dimension: number,
  stream: Stream,
): FlowMatchingBatch {
  const n = Math.floor(points.values.length / dimension);
  checkLength("draw a flow-matching batch", "points", points.values, n * dimension);
  return {
    values: points.values,
    condition: points.condition,
    times: stream.split("times").uniforms(new Float32Array(n)),
    noise: stream.split("noise").normals(new Float32Array(points.values.length)),
  };
}
