/** Laplace's approximation, where the posterior is known and where the derivatives are. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { createEngine } from "../../../core/engine/mod.ts";
import { type Architecture, initialise, weightCount } from "../../../core/flow/mod.ts";
import {
  exact,
  gaussianPosterior,
  laplace,
  lastLayerMoments,
  lastLayerProblem,
  trainFlow,
} from "../../../core/posterior/mod.ts";
import { curvatureStage } from "../../../core/posterior/curvature.ts";
import { NoiseQuadrature } from "../../../core/posterior/noise_quadrature.ts";
import { Stream } from "../../../core/random.ts";
import { velocityAt } from "../_float64.ts";
import { linearProblem, VelocityEngine } from "./_linear_engine.ts";
import { smallArchitecture, smallFlow } from "./_last_layer.ts";

const training = { steps: 50, batchSize: 20 };

/** The diagonal that a stage adds up over all points. */
function diagonalOf(
  problem: Parameters<typeof curvatureStage>[0],
  weights: ArrayLike<number>,
  nodes: number,
  scale: number,
): Float64Array {
  const diagonal = new Float64Array(weights.length);
  const stage = curvatureStage(problem, Float64Array.from(weights), diagonal, {
    nodes,
    scale,
    status: () => "",
  });
  for (let k = 0; k < stage.steps; k++) stage.step(k);
  return diagonal;
}

Deno.test("of a linear model, the draws are those of the exact posterior", () => {
  const problem = linearProblem(60, 5, 2);
  assertEquals(
    laplace({ priorScale: 2, training }).fit(problem).draws,
    exact({ priorScale: 2 }).fit(problem).draws,
  );
});

Deno.test("of a flow, the last layer's draws are those of its exact posterior at the trained weights", async () => {
  const { problem } = await smallFlow(60, 5);
  const { weights } = trainFlow(problem, training);
  const moments = lastLayerMoments(problem, weights, 4, problem.stream.split("nodes"));
  const last = lastLayerProblem(problem, weights, moments, 3);
  const flat = { klWeight: 3, priorScale: 0, nodes: 4, training };
  assertEquals(
    laplace(flat).fit(problem).draws,
    last.engine.complete(exact({ priorScale: 0 }).fit(last).draws),
  );
  // A prior moves the mode, too.
  assertNotEquals(laplace({ ...flat, priorScale: 0.1 }).fit(problem).draws[0], weights[0]);
});

Deno.test("the curvature of a last layer is the diagonal of its exact precision", async () => {
  const klWeight = 2.5, nodes = 4;
  const { problem, weights } = await smallFlow(60, 1);
  const moments = lastLayerMoments(problem, weights, nodes, problem.stream.split("nodes"));
  const last = lastLayerProblem(problem, weights, moments, klWeight);
  const { precision } = gaussianPosterior(last.engine.quadratic(), 0.25);
  const size = weightCount(last.engine.architecture);
  const diagonal = diagonalOf(last, weights.slice(-size), nodes, 2 / (klWeight * 2));
  diagonal.forEach((h, j) => assertAlmostEquals((h + 0.25) / precision[j * (size + 1)], 1, 1e-6));
});

const shapes: readonly Partial<Architecture>[] = [
  { dimension: 1, activation: "tanh" },
  { dimension: 2, activation: "silu" },
  { dimension: 3, activation: "elu" },
  { dimension: 4, activation: "silu", condition: 2 },
  { dimension: 5, activation: "tanh", condition: 0 },
];

for (const shape of shapes) {
  const title = `${shape.dimension} dimensions, ${shape.activation}`;
  Deno.test(`the curvature of all weights is that of finite differences: ${title}`, async () => {
    const architecture: Architecture = { ...smallArchitecture, ...shape };
    const { dimension } = architecture, points = 3, nodes = 2;
    const stream = Stream.fromSeed(11).split(title);
    const weights = initialise(architecture, stream.split("weights"));
    const condition = stream.split("condition").normals(new Float32Array(architecture.condition));
    const data = stream.split("data").normals(new Float32Array(points * dimension));
    const engine = await createEngine("simd", architecture);
    const problem = { engine, data, condition, draws: 1, stream };
    const found = diagonalOf(problem, weights, nodes, 0.7);

    const expected = new Float64Array(weights.length), step = 1e-5;
    const quadrature = new NoiseQuadrature(data, dimension, nodes, stream.split("nodes"));
    const wide = Float64Array.from(weights);
    for (let i = 0; i < points; i++) {
      quadrature.visit(i, (time, y) => {
        const place = Float32Array.from(y);
        const at = () => velocityAt(architecture, wide, Math.fround(time), place, condition);
        for (let j = 0; j < wide.length; j++) {
          wide[j] = weights[j] + step;
          const above = at().velocity;
          wide[j] = weights[j] - step;
          const below = at().velocity;
          wide[j] = weights[j];
          above.forEach((v, c) => {
            const slope = (v - below[c]) / (2 * step);
            expected[j] += 0.7 / (2 * nodes) * slope * slope;
          });
        }
      });
    }
    const scale = Math.max(...expected);
    // Single precision, of derivatives of the size of 1.
    found.forEach((h, j) =>
      assertAlmostEquals(h / scale, expected[j] / scale, 1e-5, `weight ${j}`)
    );
  });
}

Deno.test("all weights: draws are independent, with the curvature and the prior as precision", async () => {
  const { problem } = await smallFlow(60, 2);
  const options = { weights: "all", klWeight: 3, priorScale: 0.5, nodes: 2, training } as const;
  const { draws } = laplace(options).fit(problem);
  // With the same noise, a prior that outweighs all data sets the widths.
  const tight = laplace({ ...options, priorScale: 1e-3 }).fit(problem).draws;
  const size = draws.length / 2;
  const noise = [0, 1].map((d) => problem.stream.split("draws", d).normals(new Float64Array(size)));
  const width = (of: Float32Array, j: number) =>
    (of[size + j] - of[j]) / (noise[1][j] - noise[0][j]);
  const { problem: again } = await smallFlow(60, 2);
  const mode = Float32Array.from(
    { length: size },
    (_, j) => draws[j] - width(draws, j) * noise[0][j],
  );
  const curvature = diagonalOf(again, mode, 2, 2 / (3 * 2));
  for (let j = 0; j < size; j++) {
    // The mode is known to single precision of a draw; its curvature moves with it.
    assertAlmostEquals(width(draws, j) * Math.sqrt(curvature[j] + 4), 1, 1e-3, `weight ${j}`);
    assert(Math.abs(width(tight, j) / 1e-3 - 1) < 1e-3, `weight ${j}`);
  }
});

Deno.test("all weights: a weight on which nothing depends needs a prior", () => {
  // A velocity that is one constant depends on the first of seven weights alone.
  const problem = linearProblem(60, 2, 4, new VelocityEngine(Infinity, () => 0));
  assertThrows(
    () => laplace({ weights: "all", priorScale: 0, training }).fit(problem),
    RangeError,
    "no curvature of weight 1 and a flat prior",
  );
});
