import { assertAlmostEquals } from "@std/assert";
import { adaptStep, startDualAveraging } from "../../../core/posterior/dual_averaging.ts";

for (const first of [1e-4, 0.1, 10]) {
  Deno.test(`the step size settles where the acceptance is the target, from ${first}`, () => {
    // Acceptance exp(-e) of a step size e: 0.8 at e = -log 0.8.
    const state = startDualAveraging(first);
    for (let k = 0; k < 3000; k++) adaptStep(state, Math.exp(-Math.exp(state.logStep)), 0.8);
    // The average forgets its start as count^-0.75.
    assertAlmostEquals(state.logAverage, Math.log(-Math.log(0.8)), 0.05);
  });
}
