import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Points } from "../../../core/engine/engine.ts";
import { hmcTransition } from "../../../core/posterior/hmc.ts";
import { type FitState, hmc } from "../../../core/posterior/mod.ts";
import type { Potential } from "../../../core/posterior/potential.ts";
import { Stream } from "../../../core/random.ts";
import { LinearEngine, linearProblem } from "./_linear_engine.ts";

/** Oscillators of one frequency each. */
const frequencies = [0.5, 1, 2];
const oscillators: Potential = (x, gradient) =>
  frequencies.reduce((sum, w, i) => {
    if (gradient) gradient[i] = w * w * x[i];
    return sum + 0.5 * w * w * x[i] * x[i];
  }, 0);

Deno.test("a trajectory is the leapfrog's rotation in phase space, taken with the Metropolis probability", () => {
  const size = frequencies.length, stepSize = 0.7;
  const seen = { accepted: 0, rejected: 0 };
  for (let trial = 0; trial < 200; trial++) {
    const stream = Stream.fromSeed(trial);
    const position = stream.split("start").normals(new Float64Array(size)).map((x) => 2 * x);
    const gradient = new Float64Array(size);
    const place = { position, gradient, potential: oscillators(position, gradient) };
    const start = position.slice(), before = place.potential;
    const steps = 1 + trial % 5;
    const { accepted, acceptance, energyError } = hmcTransition(
      oscillators,
      place,
      stepSize,
      steps,
      stream,
    );
    seen[accepted ? "accepted" : "rejected"]++;
    // One step turns by theta, cos theta = 1 - (h w)^2 / 2, in x and p / (w sqrt(1 - (h w)^2 / 4)).
    const momentum = stream.split("momentum").normals(new Float64Array(size));
    let energy = 0;
    const end = frequencies.map((w, i) => {
      const theta = steps * Math.acos(1 - (stepSize * w) ** 2 / 2);
      const scale = w * Math.sqrt(1 - (stepSize * w) ** 2 / 4);
      const x = Math.cos(theta) * start[i] + Math.sin(theta) * momentum[i] / scale;
      const p = Math.cos(theta) * momentum[i] - Math.sin(theta) * start[i] * scale;
      energy += 0.5 * (p * p + w * w * x * x - momentum[i] ** 2 - w * w * start[i] ** 2);
      return x;
    });
    assertAlmostEquals(energyError, energy, 1e-11);
    assertAlmostEquals(acceptance, Math.min(1, Math.exp(-energy)), 1e-11);
    assertEquals(accepted, stream.split("accept").uniform() <= acceptance);
    for (let i = 0; i < size; i++) {
      assertAlmostEquals(position[i], accepted ? end[i] : start[i], 1e-11);
      assertAlmostEquals(gradient[i], frequencies[i] ** 2 * position[i], 1e-11);
    }
    assertAlmostEquals(place.potential, accepted ? oscillators(position) : before, 1e-11);
  }
  assert(seen.accepted > 10 && seen.rejected > 10, JSON.stringify(seen));
});

const options = {
  chains: 1,
  burnIn: 20,
  spacing: 30,
  leapfrogSteps: 5,
  recordEvery: 0,
  warmUp: { steps: 0 },
};

Deno.test("the step size settles during the burn-in and then stays", () => {
  const states: FitState[] = [];
  const { diagnostics } = hmc(options).fit(linearProblem(60, 2, 7), {
    checkpoint: (state) => states.push(state),
  });
  assertEquals(states.map(({ step }) => step), [10, 20, 30, 40]);
  const [burningIn, ...later] = states.map(({ numbers }) => [numbers.logStep, numbers.logAverage]);
  assert(burningIn[0] !== later[0][0] && burningIn[1] !== later[0][1]);
  for (const numbers of later) assertEquals(numbers, later[0]);
  assertEquals(diagnostics.scalars["step size of the last chain"], Math.exp(later[0][1]));
});

Deno.test("trajectories diverge beyond an energy error of 1000 nats, and not before", () => {
  const rough = hmc({ ...options, burnIn: 60, targetAcceptance: 0.6, freezeAfter: 1000 });
  const { scalars, traces, warnings } = rough.fit(linearProblem(60, 2, 7)).diagnostics;
  // Errors of some nats come with an acceptance below exp(-1).
  const [{ values }] = traces;
  assertEquals(values.length, 90);
  assert(values.slice(60).some((acceptance) => acceptance < Math.exp(-1)), values.join());
  assertEquals(scalars["diverging trajectories"], 0);
  assertEquals(warnings.filter((sentence) => sentence.includes("diverged")), []);

  /** After 350 gradients, past the burn-in, the likelihood falls by 2000 nats. */
  class Cliff extends LinearEngine {
    #gradients = 0;
    override logLikelihood(
      weights: Float32Array,
      points: Points,
      solve: unknown,
      gradient?: Float32Array,
    ): number {
      const value = super.logLikelihood(weights, points, solve, gradient);
      return ++this.#gradients > 350 ? value - 2000 : value;
    }
  }
  const fallen = rough.fit(linearProblem(60, 2, 7, new Cliff())).diagnostics;
  const diverging = fallen.scalars["diverging trajectories"]!;
  // All that begin before the fall end after it and are rejected; a trajectory takes 3 to 5 gradients.
  assert(diverging > 0 && diverging <= options.spacing, String(diverging));
  assertEquals(fallen.warnings.filter((sentence) => sentence.includes("diverged")).length, 1);
});
