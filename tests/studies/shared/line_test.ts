import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { lineSlope } from "../../../studies/shared/line.ts";

/** A pattern that no line follows: its sum and its product with the place vanish. */
const pattern = [1, -1, -1, 1];

Deno.test("the error of a slope is the textbook's, from the scatter about the line", () => {
  // The squared distances of 0, 1, 2, 3 from their mean sum to 5; the residuals have n - 2 degrees of freedom.
  for (const off of [0.5, 0.1, 0]) {
    const points = pattern.map((sign, x) => ({ x, y: 2 * x - 1 + off * sign }));
    const { value, error } = lineSlope(points);
    assertAlmostEquals(value, 2, 1e-12);
    assertAlmostEquals(error!, Math.sqrt(4 * off * off / (4 - 2) / 5), 1e-12);
  }
});

Deno.test("two points give their difference, with no error", () => {
  assertEquals(lineSlope([{ x: 1, y: 3 }, { x: 3, y: 4 }]), { value: 0.5, error: null });
});

Deno.test("points at one place have no slope", () => {
  assertThrows(
    () => lineSlope([{ x: 1, y: 2 }, { x: 1, y: 3 }]),
    RangeError,
    "two or more different x",
  );
});
