import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Points } from "../../../core/engine/engine.ts";
import { adamMcmc, type AdamMcmcOptions } from "../../../core/posterior/mod.ts";
import { LinearEngine, linearProblem } from "./_linear_engine.ts";

const base: AdamMcmcOptions = {
  batchSize: 20,
  burnIn: 1,
  spacing: 100,
  recordEvery: 0,
  adamSteps: 1,
  warmUp: { steps: 0 },
  adam: { learningRate: 1e-2 },
};
const count = 60, steps = 101, perStep = { batch: 20, full: count };

/** Points that a chain of 101 steps sends through likelihoods, but for those that find the error of the discretisation. */
function work(options: AdamMcmcOptions): { values: number; gradients: number } {
  const engine = new LinearEngine();
  adamMcmc({ ...base, ...options }).fit(linearProblem(count, 2, 7, engine));
  const { values, gradients } = engine.evaluated;
  // By two solves, at the start and at two draws.
  return { values: values - 2 * 3 * count, gradients };
}

Deno.test("a step on a batch costs two gradients, with a shared step one gradient and one value", () => {
  const { batch, full } = perStep;
  assertEquals(work({ mode: "exact" }), { values: 0, gradients: batch + steps * 2 * batch });
  assertEquals(work({ mode: "authors" }), { values: 0, gradients: batch + steps * 2 * batch });
  assertEquals(work({ mode: "shared-step" }), {
    values: steps * batch,
    gradients: batch + steps * batch,
  });
  assertEquals(work({ acceptance: "full" }), {
    values: full + steps * full,
    gradients: batch + steps * 2 * batch,
  });
  assertEquals(work({ batchSize: count, acceptance: "full" }), {
    values: 0,
    gradients: full + full + steps * full,
  });
});

/** An engine on which no proposal is any good: the likelihood is finite where the chain starts and nowhere else. */
class Needle extends LinearEngine {
  #start?: Float32Array;
  override logLikelihood(
    weights: Float32Array,
    points: Points,
    solve: unknown,
    gradient?: Float32Array,
  ): number {
    this.#start ??= weights.slice();
    const here = weights.every((w, i) => Math.abs(w - this.#start![i]) < 1e-5);
    const value = super.logLikelihood(weights, points, solve, gradient);
    gradient?.fill(0);
    return here ? value : value - 1e9;
  }
}

Deno.test("a frozen chain stops, or restarts so often and then stops", () => {
  const problem = () => linearProblem(count, 2, 7, new Needle());
  const options = { ...base, freezeAfter: 20, spacing: 1000 };
  assertThrows(
    () => adamMcmc({ ...options, onFreeze: "stop" }).fit(problem()),
    RangeError,
    "rejected: current value is 20 at step 19 of chain 0",
  );
  assertThrows(
    () => adamMcmc({ ...options, onFreeze: "restart", maxRestarts: 3 }).fit(problem()),
    RangeError,
    "after 3 restarts: current value is 20 at step 79 of chain 0",
  );
  const noted = adamMcmc({ ...options, mode: "authors" }).fit(problem());
  assert(
    noted.diagnostics.warnings.some((sentence) => sentence.startsWith("The chain froze: 50 ")),
  );
  assert(noted.diagnostics.warnings.some((sentence) => sentence.includes("stood still: 1 of 2")));
  const restarted = adamMcmc({ ...options, onFreeze: "restart", spacing: 100 }).fit(problem());
  assertEquals(restarted.diagnostics.scalars["restarts"], 5);
});

Deno.test("what a rejection does to the moments changes the chain; frozen moments make it indifferent", () => {
  const run = (options: AdamMcmcOptions) =>
    adamMcmc({ ...base, burnIn: 50, noiseScale: 0.5, freezeAfter: 1000, ...options })
      .fit(linearProblem(count, 2, 7)).draws;
  const [restored, kept] = (["restored", "kept"] as const).map((momentsOnRejection) =>
    run({ momentsOnRejection })
  );
  assert(restored.some((w, i) => w !== kept[i]));
  // From a burn-in of one step on, nothing follows that could tell the two apart but that step.
  const frozen = { moments: "frozen", burnIn: 1, noiseScale: 1e-3 } as const;
  assertEquals(
    run({ ...frozen, momentsOnRejection: "restored" }),
    run({ ...frozen, momentsOnRejection: "kept" }),
  );
});

Deno.test("probes compare the batch's test with that on all data", () => {
  const probe = (batchSize: number) =>
    adamMcmc({ ...base, batchSize, probeEvery: 2, freezeAfter: 1000 })
      .fit(linearProblem(count, 2, 7)).diagnostics;
  const small = probe(20);
  assert(small.scalars["standard deviation of the batch's noise in the gain"]! > 0);
  const [batch, full] = small.traces.slice(-2);
  assertEquals([batch.values.length, full.steps.at(-1)], [50, 100]);
  // With all data as the batch the two are the same sums in another order of their float32 weights.
  const whole = probe(count);
  const [asBatch, onAll] = whole.traces.slice(-2);
  asBatch.values.forEach((gain, i) => assertAlmostEquals(gain, onAll.values[i], 1e-9));
});

Deno.test("a shared step tested on all data has its batch's gain too", () => {
  const options = {
    mode: "shared-step",
    acceptance: "full",
    batchSize: 20,
    probeEvery: 2,
  } as const;
  const { traces, scalars } = adamMcmc({ ...base, ...options, freezeAfter: 1000 })
    .fit(linearProblem(count, 2, 7)).diagnostics;
  const [batch, full] = traces.slice(-2);
  assertEquals([batch, full].map(({ values }) => values.filter(Number.isFinite).length), [50, 50]);
  assert(scalars["standard deviation of the batch's noise in the gain"]! > 0);
});

Deno.test("a proposal that overflows has no gain, and the others keep theirs", () => {
  class Walled extends LinearEngine {
    override logLikelihood(...args: Parameters<LinearEngine["logLikelihood"]>): number {
      if (args[0][0] > 0.6) throw new RangeError("Cannot evaluate a flow as it overflows");
      return super.logLikelihood(...args);
    }
  }
  const { traces, scalars } = adamMcmc({ ...base, noiseScale: 1, probeEvery: 1, freezeAfter: 1000 })
    .fit(linearProblem(count, 2, 7, new Walled())).diagnostics;
  const [batch, full] = traces.slice(-2);
  assertEquals(batch.steps, full.steps);
  assert(batch.steps.length > 1 && batch.steps.length < steps, `${batch.steps.length} steps`);
  assert([...batch.values, ...full.values, ...Object.values(scalars).map((x) => x ?? 0)]
    .every(Number.isFinite));
});

Deno.test("options out of range are refused in a sentence", () => {
  assertThrows(() => adamMcmc({ noiseScale: 0 }), RangeError, "noise scale");
  assertThrows(() => adamMcmc({ burnIn: 0 }), RangeError, "burn-in");
  assertThrows(() => adamMcmc({ inverseTemperature: -1 }), RangeError, "inverse temperature");
  assertThrows(() => adamMcmc({ adam: { learningRate: -1 } }), RangeError, "learning rate");
  assertThrows(
    () => adamMcmc({ ...base, chains: 2 }).fit(linearProblem(count, 3, 7)),
    RangeError,
    "3 draws of 2 chains",
  );
});
