import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  ab3,
  adamsMoulton4Weights,
  am4,
  rk38,
  rk4,
  type Solve,
  timeGrid,
} from "../../../core/flow/scheme.ts";

for (const { name, a, b, c } of [rk4, rk38]) {
  Deno.test(`${name} meets the conditions of fourth order`, () => {
    const sum = (f: (i: number) => number) => b.reduce((total, _, i) => total + f(i), 0);
    const row = (i: number, f: (j: number) => number) =>
      a[i].reduce((total, entry, j) => total + entry * f(j), 0);
    // Butcher's eight trees up to four vertices (Hairer, Norsett, Wanner, section II.2).
    const conditions: [number, number][] = [
      [sum((i) => b[i]), 1],
      [sum((i) => b[i] * c[i]), 1 / 2],
      [sum((i) => b[i] * c[i] * c[i]), 1 / 3],
      [sum((i) => b[i] * row(i, (j) => c[j])), 1 / 6],
      [sum((i) => b[i] * c[i] * c[i] * c[i]), 1 / 4],
      [sum((i) => b[i] * c[i] * row(i, (j) => c[j])), 1 / 8],
      [sum((i) => b[i] * row(i, (j) => c[j] * c[j])), 1 / 12],
      [sum((i) => b[i] * row(i, (j) => row(j, (k) => c[k]))), 1 / 24],
    ];
    for (const [found, expected] of conditions) assertAlmostEquals(found, expected, 1e-15);
    a.forEach((entries, i) => {
      assertEquals(entries.length, i);
      assertAlmostEquals(row(i, () => 1), c[i], 1e-15);
    });
  });
}

Deno.test("am4 integrates polynomials up to its order exactly, on uneven grids and backwards", () => {
  const grid = Float64Array.of(0, 0.02, 0.05, 0.2, 0.3, 0.6, 0.7, 1);
  for (const times of [grid, grid.toReversed()]) {
    const { predictor, corrector } = adamsMoulton4Weights(times);
    for (const [weights, most, ahead] of [[predictor, 3, 0], [corrector, 4, 1]] as const) {
      assertEquals(weights.length, 7);
      weights.forEach((factors, i) => {
        assertEquals(factors.length, Math.min(i + 1 + ahead, most));
        for (let degree = 0; degree < factors.length; degree++) {
          const found = factors.reduce(
            (sum, factor, j) => sum + factor * times[i + ahead + 1 - factors.length + j] ** degree,
            0,
          );
          const power = (t: number) => t ** (degree + 1) / (degree + 1);
          assertAlmostEquals(found, power(times[i + 1]) - power(times[i]), 1e-13);
        }
      });
    }
  }
});

Deno.test("a number of steps gives equal steps, and a grid is kept", () => {
  const solve: Solve = { scheme: rk4, steps: 4, volumeChange: "trace" };
  assertEquals(timeGrid(solve), Float64Array.of(0, 0.25, 0.5, 0.75, 1));
  assertEquals(timeGrid({ ...solve, steps: [0, 0.1, 1] }), Float64Array.of(0, 0.1, 1));
  assert(timeGrid({ ...solve, scheme: ab3, steps: 74 }).at(-1) === 1);
});

Deno.test("invalid grids are refused with the rule and the value", () => {
  const cases: [Pick<Solve, "scheme" | "steps">, string][] = [
    [{ scheme: rk4, steps: 0 }, "rk4 must be a whole number of at least 1: current value is 0"],
    [{ scheme: rk38, steps: 2.5 }, "current value is 2.5"],
    [{ scheme: rk38, steps: NaN }, "current value is NaN"],
    [{ scheme: ab3, steps: 2 }, "ab3 must be a whole number of at least 3: current value is 2"],
    [{ scheme: am4, steps: 0 }, "am4 must be a whole number of at least 1: current value is 0"],
    [{ scheme: am4, steps: [0, 0.2, 0.4, 0.3, 1] }, "increase from 0 to 1"],
    [{ scheme: ab3, steps: [0, 0.2, 0.4, 1] }, "equal steps: current value is a grid of 4 times"],
    [{ scheme: rk4, steps: [] }, "increase from 0 to 1: current value is []"],
    [{ scheme: rk4, steps: [0] }, "increase from 0 to 1"],
    [{ scheme: rk4, steps: [0.1, 1] }, "current value is [0.1, 1]"],
    [{ scheme: rk4, steps: [0, 0.5, 0.5, 1] }, "increase from 0 to 1"],
    [{ scheme: rk4, steps: [0, NaN, 1] }, "increase from 0 to 1"],
    [{ scheme: rk4, steps: [0, 0.5] }, "increase from 0 to 1"],
  ];
  for (const [wrong, message] of cases) {
    assertThrows(() => timeGrid({ ...wrong, volumeChange: "trace" }), RangeError, message);
  }
});
