/** The last layer under the flow-matching loss, and its exact posterior. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { normalQuantile } from "../../../core/arrays/mod.ts";
import { createEngine } from "../../../core/engine/mod.ts";
import { continuousSolve, HiddenLayers, initialise, weightCount } from "../../../core/flow/mod.ts";
import {
  exact,
  gaussianPosterior,
  lastLayerMoments,
  lastLayerProblem,
  posterior,
} from "../../../core/posterior/mod.ts";
import { Batches } from "../../../core/posterior/batches.ts";
import { Stream } from "../../../core/random.ts";
import { LinearEngine, linearProblem } from "./_linear_engine.ts";
import { shiftStream, smallArchitecture, smallFlow, smallLastLayer } from "./_last_layer.ts";
import reference from "./_last_layer.json" with { type: "json" };

/** Largest difference relative to the largest of the expected numbers. */
function relative(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let most = 0, scale = 0;
  for (let i = 0; i < expected.length; i++) {
    most = Math.max(most, Math.abs(found[i] - expected[i]));
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return most / scale;
}

Deno.test("mean and covariance agree with NumPy", async () => {
  const { problem, weights } = await smallFlow(reference.data.length / 2, 1);
  assertEquals([...weights], reference.weights);
  assertEquals([...problem.data], reference.data);
  const moments = lastLayerMoments(problem, weights, reference.nodes, shiftStream());
  const { engine } = lastLayerProblem(problem, weights, moments, reference.k);
  const { mean, covariance } = gaussianPosterior(engine.quadratic(), 1 / reference.prior ** 2);
  // Rounding of 1e-16 times a condition of the precision of some hundreds.
  assert(relative(mean, reference.mean) < 1e-12, `${relative(mean, reference.mean)}`);
  assert(relative(covariance, reference.covariance) < 1e-12);
});

for (const activation of ["elu", "silu", "tanh"] as const) {
  Deno.test(`features times the last layer are the engine's velocity, ${activation}`, async () => {
    const architecture = { ...smallArchitecture, activation, hidden: [6, 5], frequencies: 2 };
    const engine = await createEngine("simd", architecture);
    const weights = initialise(architecture, Stream.fromSeed(3)).map((w) => 3 * w);
    const hidden = new HiddenLayers(architecture, weights);
    const last = weights.subarray(-12);
    assertEquals(hidden.units, 5);
    for (const [time, x, y] of [[0, 4, -1], [0.3, -2, 0.5], [1, 0.1, 7]]) {
      const points = { values: Float32Array.of(x, y), condition: Float32Array.of(4) };
      const { velocity } = engine.velocity(weights, points, time);
      const h = hidden.at(time, points.values, points.condition);
      for (let c = 0; c < 2; c++) {
        const found = h.reduce((sum, feature, i) => sum + last[5 * c + i] * feature, last[10 + c]);
        // Single precision, of sums of some tens.
        assertAlmostEquals(found, velocity[c], 2e-5);
      }
    }
  });
}

Deno.test("value and gradient of the quadratic are those of the engine's flow matching at its nodes", async () => {
  const klWeight = 2.5, points = 30;
  const { problem, weights } = await smallFlow(points, 1);
  const moments = lastLayerMoments(problem, weights, 1, shiftStream());
  const last = lastLayerProblem(problem, weights, moments, klWeight);
  // With one node for each shift, time and noise are the shifts themselves.
  const values: number[] = [], times: number[] = [], noise: number[] = [];
  for (let i = 0; i < points; i++) {
    for (let h = 0; h < 2; h++) {
      const [t, ...u] = shiftStream().split(i, h).uniforms(new Float64Array(3));
      values.push(problem.data[2 * i], problem.data[2 * i + 1]);
      times.push(t);
      noise.push(...u.map(normalQuantile));
    }
  }
  const batch = {
    values: Float32Array.from(values),
    condition: problem.condition,
    times: Float32Array.from(times),
    noise: Float32Array.from(noise),
  };
  const some = Stream.fromSeed(9).normals(new Float32Array(8));
  const ofLoss = new Float32Array(8), ofLikelihood = new Float32Array(8);
  const loss = last.engine.flowMatching(some, batch, ofLoss);
  const all = { values: problem.data, condition: problem.condition };
  const logLikelihood = last.engine.logLikelihood(some, all, continuousSolve, ofLikelihood);
  // Single precision.
  assertAlmostEquals(-klWeight / points * logLikelihood / loss, 1, 1e-5);
  assert(relative(ofLikelihood.map((g) => -klWeight / points * g), ofLoss) < 1e-5);

  const whole = new Float32Array(weights.length);
  problem.engine.flowMatching(last.engine.complete(some), batch, whole);
  assertEquals(ofLoss, whole.subarray(-8));
});

Deno.test("batches of an epoch add up to all data, in any order of calls", async () => {
  const { problem } = await smallLastLayer(30, 4, 1);
  const { engine } = problem;
  const some = Stream.fromSeed(9).normals(new Float32Array(8));
  const batches = new Batches(problem, 10, Stream.fromSeed(2));
  const value = (points: Parameters<typeof engine.logLikelihood>[1]) =>
    engine.logLikelihood(some, points, continuousSolve);
  const all = value({ values: problem.data, condition: problem.condition });
  const first = value(batches.points(0)), again = value(batches.points(0));
  assertEquals(first, again);
  // Single precision of the moments.
  assertAlmostEquals((first + value(batches.points(1)) + value(batches.points(2))) / all, 1, 1e-6);
  assertEquals(value(batches.points(0)), first);
});

Deno.test("the quadratic form has the gradient of the log-likelihood", async () => {
  const { problem: { engine, data, condition } } = await smallLastLayer(30, 4, 1);
  const some = Stream.fromSeed(9).normals(new Float32Array(8));
  const gradient = new Float32Array(8);
  engine.logLikelihood(some, { values: data, condition }, continuousSolve, gradient);
  const terms = engine.quadratic();
  const expected = terms[0].linear.map((_, i) =>
    terms.reduce(
      (sum, { matrix, linear }) =>
        sum + (linear[i] - some.reduce((s, w, j) => s + matrix[i * 8 + j] * w, 0)) / terms.length,
      0,
    )
  );
  assert(relative(gradient, expected) < 1e-6);
});

Deno.test("the stated error of the quadrature is that against many nodes, and falls with their number", async () => {
  const errors = [];
  const far = (await smallLastLayer(100, 2000, 1)).exact;
  for (const nodes of [4, 64]) {
    const { problem, exact: near } = await smallLastLayer(100, nodes, 1);
    const { scalars } = exact().fit(problem).diagnostics;
    let square = 0;
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) {
        square += (near.mean[i] - far.mean[i]) * near.precision[i * 8 + j] *
          (near.mean[j] - far.mean[j]);
      }
    }
    const stated = scalars["error of the quadrature in the mean"]!;
    const found = Math.sqrt(square / 8);
    // Root mean squares of eight normals each: their ratio is within a factor of 4 in all but 1e-4 of cases.
    assert(found < 4 * stated && stated < 4 * found, `${nodes} nodes: ${found}, stated ${stated}`);
    errors.push(stated);
  }
  assert(errors[1] < errors[0] / 3, `${errors}`);
});

