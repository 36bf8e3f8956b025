import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type Masses, masses } from "../../../core/binning/masses.ts";
import {
  calibratedRatio,
  drawAutocorrelationTime,
  expectedOneSigma,
  rankShares,
  varianceFactors,
} from "../../../core/calibration/mod.ts";
import { standardChains } from "../../../core/calibration/autocorrelation.ts";
import { Stream } from "../../../core/random.ts";

/** Chains of independent bins about the same mass. */
function chains(time: number, runs: number, draws: number, bins: number, seed: number): Masses {
  const stream = Stream.fromSeed(seed);
  const correlation = (time - 1) / (time + 1), noise = Math.sqrt(1 - correlation * correlation);
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      let x = stream.normal();
      for (let d = 0; d < draws; d++) {
        if (d > 0) x = correlation * x + noise * stream.normal();
        values[(run * draws + d) * bins + bin] = (1 + 0.05 * x) / bins;
      }
    }
  }
  return masses(runs, draws, [bins], values);
}

// With 500 chains the time is known to some percent: five of their standard deviations, found from 40 seeds.
for (
  const { time, draws, tolerance } of [
    { time: 1, draws: 50, tolerance: 0.1 },
    { time: 1.8, draws: 50, tolerance: 0.25 },
    { time: 3.6, draws: 50, tolerance: 0.4 },
    { time: 17, draws: 50, tolerance: 4 },
    { time: 3.6, draws: 20, tolerance: 0.7 },
  ]
) {
  Deno.test(`${draws} draws of autocorrelation time ${time} give it back, though their mean follows them`, () => {
    assertAlmostEquals(drawAutocorrelationTime(chains(time, 5, draws, 100, 3)), time, tolerance);
  });
}

Deno.test("draws that do not differ, or are too few, have no autocorrelation time", () => {
  const same = masses(1, 5, [2], new Float64Array(10).fill(0.5));
  assertThrows(() => drawAutocorrelationTime(same), RangeError, "the draws must differ");
  assertThrows(() => drawAutocorrelationTime(chains(1, 1, 3, 2, 1)), RangeError, "number of draws");
});

Deno.test("two correlated draws surround a truth as often as their angle says", () => {
  // The truth is below both with probability 1/4 + asin(r) / (2 pi), r the correlation of their differences from it.
  for (const time of [1.5, 3, 20]) {
    const r = (1 + (time - 1) / (time + 1)) / 2;
    const [below, between, above] = rankShares(2, time);
    // Simulated chains: 4000 with mirror images, five standard errors of a share.
    assertAlmostEquals(below, 0.25 + Math.asin(r) / (2 * Math.PI), 5 * 0.5 / Math.sqrt(4000));
    assertEquals(below, above);
    assertAlmostEquals(below + between + above, 1, 1e-12);
  }
  assertEquals([...rankShares(4, 1)], [0.2, 0.2, 0.2, 0.2, 0.2]);
});

Deno.test("the spread of correlated draws and of their mean are those of their covariance", () => {
  for (const [draws, time] of [[2, 3], [50, 17], [10, 1]]) {
    const correlation = (time - 1) / (time + 1);
    let sum = 0;
    for (let i = 0; i < draws; i++) {
      for (let j = 0; j < draws; j++) sum += correlation ** Math.abs(i - j);
    }
    const { ofMean, ofSpread } = varianceFactors(draws, time);
    assertAlmostEquals(ofMean, sum / draws ** 2, 1e-12);
    assertAlmostEquals(ofSpread, (draws - sum / draws) / (draws - 1), 1e-12);
    assertAlmostEquals(calibratedRatio(draws, time), (1 + ofMean) / ofSpread, 1e-12);
  }
});

Deno.test("one-sigma coverage of a chain goes over into that of independent draws", () => {
  // Within the error of 4000 chains, whose share varies by less than 0.15.
  assertAlmostEquals(
    expectedOneSigma(20, 1 + 1e-9),
    expectedOneSigma(20),
    5 * 0.15 / Math.sqrt(4000),
  );
  assert(expectedOneSigma(50, 17) < 0.56);
});

Deno.test("the chains behind expectations are stationary, and always the same", () => {
  let first = 0, last = 0, neighbours = 0, count = 0;
  for (const chain of standardChains(10, 3)) {
    first += chain[0] ** 2;
    last += chain[9] ** 2;
    neighbours += chain[4] * chain[5];
    count++;
  }
  // Squares of normals have a variance of 2, products of correlated ones 1.25.
  assertAlmostEquals(first / count, 1, 5 * Math.sqrt(2 / count));
  assertAlmostEquals(last / count, 1, 5 * Math.sqrt(2 / count));
  assertAlmostEquals(neighbours / count, 0.5, 5 * Math.sqrt(1.25 / count));
  assertEquals(expectedOneSigma(10, 3), expectedOneSigma(10, 3));
});
