import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertThrows,
} from "@std/assert";
import { claimedAndAchieved } from "../../../core/amplification/mod.ts";
import { type Masses, masses, sampledMasses } from "../../../core/binning/mod.ts";
import {
  countedSquares,
  coverage,
  deviations,
  drawMoments,
  standsOut,
  withoutCounting,
} from "../../../core/calibration/mod.ts";
import { Stream } from "../../../core/random.ts";
import { gaussianPosterior, ONE_IN_A_MILLION } from "./_posteriors.ts";

/** The same draws, of sum 1, in every run. */
function repeated(one: Masses, runs: number): Masses {
  const bins = one.values.length / one.draws;
  const values = Float64Array.from(one.values, (mass, i) => {
    const from = Math.floor(i / bins) * bins;
    return mass / one.values.subarray(from, from + bins).reduce((a, b) => a + b, 0);
  });
  const all = new Float64Array(runs * values.length);
  for (let run = 0; run < runs; run++) all.set(values, run * values.length);
  return masses(runs, one.draws, one.shape, all);
}

const posteriors = [
  { name: "exact", width: 1, bias: 0 },
  { name: "over-confident", width: 0.3, bias: 0 },
  { name: "biased", width: 1, bias: 2 },
];

for (const { name, width, bias } of posteriors) {
  Deno.test(`counting is known with its scatter, ${name} posterior; false alarm 1e-6`, () => {
    const runs = 1000, draws = 6, bins = 40, points = 40 * 400;
    const { masses: one, truth } = gaussianPosterior({ runs: 1, draws, shape: [bins], width }, 3);
    // A bias of one sign would go when draws are made to sum to one.
    const tilted = Float64Array.from(
      one.values,
      (mass, i) => mass * (1 + 0.05 * bias * (i % 2 === 0 ? 1 : -1)),
    );
    const exact = repeated(masses(1, draws, [bins], tilted), runs);
    const counted = countedSquares(
      sampledMasses(exact, points, Stream.fromSeed(4)),
      truth,
      points,
    );
    // Of exact masses nothing is counting: the same squares, as sums.
    const { mean, variance } = drawMoments(masses(1, draws, [bins], exact.values.slice(0, 240)));
    const own = {
      spread: variance.reduce((sum, v) => sum + v * draws / (draws - 1) / truth, 0),
      distance: mean.reduce((sum, m) => sum + (m - truth) ** 2 / truth, 0),
    };
    for (const part of ["spread", "distance"] as const) {
      const found = counted[part];
      const rest = found.map(({ whole, counting }) => whole - counting);
      const centre = rest.reduce((sum, x) => sum + x, 0) / runs;
      const scatter = Math.sqrt(rest.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (runs - 1));
      assertLess(Math.abs(centre - own[part]), ONE_IN_A_MILLION * scatter / Math.sqrt(runs), part);
      // Without taking counting out, the mean would be off by far more.
      const taken = found.reduce((sum, { counting }) => sum + counting, 0) / runs;
      assertGreater(taken, 3 * ONE_IN_A_MILLION * scatter / Math.sqrt(runs), part);
      // A standard deviation of nearly normal numbers, and one in 400 counts for what is not quadratic.
      const said = Math.sqrt(found.reduce((sum, { error }) => sum + error * error, 0) / runs);
      assertAlmostEquals(
        said / scatter,
        1,
        ONE_IN_A_MILLION * Math.sqrt(1.3 / (2 * runs)) + 0.03,
        part,
      );
    }
  });
}

