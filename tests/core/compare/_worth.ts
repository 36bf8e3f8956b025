/** Generated samples whose worth is known. */
import { assert, assertAlmostEquals } from "@std/assert";
import type { WeightedPoints } from "../../../core/compare/mod.ts";
import type { Estimate } from "../../../core/estimate.ts";
import { type Absent, isPresent } from "../../../core/measure/mod.ts";
import type { Stream } from "../../../core/random.ts";
import { normalBound } from "../_statistics.ts";

/** Independent standard normal events. */
export function normals(events: number, features: number, stream: Stream) {
  return { values: stream.normals(new Float64Array(events * features)), features };
}

/** Normal events of standard deviation 2, with weights that make them standard normal. */
export function weightedNormals(events: number, features: number, stream: Stream) {
  const { values } = normals(events, features, stream);
  const weights = Float64Array.from({ length: events }, (_, i) => {
    const event = values.subarray(i * features, (i + 1) * features);
    return Math.exp(event.reduce((sum, x) => sum + x * x, 0) * (1 - 2 * 2) / 2);
  });
  return { values: values.map((x) => 2 * x), features, weights };
}

/** Events drawn from a few, with replacement: a generator that is worth as many as they are. */
export function resampled(
  { values, features }: WeightedPoints,
  events: number,
  stream: Stream,
): WeightedPoints {
  const few = values.length / features, choice = stream.split("resampled");
  const out = new Float64Array(events * features);
  for (let at = 0; at < out.length; at += features) {
    const from = features * choice.integer(few);
    for (let k = 0; k < features; k++) out[at + k] = values[from + k];
  }
  return { values: out, features };
}

/** An estimate that must be there. */
export function there(found: Estimate | Absent): Estimate {
  assert(isPresent(found), (found as Absent).reason);
  return found;
}

/** Difference from the right value in standard errors. */
export function pull({ value, error }: Estimate, right: number): number {
  return (value - right) / error!;
}

/**
 * Asserts that pulls of worths have mean 0 and width 1; false alarm 1e-6.
 *
 * @param scatter Relative standard deviation of the distance: a chi-square number of 2 / scatter^2 degrees of freedom,
 * whose fourth moment gives the error of the width.
 * @param noise Counting noise over the distance without it. An estimate whose distance is too small has a larger error
 * as well, so that pulls are expected to be lower by scatter times noise.
 */
export function assertPulls(pulls: readonly number[], scatter: number, noise: number): void {
  const n = pulls.length, mean = pulls.reduce((a, b) => a + b) / n;
  const width = Math.sqrt(pulls.reduce((sum, p) => sum + (p - mean) * (p - mean), 0) / (n - 1));
  assertAlmostEquals(mean, -scatter * noise, normalBound / Math.sqrt(n), "mean");
  const kurtosis = 3 + 6 * scatter * scatter;
  assertAlmostEquals(width, 1, normalBound * Math.sqrt((kurtosis - 1) / (4 * n)), "width");
}
