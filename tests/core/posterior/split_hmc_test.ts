/** Chains about a Gaussian have the law of their potential, whatever the Gaussian is. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { LastLayer } from "../../../core/posterior/last_layer_engine.ts";
import { createEngine } from "../../../core/engine/mod.ts";
import { initialise, likelihoodSolve, weightCount } from "../../../core/flow/mod.ts";
import { exp } from "../../../core/elementary.ts";
import { Stream } from "../../../core/random.ts";
import type { Potential } from "../../../core/posterior/potential.ts";
import {
  fisherMatrix,
  gaussianOfDraws,
  oscillation,
  ReferenceGaussian,
  splitHmc,
} from "../../../core/posterior/split_hmc.ts";
import { target } from "../../../core/target/mod.ts";
import { assertNormal } from "./_recovers.ts";

/** The potential of N(mean, covariance) in two weights with standard deviations 1 and 3 and a correlation of 0.8. */
const correlated: Potential = ([a, b], gradient) => {
  const x = a - 1, y = (b + 2) / 3, rho = 0.8, scale = 1 / (1 - rho * rho);
  if (gradient) {
    gradient[0] = scale * (x - rho * y);
    gradient[1] = scale * (y - rho * x) / 3;
  }
  return scale * (x * x - 2 * rho * x * y + y * y) / 2;
};

/** Draws of one weight, by chains. */
function traces(draws: readonly Float32Array[], weight: number, weights: number): number[][] {
  return draws.map((chain) => Array.from(chain).filter((_, i) => i % weights === weight));
}

Deno.test("a Gaussian is recovered about one that is too narrow, too wide and elsewhere", () => {
  for (
    const [name, mean, variance] of [["narrow", 0, 0.2], ["wide", 2, 30]] as const
  ) {
    const reference = new ReferenceGaussian(
      Float64Array.of(mean, mean),
      Float64Array.of(1 / variance, 0, 0, 1 / variance),
    );
    const draws = [0, 1].map((chain) =>
      splitHmc(
        correlated,
        reference,
        [chain, -chain],
        { trajectories: 20_000, steps: 6, angle: name === "narrow" ? 0.3 : 0.15 },
        Stream.fromSeed(3).split(name, chain),
      ).draws
    );
    assertNormal(traces(draws, 0, 2), 1, 1, `first weight, ${name}`);
    assertNormal(traces(draws, 1, 2), -2, 3, `second weight, ${name}`);
  }
});

Deno.test("a Gaussian of draws has their mean, and a covariance between theirs and that of the other", () => {
  const stream = Stream.fromSeed(8), count = 100_000;
  const draws = Float32Array.from({ length: 2 * count }, (_, i) => {
    const [a, b] = stream.split("draw", i >> 1).normals(new Float64Array(2));
    return i % 2 === 0 ? 1 + 2 * a : -3 + a + b;
  });
  // Covariance [[4, 2], [2, 2]], of determinant 4.
  const { mean, precision } = gaussianOfDraws(draws, Float64Array.of(1, 0, 0, 1));
  for (const [i, value] of [1, -3].entries()) assertAlmostEquals(mean[i], value, 0.04);
  for (const [i, value] of [0.5, -0.5, -0.5, 1].entries()) {
    assertAlmostEquals(precision[i], value, 0.03);
  }
  assertEquals(precision[1], precision[2]);
  // Of two draws as much as of the other: the mean of [[1, 0], [0, 0]] and [[3, 0], [0, 2]].
  const few = gaussianOfDraws(Float32Array.of(-1, 0, 1, 0), Float64Array.of(1 / 3, 0, 0, 1 / 2));
  for (const [i, value] of [1 / 2, 0, 0, 1].entries()) {
    assertAlmostEquals(few.precision[i], value, 1e-12);
  }
  assertThrows(
    () => gaussianOfDraws(new Float32Array(3), Float64Array.of(1, 0, 0, 1)),
    TypeError,
    "the draws must have 2 numbers: current value is 3",
  );
  assertThrows(() => gaussianOfDraws(new Float32Array(4), new Float64Array(3)), TypeError);
});

Deno.test("a potential with heavier walls than any Gaussian has its own moments", () => {
  // U = w^4 / 4: the mean of w^2 is a ratio of integrals.
  const quartic: Potential = ([w], gradient) => {
    if (gradient) gradient[0] = w * w * w;
    return w * w * w * w / 4;
  };
  let norm = 0, second = 0;
  for (let w = -6; w <= 6; w += 1e-3) {
    const density = exp(-quartic(Float64Array.of(w)));
    norm += density;
    second += w * w * density;
  }
  const { draws, acceptance, potentials } = splitHmc(
    quartic,
    new ReferenceGaussian(Float64Array.of(0), Float64Array.of(1)),
    [0.3],
    { trajectories: 40_000, steps: 3, angle: 0.6 },
    Stream.fromSeed(4),
  );
  assert(acceptance > 0.8 && acceptance < 1, String(acceptance));
  // Five standard errors of some 10,000 independent draws.
  const mean = draws.reduce((sum, w) => sum + w * w, 0) / draws.length;
  assertAlmostEquals(mean, second / norm, 0.03);
  assertAlmostEquals(potentials[100], quartic(Float64Array.from(draws.slice(100, 101))), 1e-6);
});

Deno.test("the exact motion keeps its energy, and leads back", () => {
  const position = Float64Array.of(0.4, -2), momentum = Float64Array.of(1.5, 0.1);
  const [start, energy] = [position.slice(), oscillation.energy(position, momentum)];
  oscillation.move(position, momentum, 0.7);
  assertAlmostEquals(oscillation.energy(position, momentum), energy, 1e-14);
  assert(Math.abs(position[0] - start[0]) > 0.1);
  oscillation.move(position, momentum, -0.7);
  for (const [i, value] of start.entries()) assertAlmostEquals(position[i], value, 1e-15);
});

