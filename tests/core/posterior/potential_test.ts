import { assertAlmostEquals, assertEquals } from "@std/assert";
import { likelihoodSolve } from "../../../core/flow/mod.ts";
import { FlowPotential } from "../../../core/posterior/potential.ts";
import { Stream } from "../../../core/random.ts";
import { LinearEngine, linearProblem, size } from "./_linear_engine.ts";

const problem = linearProblem(60, 1, 3), precision = 4;
const potential = new FlowPotential(problem, size, likelihoodSolve, precision);
const position = Stream.fromSeed(2).normals(new Float64Array(size)).map(Math.fround);

/** Value and gradient. */
function at(of: FlowPotential["full"]): { value: number; gradient: Float64Array } {
  const gradient = new Float64Array(size);
  return { value: of(position, gradient), gradient };
}

Deno.test("the potential is the negative log-likelihood less the log prior", () => {
  const square = position.reduce((sum, w) => sum + w * w, 0);
  assertAlmostEquals(
    at(potential.full).value,
    0.5 * precision * square - potential.logLikelihood(position),
    1e-9,
  );
  assertEquals(potential.full(position), at(potential.full).value);
});

Deno.test("the gradient is that of the value", () => {
  const { gradient } = at(potential.full);
  // Central differences of a quadratic are exact but for rounding; powers of two are exact in single precision.
  const h = 2 ** -8;
  for (let i = 0; i < size; i++) {
    const value = (step: number) =>
      potential.full(position.map((w, j) => i === j ? Math.fround(w) + step : w));
    const scale = Math.max(1, ...gradient.map(Math.abs));
    assertAlmostEquals((value(h) - value(-h)) / (2 * h) / scale, gradient[i] / scale, 1e-4);
  }
});

Deno.test("batches that share the data have the potential of all data on average", () => {
  for (const count of [2, 3, 6]) {
    const each = 120 / count;
    const parts = Array.from({ length: count }, (_, b) =>
      at(potential.batch({
        values: problem.data.subarray(b * each, (b + 1) * each),
        condition: problem.condition,
      })));
    const whole = at(potential.full);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / count;
    assertAlmostEquals(mean(parts.map(({ value }) => value)) / whole.value, 1, 1e-9);
    for (let i = 0; i < size; i++) {
      // Gradients pass through single precision.
      const scale = Math.max(...whole.gradient.map(Math.abs));
      assertAlmostEquals(
        mean(parts.map(({ gradient }) => gradient[i])) / scale,
        whole.gradient[i] / scale,
        count * 2 ** -23,
      );
    }
  }
});

Deno.test("weights whose solve overflows have no likelihood", () => {
  const failing = new FlowPotential(
    linearProblem(60, 1, 3, new LinearEngine(0)),
    size,
    likelihoodSolve,
    0,
  );
  assertEquals(failing.logLikelihood(position), -Infinity);
  assertEquals(failing.full(position, new Float64Array(size)), Infinity);
});
