/**
 * The power of the number of training events with which the worth of a generated sample grows.
 *
 * @module
 */
import { powerLaw } from "../../core/amplification/mod.ts";
import { type BootstrapOptions, bootstrapRuns } from "../../core/calibration/mod.ts";
import type { Estimate } from "../shared/schema.ts";

/**
 * Slope of a straight line through the logarithms of the equivalent true events N G, every size alike.
 *
 * The training sets of one run are nested: the smaller ones are the first events of the largest. So the
 * amplifications of a run go up and down together, and the standard error comes from resampling runs, each
 * with all of its sizes. G of a resample is the harmonic mean over its runs, as it is of all runs.
 *
 * @param sizes Training events N, ascending, `[sizes]`.
 * @param perRun Amplification G of each run, `[sizes][runs]`.
 * @param options Of the resampling, which needs a stream from 9 runs on.
 * @throws {RangeError} If there are fewer than two sizes, or an amplification is not above zero.
 *
 * @example Runs that differ by a factor tell the same slope
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { power } from "./power.ts";
 *
 * const { value, error } = power([100, 10_000], [[1, 2, 3], [0.1, 0.2, 0.3]]);
 * assertAlmostEquals(value, 0.5, 1e-12);
 * assertAlmostEquals(error!, 0, 1e-12);
 * ```
 */
export function power(
  sizes: readonly number[],
  perRun: readonly (readonly number[])[],
  options: BootstrapOptions = {},
): Estimate {
  const [{ value, error }] = bootstrapRuns(perRun[0].length, (weights) => {
    const events = perRun.map((values, i) =>
      sizes[i] / values.reduce((sum, g, run) => sum + weights[run] / g, 0)
    );
    return [powerLaw(sizes, events).b];
  }, options);
  return { value, error: error };
}
