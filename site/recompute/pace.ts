/**
 * How fast a thread is, measured by work that is timed for the page on what the numbers cost, too.
 *
 * @module
 */
import {
  initialise,
  likelihoodSolve,
  paperArchitecture,
  weightCount,
} from "../../core/flow/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { cellEngine } from "../../runner/engine.ts";

/** Unit of the bench that is measured, and who is faster on the machine of the results. */
export const paceUnit = "U2 discrete", paceContender = "simd, wide";

const points = 1000, rounds = 6;

/** The shortest time of the log-likelihood of 1000 points with its gradient, milliseconds. */
export async function pace(now = () => performance.now()): Promise<number> {
  const engine = await cellEngine(paperArchitecture);
  const stream = Stream.fromSeed(20240838).split("pace");
  const weights = initialise(paperArchitecture, stream.split("weights"));
  const data = {
    values: target("gamma-ring").sample(points, stream.split("points")),
    condition: Float32Array.of(4),
  };
  const gradient = new Float32Array(weightCount(paperArchitecture));
  let shortest = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = now();
    engine.logLikelihood(weights, data, likelihoodSolve, gradient);
    shortest = Math.min(shortest, now() - start);
  }
  return shortest;
}
