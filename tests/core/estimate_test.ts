import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { curveOverRuns, meanOverRuns, valueAndError } from "../../core/estimate.ts";

Deno.test("the mean of one number over runs, with its standard error", () => {
  const { value, error, perRun } = meanOverRuns([1, 3, 5]);
  assertEquals([value, perRun], [3, [1, 3, 5]]);
  assertAlmostEquals(error!, Math.sqrt(8 / 6), 1e-15);
  assertEquals(meanOverRuns([2]).error, null);
  assertThrows(() => meanOverRuns([]), RangeError, "number of runs");
});

Deno.test("several numbers are each what one alone is", () => {
  const { mean, error, perRun } = curveOverRuns([1, 10, 3, 12, 5, 11], 3);
  for (const [i, of] of [[1, 3, 5], [10, 12, 11]].entries()) {
    const one = meanOverRuns(of);
    assertEquals([mean[i], error![i]], [one.value, one.error]);
    assertEquals(perRun.map((row) => row[i]), of);
  }
  assertEquals(curveOverRuns([1, 2], 1).error, null);
  assertThrows(() => curveOverRuns([1, 2, 3], 2), TypeError, "3");
});

Deno.test("value and error alone", () => {
  assertEquals(valueAndError(meanOverRuns([4])), { value: 4, error: null });
});
