import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createSimdEngine } from "../../../core/engine/simd.ts";
import { paperArchitecture } from "../../../core/flow/architecture.ts";
import { flowMatchingBatch } from "../../../core/flow/flow_matching.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { ab3, am4, rk38, rk4, type RungeKutta, type Solve } from "../../../core/flow/scheme.ts";
import { decodingSolve, likelihoodSolve } from "../../../core/flow/solves.ts";
import { Stream } from "../../../core/random.ts";
import * as exact from "../_float64.ts";
import { flows } from "./_cases.ts";

/** Schemes of one to six stages, from textbooks. */
const tableaus: RungeKutta[] = [
  { kind: "runge-kutta", name: "Euler", a: [[]], b: [1], c: [0] },
  { kind: "runge-kutta", name: "Heun", a: [[], [1]], b: [1 / 2, 1 / 2], c: [0, 1] },
  { kind: "runge-kutta", name: "Ralston", a: [[], [2 / 3]], b: [1 / 4, 3 / 4], c: [0, 2 / 3] },
  {
    kind: "runge-kutta",
    name: "Kutta's third",
    a: [[], [1 / 2], [-1, 2]],
    b: [1 / 6, 2 / 3, 1 / 6],
    c: [0, 1 / 2, 1],
  },
  {
    kind: "runge-kutta",
    name: "Dormand-Prince",
    a: [
      [],
      [1 / 5],
      [3 / 40, 9 / 40],
      [44 / 45, -56 / 15, 32 / 9],
      [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
      [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    ],
    b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1],
  },
];

const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));

Deno.test("gradients are those of the same discretisation in double precision to 1e-4", async () => {
  await fc.assert(
    fc.asyncProperty(
      flows,
      fc.constantFrom<Solve["scheme"]>(...tableaus, rk4, rk38, ab3, am4),
      fc.integer({ min: 4, max: 6 }),
      fc.constantFrom("trace" as const, "discrete" as const),
      // Tiles hold 8 or 24 points: full, cut, and several.
      fc.integer({ min: 1, max: 26 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (architecture, scheme, steps, volumeChange, n, each, seed) => {
        const stream = Stream.fromSeed(seed);
        const { dimension, condition } = architecture;
        const weights = initialise(architecture, stream.split("weights")).map((w) => 1.5 * w);
        const points = {
          values: stream.split("points").normals(new Float32Array(n * dimension)),
          condition: stream.split("condition").normals(
            new Float32Array((each ? n : 1) * condition),
          ),
        };
        const solve = { scheme, steps, volumeChange };
        const expected = new Float64Array(weights.length), found = new Float32Array(weights.length);
        exact.logDensity(architecture, weights, points, solve, expected);
        const engine = await createSimdEngine(architecture);
        engine.logLikelihood(weights, points, solve, found);
        const off = norm(found.map((value, i) => value - expected[i])) / norm(expected);
        assert(off < 1e-4, `${scheme.name}, ${volumeChange}: relative error ${off}`);
      },
    ),
    { numRuns: 80, seed: 2408 },
  );
});

Deno.test("the gradient of the loss is that in double precision to 1e-4", async () => {
  await fc.assert(
    fc.asyncProperty(
      flows,
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (architecture, n, each, seed) => {
        const stream = Stream.fromSeed(seed);
        const { dimension, condition } = architecture;
        const weights = initialise(architecture, stream.split("weights")).map((w) => 1.5 * w);
        const batch = flowMatchingBatch(
          {
            values: stream.split("points").normals(new Float32Array(n * dimension)),
            condition: stream.split("condition").normals(
              new Float32Array((each ? n : 1) * condition),
            ),
          },
          dimension,
          stream.split("batch"),
        );
        const expected = new Float64Array(weights.length), found = new Float32Array(weights.length);
        exact.flowMatching(architecture, weights, batch, expected);
        const engine = await createSimdEngine(architecture);
        engine.flowMatching(weights, batch, found);
        const off = norm(found.map((value, i) => value - expected[i])) / norm(expected);
        assert(off < 1e-4, `relative error ${off}`);
      },
    ),
    { numRuns: 80, seed: 2408 },
  );
});

Deno.test("calls of any size before leave no mark on a result", async () => {
  const engine = await createSimdEngine(paperArchitecture);
  const weights = initialise(paperArchitecture, Stream.fromSeed(1));
  const values = Stream.fromSeed(2).normals(new Float32Array(2 * 9001));
  const condition = Float32Array.of(4);
  const few = { values: values.subarray(0, 14), condition };
  const gradient = new Float32Array(weights.length), again = new Float32Array(weights.length);
  const sum = engine.logLikelihood(weights, few, likelihoodSolve, gradient);
  engine.decode(weights, { values, condition }, decodingSolve);
  engine.flowMatching(weights, flowMatchingBatch(few, 2, Stream.fromSeed(3)), again);
  engine.logDensity(
    weights,
    { values, condition: new Float32Array(9001).fill(4) },
    likelihoodSolve,
  );
  assertEquals(engine.logLikelihood(weights, few, likelihoodSolve, again), sum);
  assertEquals(again, gradient);
});
