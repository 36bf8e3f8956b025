import { assert, assertEquals, assertThrows } from "@std/assert";
import { createTfjsEngine } from "../../../core/engine/tfjs.ts";
import { paperArchitecture, weightCount } from "../../../core/flow/architecture.ts";
import { generate } from "../../../core/flow/generate.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { rk4, type Solve } from "../../../core/flow/scheme.ts";
import { decodingSolve } from "../../../core/flow/solves.ts";
import { Stream } from "../../../core/random.ts";

const engine = await createTfjsEngine(paperArchitecture);
const condition = Float32Array.of(4);

Deno.test("a flow without velocity generates its noise", () => {
  const still = new Float32Array(weightCount(paperArchitecture));
  const points = generate(engine, still, condition, 5, Stream.fromSeed(1));
  assertEquals(points, Stream.fromSeed(1).normals(new Float32Array(10)));
});

Deno.test("a constant velocity shifts the noise against it", () => {
  const weights = new Float32Array(weightCount(paperArchitecture));
  weights.set([3, -1], weights.length - 2);
  const points = generate(engine, weights, condition, 500, Stream.fromSeed(1));
  const noise = Stream.fromSeed(1).normals(new Float32Array(1000));
  // 12 steps of single precision on numbers below 8.
  points.forEach((x, i) => assert(Math.abs(x - (noise[i] - (i % 2 ? -1 : 3))) < 1e-5));
});

Deno.test("generated points are decoded by the solve given", () => {
  const weights = initialise(paperArchitecture, Stream.fromSeed(2)).map((w) => 2 * w);
  const solve: Solve = { scheme: rk4, steps: 3, volumeChange: "discrete" };
  const values = Stream.fromSeed(3).normals(new Float32Array(20));
  for (const given of [solve, undefined]) {
    assertEquals(
      generate(engine, weights, condition, 10, Stream.fromSeed(3), given),
      engine.decode(weights, { values, condition }, given ?? decodingSolve),
    );
  }
});

Deno.test("an invalid count is refused", () => {
  const weights = new Float32Array(weightCount(paperArchitecture));
  for (const count of [0, -3, 1.5, NaN]) {
    assertThrows(
      () => generate(engine, weights, condition, count, Stream.fromSeed(1)),
      RangeError,
      `current value is ${count}`,
    );
  }
});
