/** The double-precision flow against central differences: engines are judged by it. */
import { assertEquals } from "@std/assert";
import type { Architecture } from "../../core/flow/architecture.ts";
import { initialise } from "../../core/flow/initialise.ts";
import { ab3, am4, rk38, rk4, type Solve } from "../../core/flow/scheme.ts";
import { Stream } from "../../core/random.ts";
import * as exact from "./_float64.ts";
import { assertWithin } from "./engine/_cases.ts";

const architecture: Architecture = {
  dimension: 3,
  condition: 2,
  hidden: [5, 4],
  frequencies: 2,
  activation: "silu",
};
const weights = Float64Array.from(initialise(architecture, Stream.fromSeed(1)), (w) => 2 * w);
const point = [0.3, -0.8, 1.1], condition = [0.5, -1];

/** Central differences of a function of an array: error h^2 = 1e-10 and rounding 1e-16 / h = 1e-11. */
function differences(f: (x: Float64Array) => number, at: ArrayLike<number>): number[] {
  const h = 1e-5;
  return Array.from(at, (_, i) => {
    const moved = (by: number) => Float64Array.from(at, (value, j) => j === i ? value + by : value);
    return (f(moved(h)) - f(moved(-h))) / (2 * h);
  });
}

Deno.test("the Jacobian is the derivative of the velocity", () => {
  for (const activation of ["elu", "silu", "tanh"] as const) {
    const net = { ...architecture, activation };
    const velocity = (x: ArrayLike<number>) => exact.velocityAt(net, weights, 0.3, x, condition);
    const { jacobian } = velocity(point);
    jacobian.forEach((row, d) => {
      assertWithin(row, differences((x) => velocity(x).velocity[d], point), 1e-8, activation);
    });
  }
});

for (const scheme of [rk4, rk38, ab3, am4]) {
  for (const volumeChange of ["trace", "discrete"] as const) {
    const solve: Solve = { scheme, steps: 4, volumeChange };
    Deno.test(`the gradient of log p by ${scheme.name}, ${volumeChange}, is its derivative`, () => {
      for (const activation of ["silu", "tanh"] as const) {
        const net = { ...architecture, activation };
        const gradient = new Float64Array(weights.length);
        exact.logDensityAt(net, weights, point, condition, solve, gradient);
        const expected = differences(
          (w) => exact.logDensityAt(net, w, point, condition, solve).logDensity,
          weights,
        );
        assertWithin(gradient, expected, 1e-8, activation);
      }
    });
  }

  Deno.test(`the discrete volume change by ${scheme.name} is that of the encoding map`, () => {
    const solve: Solve = { scheme, steps: 4, volumeChange: "discrete" };
    const encode = (x: ArrayLike<number>) =>
      exact.transport("encode", architecture, weights, { values: x, condition }, solve);
    const [a, b, c] = [0, 1, 2].map((d) => differences((x) => encode(x)[d], point));
    const determinant = a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
      a[2] * (b[0] * c[1] - b[1] * c[0]);
    const { volumeChange, latent } = exact.logDensityAt(
      architecture,
      weights,
      point,
      condition,
      solve,
    );
    assertWithin([volumeChange], [Math.log(Math.abs(determinant))], 1e-8, "volume change");
    assertEquals(latent, [...encode(point)]);
  });
}

Deno.test("the gradient of the flow-matching loss is its derivative", () => {
  const stream = Stream.fromSeed(2);
  const batch = {
    values: stream.normals(new Float64Array(12)),
    condition,
    times: stream.uniforms(new Float64Array(4)),
    noise: stream.normals(new Float64Array(12)),
  };
  const gradient = new Float64Array(weights.length);
  exact.flowMatching(architecture, weights, batch, gradient);
  const expected = differences((w) => exact.flowMatching(architecture, w, batch), weights);
  assertWithin(gradient, expected, 1e-8, "gradient");
});