for (const { name, width, bias } of posteriors) {
  Deno.test(`claim and achievement come out through counting, ${name} posterior; false alarm 1e-6`, () => {
    const runs = 6, draws = 20, bins = 500, points = 500 * 300, nTrain = 10_000;
    const { masses: shaped, truth } = gaussianPosterior({ runs, draws, shape: [bins], width }, 5);
    const tilted = shaped.values.map((mass, i) =>
      Math.max(0, mass * (1 + 0.05 * bias * (i % 2 === 0 ? 1 : -1)))
    );
    const exact = masses(runs, draws, [bins], tilted);
    const found = sampledMasses(exact, points, Stream.fromSeed(6));
    const { claimed, achieved, ratio, systematicShare, counting } = claimedAndAchieved(
      found,
      truth,
      nTrain,
      { pointsPerDraw: points },
    );
    // Relative variances of 0.05^2 in every bin: width^2 of the draws; 1 + width^2 / D + bias^2 of their mean.
    const own = 1 / (nTrain * 0.0025) * (bins - 1);
    const square = 1 + width * width / draws + bias * bias;
    // The relative variance of counting in a bin of 300 points.
    const noise = 1 / 300 / 0.0025;
    const spreadBound = ONE_IN_A_MILLION * (1 + noise / width ** 2) *
        Math.sqrt(2 / (runs * bins * (draws - 1))) + 4 / bins;
    const distanceBound = ONE_IN_A_MILLION *
        Math.sqrt(2 * (1 + 2 * bias * bias) / (runs * bins)) * (1 + noise / draws) + 4 / bins;
    assertAlmostEquals(own / claimed.value / width ** 2, 1, spreadBound);
    assertAlmostEquals(own / achieved.value / square, 1, distanceBound);
    assertAlmostEquals(ratio.value * width ** 2 / square, 1, spreadBound + distanceBound);
    const shareBound = ONE_IN_A_MILLION *
      (Math.sqrt(2 / bins) + 2 * bias / Math.sqrt(runs * bins)) * 1.1;
    assertAlmostEquals(systematicShare!, bias * bias / square, shareBound);
    assertAlmostEquals(counting!.spread.share, noise / (noise + width * width), spreadBound);
    // Without subtraction the claim would be too small by that share.
    const raw = claimedAndAchieved(found, truth, nTrain);
    assertEquals(raw.counting, null);
    assertAlmostEquals(raw.claimed.value / claimed.value, 1 - counting!.spread.share, 0.02);
    assertGreater(achieved.value, raw.achieved.value);
  });
}

Deno.test("counted draws of a calibrated posterior cover too much, and without counting as they should; false alarm 1e-6", () => {
  const runs = 4, draws = 40, bins = 2000, points = 2000 * 400;
  const exact = gaussianPosterior({ runs, draws, shape: [bins] }, 7);
  const counted = sampledMasses(exact.masses, points, Stream.fromSeed(8));
  const signed = (of: Masses) =>
    deviations(coverage(of, exact.truth, { method: "rank" })).signed.value;
  // A mean over independent bins of numbers between -1/2 and 1/2.
  const bound = ONE_IN_A_MILLION * 0.3 / Math.sqrt(runs * bins);
  assertLess(Math.abs(signed(exact.masses)), bound);
  assertGreater(signed(counted), 3 * bound);
  // The mean of the draws keeps 1/40 of counting, as much as the posterior's variance here: 1 % in width.
  assertLess(Math.abs(signed(withoutCounting(counted, exact.truth, points))), bound + 0.005);
});

Deno.test("the spread without counting is the one that the claim rests on", () => {
  const bins = 100, points = 20_000, nTrain = 1000;
  const { masses: exact, truth } = gaussianPosterior({ runs: 2, draws: 10, shape: [10, 10] }, 9);
  const counted = sampledMasses(exact, points, Stream.fromSeed(10));
  const cleared = withoutCounting(counted, truth, points);
  assertEquals(cleared.shape, [10, 10]);
  const direct = claimedAndAchieved(counted, truth, nTrain, { pointsPerDraw: points });
  const shrunk = claimedAndAchieved(cleared, truth, nTrain);
  assertAlmostEquals(shrunk.claimed.value / direct.claimed.value, 1, 1e-9);
  const before = drawMoments(counted).mean, after = drawMoments(cleared).mean;
  for (let bin = 0; bin < 2 * bins; bin++) assertAlmostEquals(after[bin], before[bin], 1e-12);
});

Deno.test("where counting hides the spread, nothing is made of it", () => {
  const truth = 1 / 50, points = 5000, draws = 10;
  const none = masses(3, draws, [50], new Float64Array(3 * draws * 50).fill(truth));
  const counted = sampledMasses(none, points, Stream.fromSeed(12));
  const { spread, distance } = countedSquares(counted, truth, points);
  for (const { whole, counting, error } of [...spread, ...distance]) {
    assertLess(Math.abs(whole - counting), ONE_IN_A_MILLION * 1.5 * error);
  }
  assert(!standsOut(spread) && !standsOut(distance));
  assertThrows(
    () => claimedAndAchieved(counted, truth, 1000, { pointsPerDraw: points }),
    RangeError,
    "must stand out from the",
  );
  assertThrows(
    () => withoutCounting(counted, truth, points),
    RangeError,
    "must stand out from the",
  );
});

Deno.test("one draw or one point has no counting to take out", () => {
  const one = masses(1, 1, [2], Float64Array.of(0.5, 0.5));
  assertThrows(() => countedSquares(one, 0.5, 10), RangeError, "number of draws");
  const two = masses(1, 2, [2], Float64Array.of(0.5, 0.5, 0.4, 0.6));
  assertThrows(() => countedSquares(two, 0.5, 1), RangeError, "points per draw");
});
