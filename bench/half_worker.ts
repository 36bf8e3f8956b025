/**
 * Computes one half of a unit of work; the results of both halves add up to that of the whole.
 *
 * @module
 */
import "../runner/no_environment.ts";
import type { KernelName } from "../core/engine/mod.ts";
import { createSimdEngine } from "../core/engine/simd.ts";
import { paperArchitecture } from "../core/flow/mod.ts";
import { makeProblem, type Problem, units } from "./problem.ts";

/** The half of a worker, and its kernel. */
export interface Start {
  readonly half: number;
  readonly kernel: KernelName;
}
/** Name of the unit to compute. */
export type Ask = string;
/** Result of the unit for this half. */
export type Reply = number;

/** The part of a problem that belongs to a half. */
function halve(problem: Problem, half: number): Problem {
  const part = (values: Float32Array) =>
    values.subarray(half * values.length / 2, (half + 1) * values.length / 2);
  const { points, noise } = problem;
  return {
    ...problem,
    points: { ...points, values: part(points.values) },
    noise: { ...noise, values: part(noise.values) },
  };
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent) => void;
  postMessage(reply: Reply): void;
};

scope.onmessage = async ({ data: { half, kernel } }: MessageEvent<Start>) => {
  const problem = halve(makeProblem(), half);
  const engine = await createSimdEngine(paperArchitecture, kernel);
  scope.onmessage = ({ data }: MessageEvent<Ask>) => {
    scope.postMessage(units.find(({ name }) => name === data)!.run(engine, problem));
  };
  scope.postMessage(0);
};
