import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { binCount, countingVariance, masses, sampledMasses } from "../../../core/binning/mod.ts";
import { Stream } from "../../../core/random.ts";
import { assertCounts, normalBound } from "../_statistics.ts";

const exact = masses(
  2,
  3,
  [2, 2],
  Float64Array.from({ length: 24 }, (_, i) => [0.1, 0.2, 0.3, 0.4][i % 4]),
);

Deno.test("fractions of a sample are whole counts that sum to its size, draw by draw", () => {
  const sampled = sampledMasses(exact, 4000, Stream.fromSeed(41));
  assertEquals(
    { ...sampled, values: 0 },
    { runs: 2, draws: 3, shape: [2, 2], values: 0 },
  );
  for (let draw = 0; draw < 6; draw++) {
    const counts = sampled.values.slice(4 * draw, 4 * draw + 4).map((mass) => mass * 4000);
    for (const count of counts) assertLess(Math.abs(count - Math.round(count)), 1e-9);
    assertEquals(Math.round(counts.reduce((sum, count) => sum + count)), 4000);
    assertCounts(counts, (bin) => [0.1, 0.2, 0.3, 0.4][bin], `draw ${draw}`);
  }
});

Deno.test("fractions scatter with the counting variance", () => {
  const draws = 20_000, points = 1000;
  const bins = [0.5, 0.3, 0.15, 0.049, 0.001];
  const many = masses(
    1,
    draws,
    [5],
    Float64Array.from({ length: 5 * draws }, (_, i) => bins[i % 5]),
  );
  const { values } = sampledMasses(many, points, Stream.fromSeed(42));
  const variance = countingVariance(many, points);
  for (let bin = 0; bin < 5; bin++) {
    let mean = 0, squares = 0;
    for (let draw = 0; draw < draws; draw++) {
      const pull = (values[5 * draw + bin] - bins[bin]) / Math.sqrt(variance[bin]);
      mean += pull / draws;
      squares += pull * pull / draws;
    }
    // Fourth moment of a binomial pull: 3 + (1 - 6 p q) / (n p q).
    const spread = bins[bin] * (1 - bins[bin]);
    const fourth = 3 + (1 - 6 * spread) / (points * spread);
    assertLess(Math.abs(mean), normalBound / Math.sqrt(draws));
    assertLess(Math.abs(squares - 1), normalBound * Math.sqrt((fourth - 1) / draws));
  }
});

Deno.test("a draw depends on its place and the stream alone", () => {
  const one = sampledMasses(exact, 1000, Stream.fromSeed(43));
  assertEquals(sampledMasses(exact, 1000, Stream.fromSeed(43)), one);
  const first = { ...exact, runs: 1, values: exact.values.slice(0, 12) };
  assertEquals(sampledMasses(first, 1000, Stream.fromSeed(43)).values, one.values.slice(0, 12));
  const draws = new Set(
    Array.from(
      { length: 6 },
      (_, i) => one.values.slice(i * binCount(one), (i + 1) * binCount(one)).join(),
    ),
  );
  assertEquals(draws.size, 6);
});

Deno.test("a mass below zero, which a cubature can give, has no counts and no variance", () => {
  const dipped = masses(1, 1, [3], Float64Array.of(-1e-9, 0.5, 0.5));
  assertEquals(countingVariance(dipped, 100), Float64Array.of(0, 0.0025, 0.0025));
  assertEquals(sampledMasses(dipped, 100, Stream.fromSeed(44)).values[0], 0);
});

Deno.test("a sample of no points is refused", () => {
  for (const points of [0, 10.5, NaN]) {
    assertThrows(() => countingVariance(exact, points), RangeError, `current value is ${points}`);
    assertThrows(
      () => sampledMasses(exact, points, Stream.fromSeed(1)),
      RangeError,
      `current value is ${points}`,
    );
  }
});
