import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { breakEven, powerLawBreakEven, powerLawOverRuns } from "../../../core/amplification/mod.ts";

Deno.test("break-even of a curve that rises and falls", () => {
  const found = breakEven([1, 10, 100, 1000], [0.1, 10, 10, 0.1]);
  assertEquals(found.map(({ rising }) => rising), [true, false]);
  assertAlmostEquals(found[0].x, Math.sqrt(10), 1e-12);
  assertAlmostEquals(found[1].x, 100 * Math.sqrt(10), 1e-9);
});

Deno.test("break-even of a curve that stays on one side, touches, or asks another level", () => {
  assertEquals(breakEven([1, 2, 3], [2, 3, 4]), []);
  assertEquals(breakEven([1, 2, 3], [2, 1, 2]), []);
  assertEquals(breakEven([1, 2, 4], [0.5, 1, 2]), [{ x: 2, rising: true }]);
  assertAlmostEquals(breakEven([1, 2], [1, 2], Math.SQRT2)[0].x, Math.SQRT2, 1e-12);
});

Deno.test("break-even of a power law, with the scatter of its runs", () => {
  const x = [100, 1000, 10000];
  const runs = [0.01, 0.04].map((a) => x.map((v) => a * v));
  const found = powerLawBreakEven(powerLawOverRuns(x, runs))!;
  assertAlmostEquals(found.perRun[0], 100, 1e-6);
  assertAlmostEquals(found.perRun[1], 25, 1e-6);
  assertAlmostEquals(found.x, 50, 1e-6);
  // ln x is ln 50 -+ ln 2: a standard error of ln 2.
  assertAlmostEquals(found.factor!, 2, 1e-9);
});

Deno.test("a power law that never crosses has no break-even", () => {
  const x = [1, 2, 4];
  const of = (...runs: number[][]) =>
    powerLawBreakEven(powerLawOverRuns(x, runs, { residuals: "linear" }));
  assertEquals(of(x.map(() => 0.01)), null);
  assertEquals(of(x.map((v) => -v), x.map((v) => -2 * v)), null);
  // At the power 1/1000 the law passes 1 at 100^1000.
  assertEquals(of(x.map((v) => 0.01 * v ** 1e-3)), null);
});

Deno.test("break-even refuses what has no logarithm or order", () => {
  assertThrows(() => breakEven([1, 2], [1, 0]), RangeError, "y must be finite and above 0");
  assertThrows(() => breakEven([2, 1], [1, 2]), RangeError, "must ascend");
  assertThrows(() => breakEven([1], [1, 2]), TypeError, "array of y");
});
