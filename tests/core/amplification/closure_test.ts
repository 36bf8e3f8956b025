import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { masses } from "../../../core/binning/masses.ts";
import {
  closure,
  eventsOfJensenShannon,
  expectedJensenShannon,
  jensenShannon,
  sampledJensenShannon,
} from "../../../core/amplification/mod.ts";
import { Stream } from "../../../core/random.ts";

const distribution = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), {
  minLength: 4,
  maxLength: 4,
}).map((v) => v.map((x) => x / v.reduce((sum, y) => sum + y, 0)));

Deno.test("Jensen-Shannon divergence is symmetric, from 0 to ln 2, and 0 for equals", () => {
  fc.assert(
    fc.property(distribution, distribution, (p, q) => {
      const d = jensenShannon(p, q);
      assertAlmostEquals(d, jensenShannon(q, p), 1e-15);
      assertEquals(d > -1e-15 && d <= Math.LN2, true);
      assertAlmostEquals(jensenShannon(p, p), 0, 1e-15);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("Jensen-Shannon divergence of two coins, by hand", () => {
  const expected = 0.5 * (0.5 * Math.log(1 / 1.5) + 0.5 * Math.log(1 / 0.5) + Math.log(2 / 1.5));
  assertAlmostEquals(jensenShannon([0.5, 0.5], [1, 0]), expected, 1e-15);
});

Deno.test("samples of true events diverge by (K - 1) / (8 N); false alarm 1e-6", () => {
  const bins = 500, events = 500 * 400, repeats = 40;
  const truth = new Float64Array(bins).fill(1 / bins);
  const stream = Stream.fromSeed(2);
  let mean = 0;
  for (let i = 0; i < repeats; i++) mean += sampledJensenShannon(truth, events, stream) / repeats;
  const expected = expectedJensenShannon(bins, events);
  // 8 N D is chi-square with 499 degrees of freedom; the next order is 1 / (events a bin).
  const bound = 4.892 * Math.sqrt(2 / (bins - 1) / repeats) + 1 / 400;
  assertAlmostEquals(mean / expected, 1, bound);
  assertAlmostEquals(eventsOfJensenShannon(bins, expected), events, 1e-6);
});

Deno.test("closure compares with as many events as the sizing says, rounded down", () => {
  const draws = masses(2, 2, [2], Float64Array.of(0.4, 0.6, 0.59, 0.41, 0.45, 0.55, 0.6, 0.4));
  const std = closure(draws, 0.5, { stream: Stream.fromSeed(3) });
  const exact = (a: number, b: number) => {
    const mu = (a + b) / 2, sigma = Math.abs(a - b) / 2;
    return (mu * mu + (1 - mu) * (1 - mu)) / (sigma * sigma);
  };
  assertEquals(std.events, [exact(0.4, 0.59), exact(0.45, 0.6)].map(Math.floor));
  assertEquals(std.expected.perRun, std.events.map((n) => 1 / (8 * n)));
  const naive = closure(draws, 0.5, { sizing: "naive", pointsPerDraw: 1001 });
  assertEquals(naive.events, [190, 150]);
  assertEquals(naive.sampled, null);
  assertAlmostEquals(
    naive.achieved.perRun[0],
    1 / (8 * jensenShannon([0.5, 0.5], [0.495, 0.505])),
    1e-6,
  );
  assertEquals(std.sampled!.perRun.length, 2);
});

Deno.test("divergences that mean no number of events are refused", () => {
  assertThrows(
    () => eventsOfJensenShannon(10, 0),
    RangeError,
    "divergence must be finite and above",
  );
  assertThrows(() => eventsOfJensenShannon(1, 1e-3), RangeError, "number of bins");
  assertThrows(() => jensenShannon([1], [0.5, 0.5]), TypeError, "must have 1 numbers");
});
