/**
 * Targets on the line: the point is its own natural coordinate.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import type { Stream } from "../random.ts";
import type { Axis, Target } from "./target.ts";

/** A target in one dimension from its axis, its log density and its sampler. */
export function line(
  name: string,
  title: string,
  axis: Axis,
  logDensity: (x: number) => number,
  draw: (stream: Stream) => number,
): Target {
  return {
    name,
    title,
    dimension: 1,
    condition: new Float32Array(),
    axes: [axis],
    logDensity: (points) => Float64Array.from(points, logDensity),
    sample(n, stream) {
      checkInteger("draw a sample", "number of points", n, 1);
      return Float32Array.from({ length: n }, () => draw(stream));
    },
    coordinates: (points) => Float64Array.from(points),
    points: (coordinates) => Float64Array.from(coordinates),
    volumeElement: (coordinates) => new Float64Array(coordinates.length).fill(1),
  };
}
