import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Adam } from "../../../core/posterior/adam.ts";

Deno.test("the first step is the learning rate against the gradient's sign, whatever its size", () => {
  const adam = new Adam(3, { learningRate: 0.01, epsilon: 1e-12 });
  const step = new Float64Array(3);
  adam.step(Float64Array.of(5, -1e-4, 300), step);
  [0.01, -0.01, 0.01].forEach((u, i) => assertAlmostEquals(step[i], u, 1e-9));
});

Deno.test("Adam agrees with its definition over many steps", () => {
  // The sums of arXiv:1412.6980, algorithm 1, written out: m_t = (1 - b1) sum_s b1^(t-s) g_s.
  const [b1, b2] = [0.9, 0.999], gradients = [1, -2, 0.5, 3, -1, 0.25, 2];
  const adam = new Adam(1, { learningRate: 0.1, betas: [b1, b2], epsilon: 1e-8 });
  const step = new Float64Array(1);
  gradients.forEach((g, k) => {
    adam.step(Float64Array.of(g), step);
    const t = k + 1, past = gradients.slice(0, t);
    const first = past.reduce((sum, x, s) => sum + Math.pow(b1, t - 1 - s) * x, 0) * (1 - b1);
    const second = past.reduce((sum, x, s) => sum + Math.pow(b2, t - 1 - s) * x * x, 0) * (1 - b2);
    const expected = 0.1 * (first / (1 - Math.pow(b1, t))) /
      (Math.sqrt(second / (1 - Math.pow(b2, t))) + 1e-8);
    assertAlmostEquals(step[0], expected, 1e-14);
  });
});

Deno.test("a copy steps as the original does, and a reset one as a new one", () => {
  const adam = new Adam(2), copy = new Adam(2), fresh = new Adam(2);
  const [a, b] = [new Float64Array(2), new Float64Array(2)];
  const gradient = Float64Array.of(1, -3);
  adam.step(gradient, a);
  copy.copy(adam);
  adam.step(gradient, a);
  copy.step(gradient, b);
  assertEquals(b, a);
  adam.reset();
  adam.step(gradient, a);
  fresh.step(gradient, b);
  assertEquals(a, b);
});

Deno.test("settings out of range are refused", () => {
  assertThrows(() => new Adam(1, { learningRate: 0 }), RangeError, "learning rate");
  assertThrows(() => new Adam(1, { betas: [1, 0.9] }), RangeError, "decay");
  assertThrows(() => new Adam(1, { epsilon: NaN }), RangeError, "epsilon must be at least 0");
});
