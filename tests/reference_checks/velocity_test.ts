import { allEngines, engineOf } from "../core/engine/_engines.ts";
import { velocityAt } from "../core/_float64.ts";
import { assertWithin, singlePrecision } from "../core/engine/_cases.ts";
import { reference } from "./_load.ts";
import { architectureOf, type Net } from "./_nets.ts";

interface Vectors {
  readonly nets: Readonly<Record<string, Net>>;
  readonly cases: readonly {
    readonly net: string;
    readonly t: number;
    readonly x: readonly number[];
    readonly c: number;
    readonly v: readonly number[];
    readonly jacobian: readonly (readonly number[])[];
    readonly trace: number;
  }[];
}

const { nets, cases } = reference<Vectors>("velocity");

Deno.test("velocity, Jacobian and divergence in double precision, to 1e-12 relative", () => {
  for (const { net, t, x, c, v, jacobian, trace } of cases) {
    const { layers, weights } = nets[net];
    const found = velocityAt(architectureOf(layers), weights, t, x, [c]);
    const actual = [...found.velocity, ...found.jacobian.flat(), found.trace];
    [...v, ...jacobian.flat(), trace].forEach((expected, i) => {
      assertWithin([actual[i]], [expected], 1e-12 * Math.abs(expected), `${net} at t = ${t}`);
    });
  }
});

for (const name of allEngines) {
  Deno.test(`velocity and divergence of the ${name} engine, to single precision`, async () => {
    for (const { net, t, x, c, v, trace } of cases) {
      const architecture = architectureOf(nets[net].layers);
      const engine = await engineOf(name, architecture);
      const points = { values: Float32Array.from(x), condition: Float32Array.of(c) };
      const found = engine.velocity(Float32Array.from(nets[net].weights), points, t);
      // The inputs are rounded too, so their size counts with that of the results.
      const bound = singlePrecision(architecture, [...x, c, ...v, trace]);
      assertWithin(found.velocity, v, bound, `velocity of ${net} at t = ${t}`);
      assertWithin(found.trace, [trace], bound, `divergence of ${net} at t = ${t}`);
    }
  });
}
