import { assertAlmostEquals, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { type Masses, masses } from "../../../core/binning/masses.ts";
import {
  amplification,
  amplificationSplit,
  averagingAchieved,
  averagingAmplification,
  claimedAndAchieved,
  combinedEvents,
  mergeBins,
  pointsNeeded,
} from "../../../core/amplification/mod.ts";
import { multinomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";

const ONE_IN_A_MILLION = 4.892;

/**
 * A posterior that knows as much as `events` true events: its centre is such a sample, its draws scatter
 * about it by `width` times the counting errors, and `tilt` shifts odd against even bins, in such errors.
 */
function informed(
  { runs, draws, bins, events, width = 1, tilt = 0 }: {
    runs: number;
    draws: number;
    bins: number;
    events: number;
    width?: number;
    tilt?: number;
  },
  seed: number,
): Masses {
  const stream = Stream.fromSeed(seed);
  const truth = new Float64Array(bins).fill(1 / bins);
  const sigma = Math.sqrt(1 / bins * (1 - 1 / bins) / events);
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    const centre = multinomial(truth, events, stream);
    for (let d = 0; d < draws; d++) {
      for (let bin = 0; bin < bins; bin++) {
        values[(run * draws + d) * bins + bin] = centre[bin] / events +
          sigma * (width * stream.normal() + (bin % 2 === 0 ? tilt : -tilt));
      }
    }
  }
  return masses(runs, draws, [bins], values);
}

const cases = [
  { name: "calibrated", width: 1, tilt: 0 },
  { name: "over-confident", width: 0.5, tilt: 0 },
  { name: "biased", width: 1, tilt: 1 },
];
for (const { name, width, tilt } of cases) {
  Deno.test(`claimed and achieved amplification of a ${name} posterior; false alarm 1e-6`, () => {
    const runs = 5, draws = 50, bins = 1000, events = 200000, nTrain = 10000;
    const own = informed({ runs, draws, bins, events, width, tilt }, 1);
    const found = claimedAndAchieved(own, 1 / bins, nTrain);
    const { claimed, achieved, ratio, systematicShare } = found;
    // Draw variance: chi-square with (D - 1) degrees of freedom a bin. The sum over K - 1 free
    // directions of squared errors is, over its unit 1 + w^2/D + t^2, of relative variance at most
    // 2 / (R (K - 1)) x (1 + 2 t^2); K/(K - 1) is the draws' missing sum constraint.
    const square = 1 + width * width / draws + tilt * tilt;
    const claim = events / nTrain / (width * width) * (bins - 1) / bins;
    const claimBound = ONE_IN_A_MILLION * Math.sqrt(2 / (runs * bins * (draws - 1)));
    const bound = ONE_IN_A_MILLION * Math.sqrt(2 * (1 + 2 * tilt * tilt) / (runs * (bins - 1))) +
      2 / bins;
    assertAlmostEquals(claimed.value / claim, 1, claimBound + 2 / bins);
    assertAlmostEquals(achieved.value / (events / nTrain / square), 1, bound);
    assertAlmostEquals(ratio.value / (square / width / width), 1, bound + claimBound);
    assertAlmostEquals(ratio.value * achieved.value / claimed.value, 1, 1e-12);
    // The common part is t^2 / square; cross terms of tilt and noise set its error.
    const shareBound = ONE_IN_A_MILLION * (Math.sqrt(2 / bins) + 2 * tilt / Math.sqrt(runs * bins));
    assertAlmostEquals(systematicShare!, tilt * tilt / square, shareBound);
    assertEquals(ratio.perRun.length, runs);
    assertGreater(ratio.error!, 0);
  });
}

Deno.test("a true sample of M events achieves M / N; false alarm 1e-6", () => {
  const bins = 500, events = 100000;
  const own = informed({ runs: 8, draws: 2, bins, events, width: 1e-6 }, 2);
  const { achieved } = claimedAndAchieved(own, 1 / bins, 1000);
  assertAlmostEquals(achieved.value / 100, 1, ONE_IN_A_MILLION * Math.sqrt(2 / (8 * bins)));
  const overall = averagingAchieved(own, 1 / bins, 1000).overall;
  // One quotient a run: their mean is 1 + 2 / (K - 1) times the expected, to first order.
  assertAlmostEquals(
    overall.value / 100,
    1,
    ONE_IN_A_MILLION * Math.sqrt(2 / (8 * bins)) + 4 / bins,
  );
});

Deno.test("claims are refused where nothing can be compared", () => {
  const one = masses(1, 2, [1], Float64Array.of(1, 1));
  assertThrows(() => claimedAndAchieved(one, 1, 10), RangeError, "number of bins");
  const exact = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.4));
  assertThrows(() => claimedAndAchieved(exact, 0.5, 10), RangeError, "squared error of run 0");
});

Deno.test("the split predicts what counted masses show; false alarm 1e-6", () => {
  const bins = 400, draws = 40, points = 400 * 1000, nTrain = 10000;
  const exact = informed({ runs: 2, draws, bins, events: 300000 }, 3);
  const stream = Stream.fromSeed(4);
  const values = new Float64Array(exact.values.length);
  for (let i = 0; i < values.length; i += bins) {
    // The draws do not add up to exactly one; counting is of each bin's own mass.
    values.set(multinomial(exact.values.subarray(i, i + bins), points, stream), i);
  }
  const counted = masses(2, draws, [bins], values.map((n) => n / points));
  const { posterior, counted: predicted, cap, countingShare } = amplificationSplit(
    exact,
    nTrain,
    points,
  );
  const found = amplification(counted, nTrain);
  // Counting the same draws again: mu^2/sigma^2 of a bin varies by sqrt(2 / (D - 1)) of itself, and its
  // mean is raised by noise in sigma^2 by no more than 2 / (D - 1) of itself.
  const bound = ONE_IN_A_MILLION * Math.sqrt(2 / (draws - 1) / (2 * bins)) + 2 / (draws - 1);
  assertAlmostEquals(found.value / predicted.value, 1, bound);
  assertAlmostEquals(cap.value / (points / nTrain * bins / (bins - 1)), 1, 1e-3);
  assertAlmostEquals(countingShare.perRun[0], predicted.perRun[0] / cap.perRun[0], 1e-12);
  assertAlmostEquals(posterior.value, amplification(exact, nTrain).value, 1e-9);
  assertGreater(posterior.value, predicted.value);
});

