/**
 * Flow-matching batches with targets of one's own, by which an engine gives products with the Jacobian
 * of the velocity.
 *
 * @module
 */
import { type FlowMatchingBatch, noiseFloor, type Points } from "../engine/engine.ts";

/**
 * The flow-matching batch at given times and places with given targets u. Data x and noise z follow from
 *
 *     y = (1 - t) x + (eps + (1 - eps) t) z,   u = (1 - eps) z - x,
 *
 * whose solution is z = y + (1 - t) u, x = (1 - eps) z - u. The gradient of the loss of this batch is
 * 2 / (n d) times the product of the transposed Jacobian of the velocity with v - u.
 *
 * @param places Points y with their condition.
 * @param times `[n]`
 * @param targets `[n, dimension]`
 *
 * @example The targets are those of the loss
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { initialise, paperArchitecture } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { steeredBatch } from "./steered_batch.ts";
 *
 * const engine = await createEngine("simd", paperArchitecture);
 * const weights = initialise(paperArchitecture, Stream.fromSeed(1));
 * const places = { values: Float32Array.of(3, -4), condition: Float32Array.of(4) };
 * const { velocity } = engine.velocity(weights, places, 0.25);
 * const batch = steeredBatch(places, Float32Array.of(0.25), velocity.map((v) => v - 1));
 * assertAlmostEquals(engine.flowMatching(weights, batch), 1, 1e-5);
 * ```
 */
export function steeredBatch(
  { values, condition }: Points,
  times: Float32Array,
  targets: ArrayLike<number>,
): FlowMatchingBatch {
  const dimension = values.length / times.length;
  const data = new Float32Array(values.length), noise = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const u = targets[i];
    const z = values[i] + (1 - times[Math.floor(i / dimension)]) * u;
    noise[i] = z;
    data[i] = (1 - noiseFloor) * z - u;
  }
  return { values: data, noise, times, condition };
}
