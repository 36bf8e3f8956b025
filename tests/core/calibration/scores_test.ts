import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import fc from "fast-check";
import { masses } from "../../../core/binning/masses.ts";
import {
  coverage,
  deviations,
  expectedCalibrationError,
  intervalScores,
  rankedProbabilityScore,
} from "../../../core/calibration/mod.ts";
import { gaussianPosterior, ONE_IN_A_MILLION } from "./_posteriors.ts";

Deno.test("scores agree with their definitions, pair by pair", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (draws, y) => {
        const n = draws.length;
        const own = masses(1, n, [1], Float64Array.from(draws));
        let pairs = 0;
        for (const a of draws) for (const b of draws) pairs += Math.abs(a - b);
        const spread = pairs / (2 * n * (n - 1));
        const distance = draws.reduce((sum, x) => sum + Math.abs(x - y), 0) / n;
        const found = rankedProbabilityScore(own, y);
        assertAlmostEquals(found.score.value, (distance - spread) / y, 1e-12 / y);
        assertAlmostEquals(found.spread.value, spread / y, 1e-12 / y);

        const sorted = [...draws].sort((a, b) => a - b);
        for (const { nominal, score, width } of intervalScores(own, y)) {
          const alpha = 1 - nominal;
          const i = Math.round(alpha * (n + 1) / 2) - 1;
          const low = sorted[i], high = sorted[n - 1 - i];
          const penalty = 2 / alpha * (y < low ? low - y : y > high ? y - high : 0);
          assertAlmostEquals(width.value, (high - low) / y, 1e-12 / y);
          assertAlmostEquals(score.value, (high - low + penalty) / y, 1e-11 / y);
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

for (const [width, bias] of [[1, 0], [0.5, 0], [2, 0], [1, 1]]) {
  Deno.test(`ranked probability score of Gaussians, width ${width}, bias ${bias}; false alarm 1e-6`, () => {
    const runs = 2, draws = 10, bins = 10000;
    const { masses, truth } = gaussianPosterior({ runs, draws, shape: [bins], width, bias }, 7);
    const { score, spread } = rankedProbabilityScore(masses, truth);
    // X - y is Gaussian with mean b and variance 1 + w^2, X - X' with 0 and 2 w^2, in units of 5 %.
    const s = Math.sqrt(1 + width * width);
    const distance = s * Math.sqrt(2 / Math.PI) * Math.exp(-bias * bias / (2 * s * s)) +
      bias * (1 - 2 * normalCdf(-bias / s, 0, 1));
    const half = width / Math.sqrt(Math.PI);
    // |X - y| and |X - X'| of one bin vary by less than their root mean squares.
    const bound = ONE_IN_A_MILLION * 0.05 / Math.sqrt(runs * bins);
    assertAlmostEquals(spread.value, 0.05 * half, bound * width * Math.SQRT2);
    assertAlmostEquals(
      score.value,
      0.05 * (distance - half),
      bound * (Math.hypot(s, bias) + width * Math.SQRT2),
    );
    if (width === 1 && bias === 0) assertAlmostEquals(distance - half, half, 1e-12);
    else assertGreater(distance - half, Math.sqrt(1 / Math.PI));
  });
}

Deno.test("the interval score is least for the right width", () => {
  const of = (width: number) => {
    const { masses, truth } = gaussianPosterior({ runs: 2, draws: 20, shape: [5000], width }, 8);
    return intervalScores(masses, truth)[8];
  };
  const right = of(1);
  assertAlmostEquals(right.nominal, 17 / 21, 1e-12);
  for (const width of [0.5, 2]) assertGreater(of(width).score.value, 1.05 * right.score.value);
  assertLess(of(0.5).width.value, right.width.value);
});

Deno.test("expected calibration error: alike weights give the MAD, one weight a level's own", () => {
  const { masses, truth } = gaussianPosterior({ runs: 3, draws: 10, shape: [30], width: 0.7 }, 9);
  const covered = coverage(masses, truth);
  const { mad, signed } = deviations(covered);
  const alike = expectedCalibrationError(covered);
  assertAlmostEquals(alike.absolute.value, mad.value, 1e-14);
  assertAlmostEquals(alike.signed.value, signed.value, 1e-14);
  assertAlmostEquals(alike.signed.error!, signed.error!, 1e-12);
  const last = expectedCalibrationError(covered, [0, 0, 0, 0, 7]);
  const share = covered.narrowest.filter((level) => level <= 4).length / 90;
  assertAlmostEquals(last.signed.value, share - 9 / 11, 1e-14);
  assertEquals(last.absolute.value, Math.abs(last.signed.value));
});