Deno.test("events combine as variances do, and points needed undo it", () => {
  assertAlmostEquals(combinedEvents(300, 600), 200, 1e-12);
  assertAlmostEquals(pointsNeeded(200, 300)!, 600, 1e-9);
  assertEquals(pointsNeeded(300, 300), null);
  assertThrows(() => pointsNeeded(0, 300), RangeError, "wanted events");
});

Deno.test("averaging amplification of two volumes, by hand", () => {
  const own = masses(1, 2, [2], Float64Array.of(0.24, 0.76, 0.26, 0.74));
  const variance = 2 * 0.01 * 0.01;
  const { perVolume, overall } = averagingAmplification(own, 100);
  const expected = 0.25 * 0.75 / variance / 100;
  for (const value of [...perVolume, overall.value]) assertAlmostEquals(value, expected, 1e-9);
  const finite = averagingAmplification(own, 100, { nGenerated: 500 });
  assertAlmostEquals(finite.overall.value, combinedEvents(expected * 100, 500) / 100, 1e-9);
  const achieved = averagingAchieved(own, Float64Array.of(0.2, 0.8), 100, { nGenerated: 500 });
  assertAlmostEquals(achieved.perVolume[1], combinedEvents(0.16 / 0.0025, 500) / 100, 1e-9);
});

Deno.test("a volume without mass, or with all, is worth nothing; one known exactly is refused", () => {
  const own = masses(1, 2, [3], Float64Array.of(0.24, 0.76, -1e-9, 0.26, 0.74, -3e-9));
  const { perVolume } = averagingAmplification(own, 100);
  assertEquals(perVolume[2], 0);
  assertGreater(perVolume[0], 0);
  const all = masses(1, 2, [1], Float64Array.of(1, 1));
  assertEquals([...averagingAmplification(all, 100).perVolume], [0]);
  const same = masses(1, 2, [2], Float64Array.of(0.5, 0.5, 0.5, 0.5));
  assertThrows(
    () => averagingAmplification(same, 100),
    RangeError,
    "Cannot forecast amplification",
  );
  assertThrows(() => averagingAchieved(same, 0.5, 100), RangeError, "Cannot measure amplification");
});

Deno.test("forecast and achievement agree for a calibrated posterior; false alarm 1e-6", () => {
  const runs = 5, bins = 900, draws = 50;
  const own = informed({ runs, draws, bins, events: 200000 }, 5);
  const forecast = averagingAmplification(own, 10000).overall.value;
  const achieved = averagingAchieved(own, 1 / bins, 10000).overall.value;
  const bound = ONE_IN_A_MILLION * Math.sqrt(2 / (runs * bins) * (1 + 1 / (draws - 1))) + 4 / bins;
  assertAlmostEquals(forecast / achieved, 1 + 1 / draws, bound);
});

Deno.test("merged bins are sums of their parts", () => {
  const own = masses(1, 2, [2, 4], Float64Array.from({ length: 16 }, (_, i) => i));
  assertEquals([...mergeBins(own, [1, 2]).values], [1, 5, 9, 13, 17, 21, 25, 29]);
  const merged = mergeBins(own, [2, 2]);
  assertEquals([merged.shape, [...merged.values]], [[1, 2], [10, 18, 42, 50]]);
  assertEquals([...mergeBins(own, [2, 1]).values], [4, 6, 8, 10, 20, 22, 24, 26]);
  assertThrows(() => mergeBins(own, [1, 3]), RangeError, "factor of axis 1 must divide 4");
  assertThrows(() => mergeBins(own, [2]), TypeError, "2 factors");
});

Deno.test("an error that all runs share is systematic, and one that cancels over them is not", () => {
  const bins = 8, runs = 4;
  const of = (error: (run: number, bin: number) => number) => {
    const values = Float64Array.from({ length: runs * 2 * bins }, (_, i) => {
      const bin = i % bins, draw = Math.floor(i / bins) % 2, run = Math.floor(i / (2 * bins));
      return (1 + error(run, bin) + (draw === 0 ? 0.1 : -0.1)) / bins;
    });
    return claimedAndAchieved(masses(runs, 2, [bins], values), 1 / bins, 100).systematicShare!;
  };
  const up = (i: number) => i % 2 === 0 ? 0.2 : -0.2;
  assertAlmostEquals(of((_, bin) => up(bin)), 1, 1e-12);
  // Nothing of it in the mean: the estimate without bias is as far below 0 as chance would put it above.
  assertAlmostEquals(of((run, bin) => up(run + bin)), -1 / (runs - 1), 1e-12);
  // Half of the square in common, half of it in the differences: (s^2 - 1/4 2 s^2) / (3/4) / (2 s^2).
  assertAlmostEquals(of((run, bin) => up(bin) + up(run + (bin >> 1))), 1 / 3, 1e-12);
});
