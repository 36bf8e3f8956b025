import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { powerLaw, powerLawOverRuns } from "../../../core/amplification/mod.ts";

const grid = [400, 900, 1600, 2500, 4900, 10000, 40000];
const runs = [
  [2.1, 4.0, 7.4, 11.0, 20.5, 43.0, 160.0],
  [1.8, 4.4, 7.1, 11.9, 22.9, 40.1, 175.0],
];
const x = [...grid, ...grid];
const y = runs.flat();

Deno.test("linear residuals: scipy's least squares and curve_fit covariance", () => {
  // scipy 1.17 least_squares with analytic Jacobian; curve_fit agrees to 2e-9 in a and b and, its
  // Jacobian being numerical, 2e-7 in the errors.
  const fit = powerLaw(x, y, { residuals: "linear" });
  assertAlmostEquals(fit.a / 0.004763916527823807, 1, 1e-7);
  assertAlmostEquals(fit.b / 0.9877653168716884, 1, 1e-8);
  assertAlmostEquals(fit.aError! / 0.001397526466960323, 1, 1e-6);
  assertAlmostEquals(fit.bError! / 0.02800322785698585, 1, 1e-6);
  assertAlmostEquals(fit.covariance! / -3.9096581187786495e-5, 1, 1e-6);
});

Deno.test("logarithmic residuals: numpy's polyfit of ln y", () => {
  // numpy 2.4 polyfit(ln x, ln y, 1, cov=True), carried to a = e^intercept.
  const fit = powerLaw(x, y);
  assertAlmostEquals(fit.a / 0.005922079190839661, 1, 1e-10);
  assertAlmostEquals(fit.b / 0.9652343828355371, 1, 1e-10);
  assertAlmostEquals(fit.aError! / 0.0005030028519850825, 1, 1e-8);
  assertAlmostEquals(fit.bError! / 0.010397381825097281, 1, 1e-8);
  assertAlmostEquals(fit.covariance! / -5.1490806674555985e-6, 1, 1e-8);
});

for (const residuals of ["linear", "logarithmic"] as const) {
  Deno.test(`exact power laws are found: ${residuals}`, () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1e3, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (a, b) => {
          const fit = powerLaw(grid, grid.map((v) => a * Math.pow(v, b)), { residuals });
          assertAlmostEquals(fit.a / a, 1, 1e-9);
          assertAlmostEquals(fit.b, b, 1e-9);
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  Deno.test(`weights count points: ${residuals}`, () => {
    const doubled = powerLaw([...grid, ...grid.slice(0, 3)], [...runs[0], ...runs[0].slice(0, 3)], {
      residuals,
    });
    const weighted = powerLaw(grid, runs[0], { residuals, weights: [2, 2, 2, 1, 1, 1, 1] });
    assertAlmostEquals(weighted.a / doubled.a, 1, 1e-9);
    assertAlmostEquals(weighted.b, doubled.b, 1e-9);
  });
}

Deno.test("linear residuals fit data that go below zero", () => {
  const fit = powerLaw([1, 2, 3, 4], [-0.2, 2.1, 3.2, 3.9], { residuals: "linear" });
  // The minimum is where the gradient vanishes.
  let ga = 0, gb = 0;
  [-0.2, 2.1, 3.2, 3.9].forEach((value, i) => {
    const p = Math.pow(i + 1, fit.b), r = value - fit.a * p;
    ga += r * p, gb += r * fit.a * p * Math.log(i + 1);
  });
  // Sums of y are of order 10, and steps end at 1e-13 of a and b; curvature is of order 1e2.
  assertAlmostEquals(ga, 0, 1e-6);
  assertAlmostEquals(gb, 0, 1e-6);
});

Deno.test("over runs: the joint fit, and each run's own", () => {
  const { fit, a, b } = powerLawOverRuns(grid, runs, { residuals: "linear" });
  assertEquals([a.value, b.value], [fit.a, fit.b]);
  runs.forEach((run, i) => {
    assertAlmostEquals(b.perRun[i], powerLaw(grid, run, { residuals: "linear" }).b, 1e-9);
  });
  // Two runs: resamples are run 1 twice, both, run 2 twice, with probabilities 1/4, 1/2, 1/4.
  const values = [b.perRun[0], fit.b, fit.b, b.perRun[1]];
  const mean = values.reduce((sum, v) => sum + v, 0) / 4;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4;
  assertAlmostEquals(b.error!, Math.sqrt(2 * variance), 1e-9);
});

Deno.test("two points fit exactly and have no errors", () => {
  const fit = powerLaw([1, 10], [2, 200]);
  assertAlmostEquals(fit.a, 2, 1e-12);
  assertAlmostEquals(fit.b, 2, 1e-12);
  assertEquals([fit.aError, fit.bError, fit.covariance], [null, null, null]);
});

Deno.test("power laws refuse what cannot be one", () => {
  assertThrows(() => powerLaw([1, 2], [1]), TypeError, "array of y must have 2 numbers");
  assertThrows(() => powerLaw([1, 2], [1, 0]), RangeError, "current value is 0 at index 1");
  assertThrows(() => powerLaw([2, 2], [1, 3]), RangeError, "two different x");
});
