/** Measures of masses against the exact ones, on masses whose moments are known. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { compare } from "../../../studies/yardstick/compare.ts";

const bins = 4;

/** Masses 1/4 (1 + shift + scale z), with z the same normals for the same stream. */
function drawn(draws: number, seed: number, scale: number, shift = 0, loadings = [1, 1, 1, 1]) {
  const stream = Stream.fromSeed(seed);
  const values = new Float64Array(draws * bins);
  for (let d = 0; d < draws; d++) {
    for (let b = 0; b < bins; b++) {
      values[d * bins + b] = (1 + shift + scale * loadings[b] * stream.normal()) / bins;
    }
  }
  return { shape: [draws, 2, 2], values };
}

Deno.test("a posterior twice as wide, and moved, is told by its ratios, cosine and distance", () => {
  const exact = drawn(50, 1, 0.02), found = drawn(50, 1, 0.04, 0.03);
  const { widthRatio, widestRatio, alike, distance, excess, width } = compare(found, exact, 100);
  assertAlmostEquals(widthRatio, 2, 1e-12);
  assertAlmostEquals(widestRatio, 2, 1e-12);
  assertAlmostEquals(alike, 1, 1e-12);
  // The means differ by 0.03 and the mean of 0.02 z.
  const mean = (all: Float64Array, b: number) =>
    Array.from({ length: 50 }, (_, d) => all[d * bins + b] * bins / 50).reduce((a, c) => a + c);
  let square = 0, variance = 0;
  for (let b = 0; b < bins; b++) {
    square += (mean(found.values, b) - mean(exact.values, b)) ** 2 / bins;
    for (let d = 0; d < 50; d++) {
      variance += (exact.values[d * bins + b] * bins - mean(exact.values, b)) ** 2 / 49 / bins;
    }
  }
  assertAlmostEquals(distance, Math.sqrt(square / variance), 1e-12);
  assertAlmostEquals(excess, square / variance - (4 / 50 + 1 / 50), 1e-12);
  assertAlmostEquals(width, 2 * Math.sqrt(variance), 1e-12);
});

Deno.test("the widest direction is that of the exact draws, whatever else is wide", () => {
  const exact = drawn(4000, 1, 0.01, 0, [3, 1, 1, 1]);
  const found = drawn(4000, 2, 0.01, 0, [1.5, 9, 1, 1]);
  const { widestRatio, alike } = compare(found, exact, 100);
  // Four standard errors of a ratio of standard deviations, 1 / sqrt(4000), and of the direction.
  assertAlmostEquals(widestRatio, 0.5, 0.05);
  // Cosine of diag(9, 1, 1, 1) and diag(2.25, 81, 1, 1).
  const expected = (9 * 2.25 + 81 + 2) / Math.sqrt((81 + 3) * (2.25 ** 2 + 81 ** 2 + 2));
  assertAlmostEquals(alike, expected, 0.03);
});

Deno.test("independent draws of one posterior have no excess of distance on average", () => {
  const trials = 400;
  const excess = Array.from(
    { length: trials },
    (_, i) => compare(drawn(20, 2 * i + 1, 0.02), drawn(40, 2 * i + 2, 0.02), 100).excess,
  );
  const mean = excess.reduce((a, b) => a + b) / trials;
  const error = Math.sqrt(
    excess.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (trials * (trials - 1)),
  );
  // 4.9 standard errors: a false alarm of 1e-6. The mean of the quotient is off by 2 / 117 of itself.
  assert(Math.abs(mean) < 4.9 * error + 0.075 * 2 / 117, `${mean} +- ${error}`);
});

Deno.test("draws that are all the same have no width and no worth", () => {
  const exact = drawn(50, 1, 0.02), still = drawn(50, 1, 0);
  const { width, widthRatio, alike, worth } = compare(still, exact, 100);
  assertEquals([width, widthRatio, alike, worth], [0, 0, 0, null]);
});