Deno.test("coordinates lead back to the weights, and make the Gaussian a standard normal", () => {
  const precision = Float64Array.of(4, 1, 1, 2);
  const reference = new ReferenceGaussian(Float64Array.of(3, -1), precision);
  const weights = Float64Array.of(3.5, 0.25), [x, y] = [0.5, 1.25];
  const coordinates = reference.coordinates(weights);
  const square = coordinates.reduce((sum, z) => sum + z * z, 0);
  assertAlmostEquals(square, 4 * x * x + 2 * x * y + 2 * y * y, 1e-12);
  for (const [i, w] of reference.weights(coordinates).entries()) {
    assertAlmostEquals(w, weights[i], 1e-14);
  }
  // What is left of the Gaussian's own potential is nothing.
  const own: Potential = ([a, b], gradient) => {
    const [u, v] = [a - 3, b + 1];
    if (gradient) gradient.set([4 * u + v, u + 2 * v]);
    return (4 * u * u + 2 * u * v + 2 * v * v) / 2;
  };
  const gradient = new Float64Array(2);
  assertAlmostEquals(reference.remainder(own)(coordinates, gradient), 0, 1e-12);
  for (const part of gradient) assertAlmostEquals(part, 0, 1e-12);
});

Deno.test("the angle of a step is adapted to the acceptance", () => {
  // Forty times stiffer than the Gaussian: a fixed angle of 0.6 is never accepted.
  const stiff: Potential = ([w], gradient) => {
    if (gradient) gradient[0] = 40 * 40 * w;
    return 800 * w * w;
  };
  const reference = new ReferenceGaussian(Float64Array.of(0), Float64Array.of(1));
  const run = (settings: { angle: number; targetAcceptance?: number }, trajectories = 600) =>
    splitHmc(stiff, reference, [0.01], { trajectories, steps: 3, ...settings }, Stream.fromSeed(5));
  assert(run({ angle: 0.6 }).acceptance < 0.01);
  const { angle } = run({ angle: 0.6, targetAcceptance: 0.8 });
  assert(angle < 0.06, String(angle));
  assertAlmostEquals(run({ angle }, 4000).acceptance, 0.8, 0.12);
  const wide: Potential = ([w], gradient) => {
    if (gradient) gradient[0] = w;
    return w * w / 2;
  };
  const easy = splitHmc(
    wide,
    reference,
    [0],
    { trajectories: 200, steps: 3, angle: 0.1, targetAcceptance: 0.8 },
    Stream.fromSeed(6),
  );
  assertEquals(easy.angle, 1, "a step turns by 1 rad at most");
});

Deno.test("what cannot be sampled is refused", () => {
  const reference = new ReferenceGaussian(Float64Array.of(0), Float64Array.of(1));
  const settings = { trajectories: 5, steps: 2, angle: 0.5 };
  assertThrows(
    () => splitHmc(() => Infinity, reference, [0], settings, Stream.fromSeed(1)),
    RangeError,
    "Cannot sample about a Gaussian as the potential must be finite at the start: current value is Infinity",
  );
  assertThrows(
    () => new ReferenceGaussian(Float64Array.of(0, 0), Float64Array.of(1, 2, 2, 1)),
    RangeError,
    "Cannot take a reference Gaussian as its precision must be positive definite",
  );
  assertThrows(
    () => new ReferenceGaussian(Float64Array.of(0, 0), Float64Array.of(1)),
    TypeError,
    "precision",
  );
  for (const wrong of [{ trajectories: 0 }, { steps: 0 }, { angle: 0 }, { targetAcceptance: 1 }]) {
    assertThrows(
      () => splitHmc(correlated, reference, [0], { ...settings, ...wrong }, Stream.fromSeed(1)),
      RangeError,
      "Cannot sample about a Gaussian",
    );
  }
});

Deno.test("the Fisher matrix of a last layer is a block of that of all weights", async () => {
  const architecture = {
    dimension: 2,
    condition: 1,
    frequencies: 1,
    hidden: [4, 3],
    activation: "elu",
  } as const;
  const ring = target("gamma-ring"), stream = Stream.fromSeed(7);
  const engine = await createEngine("simd", architecture);
  const weights = initialise(architecture, stream.split("weights"));
  const problem = {
    engine,
    data: ring.sample(5, stream.split("data")),
    condition: ring.condition,
    draws: 1,
    stream,
  };
  const all = weightCount(architecture), last = 2 * (3 + 1), from = all - last;
  const whole = fisherMatrix(problem, weights, likelihoodSolve);
  const block = fisherMatrix(
    { ...problem, engine: new LastLayer(engine, weights) },
    weights.slice(-last),
    likelihoodSolve,
  );
  const score = new Float32Array(all), sums = new Float64Array(all * all);
  for (let i = 0; i < 5; i++) {
    const point = { values: problem.data.slice(2 * i, 2 * i + 2), condition: ring.condition };
    engine.logLikelihood(weights, point, likelihoodSolve, score);
    for (let k = 0; k < sums.length; k++) sums[k] += score[Math.floor(k / all)] * score[k % all];
  }
  for (let k = 0; k < sums.length; k++) assertAlmostEquals(whole[k], sums[k], 1e-9);
  for (let k = 0; k < block.length; k++) {
    const [row, column] = [Math.floor(k / last), k % last];
    assertEquals(block[k], whole[(from + row) * all + from + column]);
  }
});
