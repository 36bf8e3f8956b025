/**
 * Random flows and points for the properties of engines, and how far single precision may be off.
 *
 * @module
 */
import { assert } from "@std/assert";
import fc from "fast-check";
import type { Points } from "../../../core/engine/engine.ts";
import { type Architecture, layers } from "../../../core/flow/architecture.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { ab3, am4, rk38, rk4, type Solve } from "../../../core/flow/scheme.ts";
import { Stream } from "../../../core/random.ts";

/** A flow with points to evaluate it at. */
export interface Case {
  readonly architecture: Architecture;
  readonly weights: Float32Array;
  readonly points: Points;
  readonly solve: Solve;
  readonly time: number;
  readonly seed: number;
}

const architectures: fc.Arbitrary<Architecture> = fc.record({
  dimension: fc.integer({ min: 1, max: 5 }),
  condition: fc.integer({ min: 0, max: 3 }),
  hidden: fc.array(fc.integer({ min: 1, max: 18 }), { minLength: 1, maxLength: 4 }),
  frequencies: fc.integer({ min: 0, max: 4 }),
  activation: fc.constantFrom("elu" as const, "silu" as const, "tanh" as const),
});

/** Any shape of network, wider and deeper than those of {@linkcode cases}. */
export const flows: fc.Arbitrary<Architecture> = fc.record({
  dimension: fc.integer({ min: 1, max: 5 }),
  condition: fc.integer({ min: 0, max: 6 }),
  hidden: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
  frequencies: fc.integer({ min: 0, max: 6 }),
  activation: fc.constantFrom("elu" as const, "silu" as const, "tanh" as const),
});

const solves: fc.Arbitrary<Solve> = fc.record({
  scheme: fc.constantFrom(rk4, rk38, ab3, am4),
  steps: fc.integer({ min: 4, max: 6 }),
  volumeChange: fc.constantFrom("trace" as const, "discrete" as const),
  uneven: fc.boolean(),
}).map(({ scheme, steps, volumeChange, uneven }) => ({
  scheme,
  volumeChange,
  steps: uneven && scheme.kind !== "adams-bashforth-3"
    ? Array.from({ length: steps + 1 }, (_, i) => (i / steps) * (i / steps))
    : steps,
}));

/** Random architecture, weights, points (1 to 9 of them), condition and solve. */
export const cases: fc.Arbitrary<Case> = fc.record({
  architecture: architectures,
  solve: solves,
  time: fc.integer({ min: 0, max: 16 }).map((i) => i / 16),
  n: fc.integer({ min: 1, max: 9 }),
  varying: fc.boolean(),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
}).map(({ architecture, solve, time, n, varying, seed }) => {
  const stream = Stream.fromSeed(seed);
  const { dimension, condition } = architecture;
  return {
    architecture,
    weights: initialise(architecture, stream.split("weights")).map((w) => 1.5 * w),
    points: {
      values: stream.split("points").normals(new Float32Array(n * dimension)),
      condition: stream.split("condition").normals(
        new Float32Array((varying ? n : 1) * condition),
      ),
    },
    solve,
    time,
    seed,
  };
});

/** Seed of the cases: the same every time. */
export const seed = 2408;

/**
 * Bound on a rounding error: every number passes through sums of `fanIn` products and a bias in each
 * layer, whose worst relative error is `fanIn + 1` units of 2^-24; twice that for the tangents, the
 * exponentials and the sums of the solve. Relative to the largest of the numbers compared, or to 1.
 */
export function singlePrecision(architecture: Architecture, expected: ArrayLike<number>): number {
  const terms = layers(architecture).reduce((sum, { fanIn }) => sum + fanIn + 1, 0);
  let size = 1;
  for (let i = 0; i < expected.length; i++) size = Math.max(size, Math.abs(expected[i]));
  return 2 * terms * 2 ** -24 * size;
}

/** Refuses numbers that differ by more than the bound. */
export function assertWithin(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number,
  what: string,
): void {
  assert(actual.length === expected.length, `${what}: ${actual.length} of ${expected.length}`);
  for (let i = 0; i < actual.length; i++) {
    const off = Math.abs(actual[i] - expected[i]);
    assert(
      off <= bound,
      `${what}: ${actual[i]} for ${expected[i]} at ${i}, off by ${off}, bound ${bound}`,
    );
  }
}
