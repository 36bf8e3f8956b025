import { assertAlmostEquals, assertThrows } from "@std/assert";
import { lineSlope } from "../../../studies/shared/line.ts";

/** A pattern that no line follows: its sum and its product with the place vanish. */
const pattern = [1, -1, -1, 1];

/** Four points at 0, 1, 2, 3 that lie off y = 2 x - 1 by the pattern. */
function points(off: number, error: number) {
  return pattern.map((sign, x) => ({ x, y: 2 * x - 1 + off * sign, error }));
}

/** Sum of squared distances of 0, 1, 2, 3 from their mean. */
const square = 5;

Deno.test("points that scatter more than their errors say have the textbook's error of a slope", () => {
  // Residual variance over n - 2 degrees of freedom, whatever the stated errors.
  for (const error of [1e-3, 0.1]) {
    const { value, error: found } = lineSlope(points(0.5, error));
    assertAlmostEquals(value, 2, 1e-12);
    assertAlmostEquals(found!, Math.sqrt(4 * 0.25 / (4 - 2) / square), 1e-12);
  }
});

Deno.test("points that scatter less than their errors say have the error that these give", () => {
  // Chi-squared is 4 off^2 / error^2, and becomes as large as its 2 degrees of freedom at off = error / sqrt(2).
  for (const off of [0, 0.2, Math.SQRT1_2 - 1e-9]) {
    assertAlmostEquals(lineSlope(points(off, 1)).error!, Math.sqrt(1 / square), 1e-8);
  }
});

Deno.test("two points give their difference, with both errors", () => {
  const { value, error } = lineSlope([{ x: 1, y: 3, error: 0.3 }, { x: 3, y: 4, error: 0.4 }]);
  assertAlmostEquals(value, 0.5, 1e-12);
  assertAlmostEquals(error!, Math.hypot(0.3, 0.4) / 2, 1e-12);
});

Deno.test("a point of half the error counts as four", () => {
  const a = { x: 0, y: 1 }, b = { x: 1, y: 5 }, c = { x: 2, y: 4 };
  const one = lineSlope([{ ...a, error: 1 }, { ...b, error: 0.5 }, { ...c, error: 1 }]);
  const repeated = [a, b, b, b, b, c].map((point) => ({ ...point, error: 1 }));
  assertAlmostEquals(one.value, lineSlope(repeated).value, 1e-12);
});

Deno.test("points at one place have no slope", () => {
  assertThrows(
    () => lineSlope([{ x: 1, y: 2, error: 1 }, { x: 1, y: 3, error: 1 }]),
    RangeError,
    "two or more different x",
  );
});
