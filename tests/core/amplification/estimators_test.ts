import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { masses } from "../../../core/binning/masses.ts";
import {
  amplification,
  type AmplificationEstimator,
  type AmplificationOptions,
  equivalentEvents,
} from "../../../core/amplification/mod.ts";
import { multinomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";

/** Two draws of two bins: counts 1000 -+ 100 and 4000 -+ 20 of 5000 points. */
const two = masses(1, 2, [2], Float64Array.of(900 / 5e3, 3980 / 5e3, 1100 / 5e3, 4020 / 5e3));
const byHand: [AmplificationEstimator, number][] = [
  ["std", 1e6 / 1e4 + 16e6 / 400],
  ["naive", 100 + 20],
  ["mean", Math.sqrt(1000) + Math.sqrt(4000)],
  ["binomial", (1000 / 9 + 4000 / 0.9) / 2],
  ["binomial-signed", (-1000 / 9 + 4000 / 0.9) / 2],
];
for (const [estimator, expected] of byHand) {
  Deno.test(`equivalent events of two bins by hand: ${estimator}`, () => {
    const options = { estimator, pointsPerDraw: 5000 };
    const [events] = equivalentEvents(two, options);
    assertAlmostEquals(events / expected, 1, 1e-11);
    assertAlmostEquals(amplification(two, 100, options).value / (expected / 100), 1, 1e-11);
  });
}

Deno.test("draws that are true samples of M events are worth M; false alarm 1e-6", () => {
  // sigma^2 has D - 1 degrees of freedom and the divisor D, so E mu^2 / sigma^2 is D / (D - 3) times
  // N_eff of a bin, to first order in 1/(events a bin); multinomial bins have N_eff = M p / (1 - p).
  const draws = 50, bins = 400, events = 400000;
  const stream = Stream.fromSeed(1);
  const truth = new Float64Array(bins).fill(1 / bins);
  const values = new Float64Array(draws * bins);
  for (let d = 0; d < draws; d++) {
    values.set(multinomial(truth, events, stream).map((n) => n / events), d * bins);
  }
  const [found] = equivalentEvents(masses(1, draws, [bins], values));
  const expected = events / (1 - 1 / bins) * draws / (draws - 3);
  // Relative deviation of 1 / chi-square of 49 degrees of freedom is sqrt(2 / 45); the second-order
  // term 1 / (events a bin) = 1e-3 is added.
  const bound = 4.892 * Math.sqrt(2 / 45 / bins) + 1e-3;
  assertAlmostEquals(found / expected, 1, bound);
});

Deno.test("empty bins add nothing; equal draws are refused", () => {
  const empty = masses(1, 2, [3], Float64Array.of(0.4, 0.6, 0, 0.6, 0.4, 0));
  assertAlmostEquals(equivalentEvents(empty)[0], 2 * 0.25 / 0.01, 1e-9);
  const dipping = masses(1, 2, [3], Float64Array.of(0.4, 0.6, -1e-9, 0.6, 0.4, -3e-9));
  assertEquals(equivalentEvents(dipping), equivalentEvents(empty));
  const equal = masses(1, 2, [2], Float64Array.of(0.5, 0.5, 0.5, 0.5));
  assertThrows(() => equivalentEvents(equal), RangeError, "draws of a bin must differ");
  assertThrows(() => equivalentEvents(two, { estimator: "naive" }), TypeError, "points per draw");
  assertThrows(() => amplification(two, 0), RangeError, "number of training events");
});

for (
  const [draws, time, bias] of [[8, 1, 0], [20, 1, 0], [50, 1, 0], [50, 4, 0.01], [50, 12, 0.07]]
) {
  Deno.test(`${draws} draws of time ${time}, of a posterior worth 1,000 events, say so on average; false alarm 1e-6`, () => {
    // Normal draws with the covariance of 1,000 events, but for their sum, in bins of unequal mass.
    const worth = 1000, runs = 400;
    const truth = [0.05, 0.1, 0.15, 0.3, 0.4], bins = truth.length;
    const stream = Stream.fromSeed(draws);
    const correlation = (time - 1) / (time + 1), noise = Math.sqrt(1 - correlation * correlation);
    const normals = new Float64Array(runs * draws * bins);
    const values = normals.map((_, i) => {
      const mass = truth[i % bins];
      const first = Math.floor(i / bins) % draws === 0;
      normals[i] = first
        ? stream.normal()
        : correlation * normals[i - bins] + noise * stream.normal();
      return mass + Math.sqrt(mass * (1 - mass) / worth) * normals[i];
    });
    const estimate = (options: AmplificationOptions) => {
      const events = equivalentEvents(masses(runs, draws, [bins], values), options);
      const mean = events.reduce((sum, x) => sum + x, 0) / runs;
      const variance = events.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (runs - 1);
      return { mean, error: Math.sqrt(variance / runs) };
    };
    // The mean of the draws scatters, too: (mu^2 + sigma^2 / D) / (mu (1 - mu)) = M + 1 / D events.
    const { mean, error } = estimate({ estimator: "unbiased", autocorrelationTime: time });
    assertAlmostEquals(mean, worth, 4.892 * error + 1 + bias * worth);
    if (time > 1) {
      const independent = estimate({ estimator: "unbiased" });
      assert(independent.mean > worth * (1 + 3 * bias), String(independent.mean));
    }
  });
}

Deno.test("three draws have no estimate without bias", () => {
  assertThrows(
    () =>
      equivalentEvents(masses(1, 3, [1], Float64Array.of(0.1, 0.2, 0.3)), {
        estimator: "unbiased",
      }),
    RangeError,
    "draws of a run must be worth at least 4 independent ones: current value is 3.0",
  );
});
