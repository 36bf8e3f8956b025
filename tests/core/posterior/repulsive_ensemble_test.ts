/** Ensembles that repel each other, where their rest is known. */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { exp, log } from "../../../core/elementary.ts";
import { createEngine, type Engine } from "../../../core/engine/mod.ts";
import { type Architecture, initialise } from "../../../core/flow/mod.ts";
import { ensemble, type Problem, repulsiveEnsemble } from "../../../core/posterior/mod.ts";
import { Repulsion } from "../../../core/posterior/repulsion.ts";
import { Stream } from "../../../core/random.ts";
import { velocityAt } from "../_float64.ts";
import { smallArchitecture } from "./_last_layer.ts";
import { linearProblem, VelocityEngine } from "./_linear_engine.ts";

/** A problem of normal points with random weights for a few members. */
async function shaped(shape: Partial<Architecture>, members: number) {
  const architecture: Architecture = { ...smallArchitecture, ...shape };
  const stream = Stream.fromSeed(12);
  const problem: Problem = {
    engine: await createEngine("simd", architecture),
    data: stream.split("data").normals(new Float32Array(40 * architecture.dimension)),
    condition: stream.split("condition").normals(new Float32Array(architecture.condition)),
    draws: members,
    stream: stream.split("fit"),
  };
  const weights = Array.from(
    { length: members },
    (_, m) => initialise(architecture, stream.split("weights", m)),
  );
  return { problem, architecture, weights };
}

for (const dimension of [1, 2, 5]) {
  Deno.test(`without repulsion and prior it is the plain ensemble, to the bit: ${dimension} dimensions`, async () => {
    const { problem } = await shaped({ dimension, activation: "silu" }, 3);
    const training = { steps: 30, batchSize: 20 };
    const plain = ensemble({ training }).fit(problem);
    assertEquals(repulsiveEnsemble({ klWeight: 0, points: 16, training }).fit(problem), plain);
    const repelled = repulsiveEnsemble({ points: 16, training }).fit(problem);
    assertNotEquals(repelled.draws, plain.draws);
    // One member has none to be repelled by, and a flat prior does not pull.
    const alone = { ...problem, draws: 1 };
    assertEquals(
      repulsiveEnsemble({ points: 16, priorScale: 0, training }).fit(alone),
      ensemble({ training }).fit(alone),
    );
  });
}

for (const activation of ["elu", "silu", "tanh"] as const) {
  Deno.test(`the repulsion's gradient is that of finite differences, ${activation}`, async () => {
    const members = 4, points = 20, factor = 0.3;
    const { problem, architecture, weights } = await shaped({ activation, dimension: 3 }, members);
    const seen: { values: Float32Array; time: number }[] = [];
    const { engine } = problem;
    const recording: Engine = {
      ...engine,
      architecture,
      flowMatching: (...all) => engine.flowMatching(...all),
      velocity(w, places, time) {
        if (w === weights[0]) seen.push({ values: places.values.slice(), time });
        return engine.velocity(w, places, time);
      },
    };
    const repulsion = new Repulsion(
      { ...problem, engine: recording },
      weights[0].length,
      points,
      Stream.fromSeed(13),
    );
    const median = repulsion.compare(5, weights);
    // Times in equal parts of [0, 1), and places that differ.
    assertEquals(seen.map(({ time }) => Math.floor(4 * time)), [0, 1, 2, 3]);
    assertEquals(seen.reduce((sum, { values }) => sum + values.length / 3, 0), points);

    const velocities = (w: ArrayLike<number>) =>
      seen.flatMap(({ values, time }) =>
        Array.from({ length: values.length / 3 }, (_, i) => {
          const place = values.subarray(3 * i, 3 * i + 3);
          return velocityAt(architecture, w, time, place, problem.condition).velocity;
        }).flat()
      );
    const fixed = weights.map(velocities);
    const distance = (a: number[], b: number[]) =>
      a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0) / a.length;
    const pairs = fixed.flatMap((a, i) => fixed.slice(i + 1).map((b) => distance(a, b))).sort();
    assertAlmostEquals(median / pairs[2], 1, 1e-5);

    for (const member of [0, 2]) {
      const gradient = new Float32Array(weights[0].length).fill(1);
      repulsion.addGradient(member, weights[member], factor, gradient);
      const moved = Float64Array.from(weights[member]), step = 1e-5;
      const term = () => {
        const own = velocities(moved);
        return log(fixed.reduce(
          (sum, other) => sum + exp(-log(members + 1) * distance(own, other) / median),
          0,
        ));
      };
      // A member's kernel with itself is 1 and has no slope: the term is even about it.
      const expected = gradient.map((_, j) => {
        moved[j] = weights[member][j] + step;
        const above = term();
        moved[j] = weights[member][j] - step;
        const below = term();
        moved[j] = weights[member][j];
        return 1 + factor * (above - below) / (2 * step);
      });
      const scale = Math.max(...expected.map((g) => Math.abs(g - 1)));
      assert(scale > 1e-3);
      gradient.forEach((g, j) =>
        // Single precision, of a sum that begins with 1.
        assertAlmostEquals((g - expected[j]) / scale, 0, 1e-4 + 1e-6 / scale, `weight ${j}`)
      );
    }
  });
}

Deno.test("two members that see one constant rest at the known distance", () => {
  // With the velocity w for all points, the generalised posterior is N(mean, k / N), and the rest of two members
  // at mean +- a solves a N / k = 2 ln 3 / (2 a)^2 * (1 / 3) / (1 + 1 / 3) * 2 a: a^2 = ln 3 / 4 k / N.
  const points = 60, steps = 4000, learningRate = 1e-3;
  const engine = new VelocityEngine(Infinity, () => 0);
  const problem = linearProblem(points, 2, 4, engine);
  const training = { steps, batchSize: points, adam: { learningRate } };
  const { draws } = repulsiveEnsemble({ klWeight: points, priorScale: 0, points: 8, training })
    .fit(problem);
  const distance = Math.abs(draws[0] - draws[draws.length / 2]);
  // Adam moves by its rate times the gradient over its root mean square, sqrt(var u / N), about 0.25: the jitter of
  // a member has a standard deviation of about sqrt(0.25 * rate / 2) = 0.011; five of that of a difference.
  assertAlmostEquals(distance, Math.sqrt(log(3)), 0.08);
  // Without repulsion both rest at the mean.
  const plain = ensemble({ training }).fit(problem).draws;
  assert(Math.abs(plain[0] - plain[plain.length / 2]) < 0.08);
});
