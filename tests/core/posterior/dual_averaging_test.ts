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

Deno.test("step sizes follow the formulas of Hoffman and Gelman, arXiv:1111.4246, section 3.2.1", () => {
  const gamma = 0.05, t0 = 10, kappa = 0.75, target = 0.65, first = 0.02;
  const state = startDualAveraging(first);
  let gaps = 0, average = Math.log(first);
  for (let t = 1; t <= 50; t++) {
    const acceptance = 0.5 + 0.5 * Math.sin(t);
    adaptStep(state, acceptance, target);
    gaps += target - acceptance;
    const logStep = Math.log(10 * first) - Math.sqrt(t) / gamma * gaps / (t + t0);
    const share = Math.pow(t, -kappa);
    average = share * logStep + (1 - share) * average;
    assertAlmostEquals(state.logStep, logStep, 1e-9);
    assertAlmostEquals(state.logAverage, average, 1e-9);
  }
});
