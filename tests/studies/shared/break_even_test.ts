import { assertAlmostEquals, assertEquals } from "@std/assert";
import { crossing } from "../../../studies/shared/break_even.ts";

Deno.test("a curve crosses where it rises above 1 for good, in every run or nowhere", () => {
  const bins = [4, 16, 64];
  const found = crossing(bins, [[0.5, 2], [2, 0.5], [4, 2]], Math.sqrt)!;
  assertAlmostEquals(found.perRun[0], Math.sqrt(8), 1e-12);
  assertAlmostEquals(found.perRun[1], Math.sqrt(32), 1e-12);
  assertAlmostEquals(found.value, (Math.sqrt(8) + Math.sqrt(32)) / 2, 1e-12);
  assertEquals(crossing(bins, [[0.5, 0.5], [2, 0.5], [4, 0.5]]), null);
  assertEquals(crossing(bins, [[2], [3], [4]]), null);
});
