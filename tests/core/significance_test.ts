import { assertAlmostEquals, assertEquals } from "@std/assert";
import { chanceOf, sideOf } from "../../core/significance.ts";

// Two-sided 5 % points of Student's distribution, from any table of it: rounded to 5e-4, which is 3e-5 of probability.
for (const [runs, point] of [[2, 12.706], [3, 4.303], [5, 2.776]]) {
  Deno.test(`with ${runs} runs a difference of ${point} standard errors has a probability of 5 %`, () => {
    assertAlmostEquals(chanceOf({ value: point, error: 1 }, runs), 0.05, 5e-5);
    assertAlmostEquals(chanceOf({ value: -2 * point, error: 2 }, runs), 0.05, 5e-5);
    assertEquals(sideOf({ value: 1 + 1.001 * point, error: 1 }, 1, runs), "above");
    assertEquals(sideOf({ value: 1 - 1.001 * point, error: 1 }, 1, runs), "below");
    assertEquals(sideOf({ value: 1 + 0.999 * point, error: 1 }, 1, runs), undefined);
  });
}

Deno.test("without an error nothing is claimed; an error of zero hides nothing", () => {
  assertEquals(sideOf({ value: 100, error: null }, 1, 5), undefined);
  assertEquals(sideOf({ value: 100, error: 1e-9 }, 1, 1), undefined);
  assertEquals(sideOf({ value: 2, error: 0 }, 1, 5), "above");
  assertEquals(sideOf({ value: 1, error: 0 }, 1, 5), undefined);
});
