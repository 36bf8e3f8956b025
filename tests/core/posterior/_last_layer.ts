/** A small flow whose last layer, eight weights, has a posterior that is known exactly. */
import { createEngine } from "../../../core/engine/mod.ts";
import { type Architecture, initialise } from "../../../core/flow/mod.ts";
import {
  gaussianPosterior,
  lastLayerMoments,
  lastLayerProblem,
  type Problem,
} from "../../../core/posterior/mod.ts";
import { Stream } from "../../../core/random.ts";
import { target } from "../../../core/target/mod.ts";

export const smallArchitecture: Architecture = {
  dimension: 2,
  condition: 1,
  hidden: [4, 3],
  frequencies: 1,
  activation: "elu",
};

/** Random weights of the small flow, and the problem of all of them on points of the ring. */
export async function smallFlow(points: number, draws: number) {
  const stream = Stream.fromSeed(5), ring = target("gamma-ring");
  const problem: Problem = {
    engine: await createEngine("simd", smallArchitecture),
    data: ring.sample(points, stream.split("data")),
    condition: ring.condition,
    draws,
    stream: stream.split("fit"),
  };
  return { problem, weights: initialise(smallArchitecture, stream.split("weights")) };
}

/** The stream of the quadrature's shifts. */
export const shiftStream = () => Stream.fromSeed(6).split("shifts");

/** The problem of the last layer, with its exact posterior under the prior N(0, 1). */
export async function smallLastLayer(points: number, nodes: number, draws: number, klWeight = 1) {
  const { problem, weights } = await smallFlow(points, draws);
  const moments = lastLayerMoments(problem, weights, nodes, shiftStream());
  const last = lastLayerProblem(problem, weights, moments, klWeight);
  return { problem: last, exact: gaussianPosterior(last.engine.quadratic(), 1), weights };
}
