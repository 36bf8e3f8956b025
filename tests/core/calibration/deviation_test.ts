import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  coverage,
  deviationAlong,
  deviations,
  expectedOneSigma,
  madFloor,
  oneSigma,
} from "../../../core/calibration/mod.ts";
import { gaussianPosterior, ONE_IN_A_MILLION } from "./_posteriors.ts";

Deno.test("deviations of three bins, by hand", () => {
  const c = {
    method: "rank" as const,
    runs: 1,
    draws: 5,
    shape: [1, 3],
    nominal: Float64Array.of(0.25, 0.75),
    expected: Float64Array.of(0.25, 0.75),
    narrowest: Uint16Array.of(0, 1, 2),
  };
  // Coverage is 1/3 and 2/3 over all bins; 1 1, 0 1 and 0 0 in the three bins of the second axis.
  const { mad, signed, madByAxis } = deviations(c);
  assertAlmostEquals(mad.value, 1 / 12, 1e-15);
  assertAlmostEquals(signed.value, 0, 1e-15);
  assertAlmostEquals(madByAxis[0].value, 1 / 12, 1e-15);
  assertAlmostEquals(madByAxis[1].value, (0.5 + 0.25 + 0.5) / 3, 1e-15);
  assertEquals(mad.error, null);
  const along = deviationAlong(c, 1);
  assertEquals(along.signed.map(({ value }) => value), [0.5, 0, -0.5]);
  assertEquals(along.absolute.map(({ value }) => value), [0.5, 0.25, 0.5]);
});

Deno.test("MAD of independent bins is at its floor, false alarm 1e-6", () => {
  const sizes = { runs: 5, draws: 50, shape: [5, 5] };
  for (const method of ["rank", "interpolated"] as const) {
    const repeats = 60;
    const found = Array.from({ length: repeats }, (_, i) => {
      const { masses, truth } = gaussianPosterior(sizes, 100 + i);
      const { mad, madByAxis } = deviations(coverage(masses, truth, { method }));
      return [mad.value, ...madByAxis.map(({ value }) => value)];
    });
    const floor = madFloor(sizes, { method });
    [floor.mad, ...floor.madByAxis].forEach((expected, k) => {
      const mean = found.reduce((sum, row) => sum + row[k], 0) / repeats;
      const squares = found.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0);
      const error = Math.sqrt(squares / repeats / (repeats - 1));
      // Student's t with 59 degrees of freedom: 5.44 at 1e-6.
      assertAlmostEquals(mean, expected, 5.44 * error);
    });
  }
});

Deno.test("floors of 50 draws and 5 runs", () => {
  // From 300 simulations each with numpy 2.4 (normal draws, np.quantile), whose standard errors are
  // 0.0017, 0.0009 and 0.0006 for the MAD; the bound is 4.9 of them.
  const cases = [
    { n: 2, mad: 0.0720, error: 0.0017 },
    { n: 5, mad: 0.0339, error: 0.0009 },
    { n: 10, mad: 0.0235, error: 0.0006 },
  ];
  for (const { n, mad, error } of cases) {
    const floor = madFloor({ runs: 5, draws: 50, shape: [n, n] }, { method: "interpolated" });
    assertAlmostEquals(floor.mad, mad, ONE_IN_A_MILLION * error);
  }
});

Deno.test("floors agree with an independent simulation at every number of bins", () => {
  // MAD and MAD along an axis for 5 runs and 50 draws, simulated with numpy; the number of repeats is
  // not recorded. One repeat at n = 2 scatters by 0.03, so 0.006 is what 25 of them allow.
  const cases = [
    [2, 0.069, 0.100],
    [3, 0.051, 0.085],
    [5, 0.034, 0.066],
    [10, 0.023, 0.049],
    [20, 0.020, 0.037],
    [50, 0.020, 0.029],
  ];
  for (const [n, mad, along] of cases) {
    const floor = madFloor({ runs: 5, draws: 50, shape: [n, n] }, { method: "interpolated" });
    assertAlmostEquals(floor.mad, mad, 0.006);
    assertAlmostEquals(floor.madByAxis[0], along, 0.006);
    assertEquals(floor.madByAxis[0], floor.madByAxis[1]);
  }
});

Deno.test("the interpolated floor for many bins is the mean of 2/51 of the nominal levels", () => {
  const { mad } = madFloor({ runs: 5, draws: 50, shape: [2000, 2000] }, { method: "interpolated" });
  assertAlmostEquals(mad, 2 / 51 * 50 / 99, 1e-5);
  assertLess(madFloor({ runs: 5, draws: 50, shape: [2000, 2000] }).mad, 1e-4);
});

for (
  const [name, width, bias] of [["narrow", 0.5, 0], ["right", 1, 0], ["shifted", 1, 2]] as const
) {
  Deno.test(`one-sigma coverage of a ${name} posterior, false alarm 1e-6`, () => {
    const runs = 4, draws = 10, bins = 5000;
    const { masses, truth } = gaussianPosterior({ runs, draws, shape: [bins], width, bias }, 4);
    const { mean, perBin, spread } = oneSigma(masses, truth);
    const bound = ONE_IN_A_MILLION * Math.sqrt(1 / (4 * runs * bins));
    if (name === "right") assertAlmostEquals(mean.value, expectedOneSigma(draws), bound);
    else if (name === "shifted") assertLess(mean.value, expectedOneSigma(draws) - 5 * bound);
    else {
      // |mean - truth| <= sd, for width w: |T| <= w sqrt((D - 1) / (D + w^2)); T has 9 degrees of
      // freedom, and P(|T| <= 0.4685) = 0.349448 (scipy 1.17 stats.t).
      assertAlmostEquals(0.5 * Math.sqrt(9 / 10.25), 0.46852, 1e-5);
      assertAlmostEquals(mean.value, 0.349448, bound);
    }
    assertGreater(spread, 0);
    assertAlmostEquals(perBin.reduce((sum, x) => sum + x, 0) / bins, mean.value, 1e-12);
  });
}

Deno.test("one-sigma coverage tends to erf(1 / sqrt 2)", () => {
  assertAlmostEquals(expectedOneSigma(1e6), 0.6826894921, 1e-6);
  assertLess(expectedOneSigma(50), 0.6826894921);
});
