import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import type { Points } from "../../../core/engine/engine.ts";
import { initialise, type Solve } from "../../../core/flow/mod.ts";
import { posterior } from "../../../core/posterior/mod.ts";
import { exactPosterior, LinearEngine, linearProblem, size } from "./_linear_engine.ts";

/** An engine whose discrete map is off by a known amount, and folds where the first weight is large. */
class DiscreteEngine extends LinearEngine {
  constructor(readonly error: (weights: Float32Array) => number, readonly edge = Infinity) {
    super();
  }

  override logLikelihood(
    weights: Float32Array,
    points: Points,
    solve: Solve,
    gradient?: Float32Array,
  ): number {
    const value = super.logLikelihood(weights, points, solve, gradient);
    if (solve.volumeChange === "trace") return value;
    if (weights[0] > this.edge) {
      gradient?.fill(0);
      return -Infinity;
    }
    return value + this.error(weights);
  }
}

const samplers: Record<string, object> = {
  "adam-mcmc": { batchSize: 60, acceptance: "full", noiseScale: 0.1, burnIn: 20, spacing: 10 },
  hmc: { burnIn: 20, spacing: 2, leapfrogSteps: 5 },
  sghmc: { batchSize: 60, learningRate: 1e-4, burnIn: 20, spacing: 10 },
};
const draws = 8, chains = 2, perChain = draws / chains;

for (const [name, options] of Object.entries(samplers)) {
  Deno.test(`${name}: the error of the discretisation is that of the starts, and of the first, middle and last draws`, () => {
    const error = (weights: Float32Array) => 3 + 2 * weights[0];
    const problem = linearProblem(60, draws, 3, new DiscreteEngine(error));
    const fit = posterior(name, { ...options, chains, warmUp: { steps: 0 } }).fit(problem);
    const { architecture } = problem.engine;
    const starts = Array.from(
      { length: chains },
      (_, c) => error(initialise(architecture, problem.stream.split("chain", c).split("start"))),
    );
    const looked = [0, 1, 3].flatMap((draw) => [draw, perChain + draw]).map((draw) =>
      error(fit.draws.slice(draw * size, (draw + 1) * size))
    );
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    const { scalars, warnings } = fit.diagnostics;
    const found = (of: string) => scalars[`error of the discretisation${of}`]!;
    assertAlmostEquals(found(" at the start"), mean(starts), 1e-5);
    assertAlmostEquals(found(""), mean(looked), 1e-5);
    assertAlmostEquals(
      scalars["largest error of the discretisation"]!,
      Math.max(...looked.map(Math.abs)),
      1e-5,
    );
    assert(!warnings.some((sentence) => sentence.includes("folds")));
  });
}

for (const name of ["adam-mcmc", "hmc"]) {
  Deno.test(`${name}: a fold on the data is a rejection`, () => {
    // Half of the posterior lies beyond the edge.
    const warmUp = { steps: 0 }, edge = exactPosterior(linearProblem(60, 1, 3), 1).mean[0];
    const problem = linearProblem(60, 400, 3, new DiscreteEngine(() => 0, edge));
    const fit = posterior(name, { ...samplers[name], chains: 1, warmUp }).fit(problem);
    const first = Array.from({ length: 400 }, (_, d) => fit.draws[d * size]);
    const rate = fit.diagnostics.scalars["acceptance rate"]!;
    assert(first.every((w) => w <= edge), `${Math.max(...first)}`);
    // The chain reaches the edge, and goes on.
    assert(
      Math.max(...first) > edge - 0.1 && rate > 0.2 && rate < 1,
      `${Math.max(...first)}, ${rate}`,
    );
    assertEquals(fit.diagnostics.warnings.filter((sentence) => sentence.includes("folds")), []);
  });
}

/** An engine whose discrete map folds, for batches of 20 points, at the weights of one call. */
class FoldingEngine extends DiscreteEngine {
  calls = 0;
  folded: Float32Array | undefined;

  constructor(readonly at: number) {
    super(() => 0);
  }

  override logLikelihood(
    weights: Float32Array,
    points: Points,
    solve: Solve,
    gradient?: Float32Array,
  ): number {
    if (solve.volumeChange === "discrete" && points.values.length === 40) {
      if (++this.calls === this.at) this.folded = weights.slice();
      if (this.folded && weights.every((w, i) => w === this.folded![i])) {
        gradient?.fill(0);
        return -Infinity;
      }
    }
    return super.logLikelihood(weights, points, solve, gradient);
  }
}

const onBatches = { chains: 1, batchSize: 20, recordEvery: 1, warmUp: { steps: 0 } };

Deno.test("AdamMCMC takes any proposal where the map folds on the next batch", () => {
  // Five plain steps of Adam, then two calls a step, the first of them at the position.
  const engine = new FoldingEngine(8), problem = linearProblem(60, 4, 3, engine);
  const options = { ...samplers["adam-mcmc"], ...onBatches, acceptance: "batch", burnIn: 2 };
  const { draws } = posterior("adam-mcmc", { ...options, spacing: 1 }).fit(problem);
  assertNotEquals(draws.slice(0, size), engine.folded);
  assert(draws.every(Number.isFinite));
});

Deno.test("SGHMC goes on without force where the map folds on a batch, and says how often", () => {
  const problem = linearProblem(60, 4, 3, new FoldingEngine(8));
  const { diagnostics } = posterior("sghmc", { ...samplers.sghmc, ...onBatches }).fit(problem);
  assert(diagnostics.warnings.some((sentence) => sentence.includes("folded on the batch at 1 ")));
  assert(diagnostics.traces[0].values.every(Number.isFinite));
});

Deno.test("a fold at a draw is a warning, and no number", () => {
  // A test on batches of a point or two that do not fold lets the chain stay where others would.
  const engine = new DiscreteEngine(() => 1, -Infinity);
  const problem = linearProblem(60, 2, 3, engine);
  const whole = engine.logLikelihood.bind(engine);
  engine.logLikelihood = (weights, points, solve, gradient) =>
    points.values.length < problem.data.length
      ? LinearEngine.prototype.logLikelihood.call(engine, weights, points, solve, gradient)
      : whole(weights, points, solve, gradient);
  const { scalars, warnings } = posterior("sghmc", {
    ...samplers.sghmc,
    batchSize: 20,
    recordEvery: 0,
    warmUp: { steps: 0 },
  }).fit(problem).diagnostics;
  assertEquals(scalars["error of the discretisation"], null);
  assertEquals(scalars["largest error of the discretisation"], null);
  assert(warnings.some((sentence) => sentence.includes("folds on the training data at 2 of 2")));
});