Deno.test("the exact posterior draws from its Gaussian, each draw of its own stream", () => {
  const problem = linearProblem(60, 4, 3);
  const { draws } = exact().fit(problem);
  const more = exact().fit({ ...problem, draws: 6 }).draws;
  assertEquals(more.subarray(0, draws.length), draws);
});

Deno.test("what has no exact posterior is refused", async () => {
  const { problem, weights } = await smallFlow(10, 1);
  assertThrows(() => exact().fit(problem), TypeError, 'current value is "simd"');
  assertThrows(() => posterior("exact", { priorScale: -1 }), RangeError, "scale of the prior");
  // A flat prior and fewer points than weights.
  const few = linearProblem(3, 1, 1, new LinearEngine());
  assertThrows(() => exact({ priorScale: 0 }).fit(few), RangeError, "positive definite");
  const moments = lastLayerMoments(problem, weights, 1, shiftStream());
  assertThrows(() => lastLayerProblem(problem, weights, moments, 0), RangeError, "divergence");
  assertThrows(
    () => lastLayerProblem({ ...problem, data: problem.data.slice(2) }, weights, moments, 1),
    TypeError,
    "moments of points",
  );
  assertThrows(
    () => lastLayerMoments(problem, weights.subarray(1), 1, shiftStream()),
    TypeError,
    `${weightCount(smallArchitecture)}`,
  );
  assertThrows(() => lastLayerMoments(problem, weights, 0, shiftStream()), RangeError, "nodes");
  const last = lastLayerProblem(problem, weights, moments, 1);
  const points = { values: problem.data.slice(2), condition: problem.condition };
  assertThrows(
    () => last.engine.logLikelihood(weights.slice(-8), points, continuousSolve),
    TypeError,
    "places in the data",
  );
});
