import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import { binomial, multinomial } from "../../core/multinomial.ts";
import { Stream } from "../../core/random.ts";

/** Binomial probabilities by their recurrence. */
function probabilities(n: number, p: number): number[] {
  const out = [Math.pow(1 - p, n)];
  for (let k = 1; k <= n; k++) out.push(out[k - 1] * (n - k + 1) / k * p / (1 - p));
  return out;
}

for (const [n, p] of [[10, 0.3], [40, 0.5], [100, 0.07]]) {
  Deno.test(`binomial(${n}, ${p}) has its distribution; false alarm 1e-6`, () => {
    const draws = 40000;
    const stream = Stream.fromSeed(4);
    const counts = new Array<number>(n + 1).fill(0);
    for (let i = 0; i < draws; i++) counts[binomial(n, p, stream)]++;
    let chiSquare = 0, cells = 0, rest = 0, restExpected = 0;
    probabilities(n, p).forEach((probability, k) => {
      const expected = draws * probability;
      if (expected < 20) rest += counts[k], restExpected += expected;
      else chiSquare += (counts[k] - expected) ** 2 / expected, cells++;
    });
    if (restExpected > 0) chiSquare += (rest - restExpected) ** 2 / restExpected, cells++;
    assertLess(chiSquareCdf(chiSquare, cells - 1), 1 - 1e-6);
  });
}

Deno.test("binomial numbers of many trials have their mean and variance; false alarm 1e-6", () => {
  const n = 1e7, p = 0.2, draws = 2000;
  const stream = Stream.fromSeed(5);
  const z = Array.from(
    { length: draws },
    () => (binomial(n, p, stream) - n * p) / Math.sqrt(n * p * (1 - p)),
  );
  const mean = z.reduce((sum, x) => sum + x, 0) / draws;
  const square = z.reduce((sum, x) => sum + x * x, 0) / draws;
  assertAlmostEquals(mean, 0, 4.892 / Math.sqrt(draws));
  assertAlmostEquals(square, 1, 4.892 * Math.sqrt(2 / draws));
});

Deno.test("sure and impossible trials", () => {
  const stream = Stream.fromSeed(6);
  assertEquals([binomial(100, 0, stream), binomial(100, 1, stream)], [0, 100]);
  assertEquals([binomial(5, 0, stream), binomial(5, 1, stream), binomial(0, 0.5, stream)], [
    0,
    5,
    0,
  ]);
  for (const p of [NaN, -0.1, 1.1]) {
    assertThrows(() => binomial(5, p, stream), RangeError, `from 0 to 1: current value is ${p}`);
  }
});

Deno.test("multinomial counts add up and leave empty bins empty", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 0.5, 1, 3), { minLength: 1, maxLength: 9 }),
      fc.nat(5000),
      fc.nat(1000),
      (weights, events, seed) => {
        fc.pre(weights.some((w) => w > 0));
        const counts = multinomial(Float64Array.from(weights), events, Stream.fromSeed(seed));
        assertEquals(counts.reduce((sum, n) => sum + n, 0), events);
        weights.forEach((w, i) => w === 0 && assertEquals(counts[i], 0));
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("multinomial counts follow the probabilities; false alarm 1e-6", () => {
  const p = Float64Array.of(0.1, 0.2, 0.05, 0.25, 0.4);
  const events = 1e6;
  const counts = multinomial(p, events, Stream.fromSeed(7));
  const chiSquare = p.reduce((s, v, i) => s + (counts[i] - events * v) ** 2 / (events * v), 0);
  assertLess(chiSquareCdf(chiSquare, 4), 1 - 1e-6);
});

Deno.test("multinomial refuses what is no distribution", () => {
  const stream = Stream.fromSeed(8);
  assertThrows(() => multinomial(Float64Array.of(1, -1), 5, stream), RangeError, "negative");
  assertThrows(() => multinomial(Float64Array.of(0, 0), 5, stream), RangeError, "above 0");
});
