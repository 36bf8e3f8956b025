import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type FitState, trainFlow } from "../../../core/posterior/mod.ts";
import { exactPosterior, LinearEngine, linearProblem } from "./_linear_engine.ts";

const options = { steps: 12_000, batchSize: 60, adam: { learningRate: 1e-3 } };

Deno.test("training finds the least squares of a linear model, and its loss falls", () => {
  const problem = linearProblem(60, 1, 2);
  const { weights, loss } = trainFlow(problem, options);
  // With a prior as wide as this the mean of the posterior is the least-squares solution; the whole data as
  // batch leave no noise, and Adam comes as close as its learning rate.
  const { mean } = exactPosterior(problem, 1e4);
  weights.forEach((w, j) => assertAlmostEquals(w, mean[j], 1e-3));
  assert(loss.values.at(-1)! < loss.values[0]);
  assertEquals(loss.steps.at(-1), options.steps);
});

Deno.test("training goes on from a checkpoint to the same bytes", () => {
  const states: FitState[] = [];
  const whole = trainFlow(linearProblem(60, 1, 2), options, {
    checkpoint: (state) => states.push(state),
  });
  assertEquals(states.map(({ step }) => step), [5000, 10_000]);
  for (const resume of states) {
    assertEquals(trainFlow(linearProblem(60, 1, 2), options, { resume }), whole);
  }
});

Deno.test("training names the step at which its loss overflows", () => {
  assertThrows(
    () => trainFlow(linearProblem(60, 1, 2, new LinearEngine(37)), options),
    RangeError,
    "Cannot train a flow as the loss must stay finite: current value is NaN at step 37",
  );
});
