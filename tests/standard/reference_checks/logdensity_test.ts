import { allEngines, engineOf } from "../../core/engine/_engines.ts";
import { rk38, type Solve } from "../../../core/flow/scheme.ts";
import * as exact from "../../core/_float64.ts";
import { assertWithin, singlePrecision } from "../../core/engine/_cases.ts";
import { reference } from "../../reference_checks/_load.ts";
import { architectureOf, type Net } from "../../reference_checks/_nets.ts";

interface Vectors {
  readonly nets: Readonly<Record<string, Net>>;
  readonly sets: Readonly<
    Record<string, {
      readonly c: number;
      readonly x: readonly (readonly number[])[];
      readonly logp: readonly number[];
      readonly z: readonly (readonly number[])[];
      readonly ladj: readonly number[];
      readonly grad: {
        readonly weight_index: readonly number[];
        readonly value: readonly number[];
      };
      readonly decode: {
        readonly z: readonly (readonly number[])[];
        readonly x: readonly (readonly number[])[];
      };
    }>
  >;
}

const { nets, sets } = reference<Vectors>("logdensity");

/** Points in the sum whose gradient is given. */
const summed = 8;

function solveOf(steps: Solve["steps"]): Solve {
  return { scheme: rk38, steps, volumeChange: "trace" };
}

for (const [net, { c, x, logp, z, ladj, grad, decode }] of Object.entries(sets)) {
  const architecture = architectureOf(nets[net].layers);
  const { weights } = nets[net];

  // Here every third point, as each takes a thousand solves; engines are given all.
  Deno.test(`log density of ${net} in double precision, to 2e-6 nats`, () => {
    x.forEach((point, i) => {
      if (i % 3 !== 0) return;
      const steps = exact.kinkGrid(architecture, weights, point, [c], 256);
      const found = exact.logDensityAt(architecture, weights, point, [c], solveOf(steps));
      assertWithin([found.logDensity], [logp[i]], 2e-6, `log p of point ${i}`);
      assertWithin([found.volumeChange], [ladj[i]], 2e-6, `volume change of point ${i}`);
      assertWithin(found.latent, z[i], 2e-6, `latent point ${i}`);
    });
  });

  Deno.test(`gradient of ${net} in double precision, to 1e-5 relative + 1e-5`, () => {
    const gradient = new Float64Array(weights.length);
    for (const point of x.slice(0, summed)) {
      const steps = exact.kinkGrid(architecture, weights, point, [c], 512);
      exact.logDensityAt(architecture, weights, point, [c], solveOf(steps), gradient);
    }
    grad.weight_index.forEach((index, i) => {
      const bound = 1e-5 + 1e-5 * Math.abs(grad.value[i]);
      assertWithin([gradient[index]], [grad.value[i]], bound, `weight ${index}`);
    });
  });

  Deno.test(`decoding of ${net} in double precision, to 2e-6`, () => {
    const points = { values: decode.z.flat(), condition: [c] };
    const found = exact.transport("decode", architecture, weights, points, solveOf(512));
    assertWithin(found, decode.x.flat(), 2e-6, "point");
  });

  // A solve with half the steps shows how far this one still is from the continuous flow: across kinks
  // of the network log p converges with the second power of the step and its gradient with the first,
  // so the distance is at most about the difference; twice that is allowed, as the kinks' share of it
  // is erratic. Rounding comes on top: of the network, and one unit of 2^-24 a step for the state.
  const steps = 128;
  const rounding = (sizes: readonly number[]) =>
    singlePrecision(architecture, sizes) + steps * 2 ** -24 * Math.max(1, ...sizes.map(Math.abs));
  const largest = (a: Float64Array, b: Float64Array) =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
  /** A quantity at these steps in double precision, and its distance from the continuous flow. */
  const judged = (quantity: (solve: Solve) => Float64Array) => {
    let known: { same: Float64Array; solver: number } | undefined;
    return () => {
      if (!known) {
        const same = quantity(solveOf(steps));
        known = { same, solver: 2 * largest(same, quantity(solveOf(steps / 2))) };
      }
      return known;
    };
  };
  const given = (values: readonly number[]) => ({
    values: Float32Array.from(values),
    condition: Float32Array.of(c),
  });
  const some = x.slice(0, summed).flat();
  const logDensities = judged((solve) =>
    exact.logDensity(architecture, weights, { values: x.flat(), condition: [c] }, solve)
  );
  const gradients = judged((solve) => {
    const gradient = new Float64Array(weights.length);
    exact.logDensity(architecture, weights, { values: some, condition: [c] }, solve, gradient);
    return gradient;
  });
  const decoded = judged((solve) => {
    const noise = { values: decode.z.flat(), condition: [c] };
    return exact.transport("decode", architecture, weights, noise, solve);
  });
  const single = Float32Array.from(weights);

  for (const name of allEngines) {
    Deno.test(`log density of ${net} by the ${name} engine, to single precision and solver error`, async () => {
      const engine = await engineOf(name, architecture);
      const found = engine.logDensity(single, given(x.flat()), solveOf(steps));
      const { same, solver } = logDensities();
      // log p holds z^2 / 2, whose rounding grows with z^2.
      const bound = rounding(z.flat().map((value) => value * value));
      assertWithin(found, same, bound, "the same discretisation");
      assertWithin(found, logp, solver + bound, "the continuous flow");
    });

    Deno.test(`gradient of ${net} by the ${name} engine, to single precision and solver error`, async () => {
      const engine = await engineOf(name, architecture);
      const found = new Float32Array(weights.length);
      engine.logLikelihood(single, given(some), solveOf(steps), found);
      const { same, solver } = gradients();
      const bound = rounding([...same]);
      assertWithin(found, same, bound, "the same discretisation");
      const chosen = grad.weight_index.map((index) => found[index]);
      assertWithin(chosen, grad.value, solver + bound, "the continuous flow");
    });

    Deno.test(`decoding of ${net} by the ${name} engine, to single precision and solver error`, async () => {
      const engine = await engineOf(name, architecture);
      const found = engine.decode(single, given(decode.z.flat()), solveOf(steps));
      const { same, solver } = decoded();
      const bound = rounding(decode.x.flat());
      assertWithin(found, same, bound, "the same discretisation");
      assertWithin(found, decode.x.flat(), solver + bound, "the continuous flow");
    });
  }
}
