import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { ranksKind, type RanksRecord } from "../../../studies/ranks/measure.ts";
import {
  isNear,
  neededReplicates,
  probability,
  sideOfLine,
} from "../../../studies/ranks/simulated.ts";
import { ONE_IN_A_MILLION } from "../../core/calibration/_posteriors.ts";
import { alternate, draws, recordOf, runs, synthetic, width } from "../shared/_synthetic.ts";

const nBins = [4, 20], fine = 20 * 20, replicates = 199;

function ranksOf(
  shrink: number,
  bias?: (bin: number) => number,
  simulated: { readonly replicates: number; readonly line?: number } = { replicates },
): RanksRecord {
  return recordOf(
    ranksKind,
    {
      nBins,
      curvesAt: [20],
      groups: 8,
      ...simulated,
      method: "synthetic",
      protocol: "exact",
    },
    synthetic(nBins, 2, shrink, bias),
  );
}

/** Every bin too high by one width. */
const high = () => width;

/** Expected score of draws of standard deviation s about a mean that is off by a normal number and b, in widths. */
function expectedScore(s: number, b: number): { score: number; spread: number } {
  const spread = s / Math.sqrt(Math.PI);
  const t = Math.sqrt(1 + s * s);
  // Mean of the absolute value of a normal number of mean b and standard deviation t.
  const distance = t * Math.sqrt(2 / Math.PI) * Math.exp(-b * b / (2 * t * t)) +
    b * (1 - 2 * normalCdf(-b / t, 0, 1));
  return { score: distance - spread, spread };
}

const cases = [
  { name: "exact", shrink: 1, bias: undefined, b: 0 },
  { name: "over-confident", shrink: 0.5, bias: undefined, b: 0 },
  { name: "biased", shrink: 1, bias: high, b: 1 },
];

for (const { name, shrink, bias, b } of cases) {
  Deno.test(`scores are those of the widths, ${name} posterior; false alarm 1e-6`, () => {
    const record = ranksOf(shrink, bias);
    assertEquals(record.rows.map((row) => row.nBins), nBins);
    const { score, spread, ratio, scorePerRun } = record.rows[1];
    const expected = expectedScore(shrink, b);
    // A bin's distance has a standard deviation below one of itself and of b; so has the mean of its draws.
    const bound = ONE_IN_A_MILLION * width / Math.sqrt(fine * runs);
    assertAlmostEquals(score.value, width * expected.score, bound);
    assertAlmostEquals(spread.value, width * expected.spread, bound * Math.sqrt(2 / draws));
    assertAlmostEquals(
      ratio.value,
      expected.score / expected.spread,
      1.5 * bound / width / expected.spread,
    );
    assertEquals(scorePerRun.length, runs);
  });
}

Deno.test("an exact posterior passes every test of ranks; false alarm 1 in 200 a test", () => {
  const { rows, histograms: [histogram], joint: [joint] } = ranksOf(1);
  for (const { chiSquare, distance, joint, absolute, signed } of rows) {
    for (const { pValue } of [chiSquare, distance, joint!]) assertGreater(pValue, 1 / replicates);
    for (const one of [absolute, signed]) {
      // Twice the range of 95 %: some four standard deviations.
      const middle = (one.calibrated.lower + one.calibrated.upper) / 2;
      assertLess(Math.abs(one.value - middle), one.calibrated.upper - one.calibrated.lower);
    }
  }
  const { mean } = histogram.shares;
  assertAlmostEquals(mean.reduce((sum, x) => sum + x, 0), 1, 1e-12);
  // 2000 ranks in 8 groups, ranks of one run independent here.
  for (const share of mean) {
    assertAlmostEquals(share, 1 / 8, ONE_IN_A_MILLION * Math.sqrt(1 / 8 / (fine * runs)));
  }
  assertEquals(joint.nBins, 20);
});

Deno.test("an over-confident posterior fails, with a U of ranks and too little coverage", () => {
  const { rows, histograms: [{ shares }] } = ranksOf(0.5);
  const { chiSquare, distance, joint, absolute, signed, chiSquareIndependent } = rows[1];
  for (const { pValue } of [chiSquare, distance, joint!]) {
    assertEquals(pValue, 1 / (replicates + 1));
  }
  assertLess(chiSquareIndependent, 1e-6);
  // P(|z1| < s |z2|) = 2 atan(s) / pi of the levels' mean; finitely many draws are off by about 1/D.
  const expected = 2 / Math.PI * Math.atan(0.5) - 1 / 2;
  const bound = ONE_IN_A_MILLION * 0.3 / Math.sqrt(fine * runs) + 1 / draws;
  assertAlmostEquals(signed.value, expected, bound);
  assertAlmostEquals(absolute.value, -expected, bound);
  assertLess(signed.value, signed.calibrated.lower);
  assertGreater(absolute.value, absolute.calibrated.upper);
  const last = shares.mean.length - 1;
  for (const end of [0, last]) assertGreater(shares.mean[end], shares.upper[end]);
  for (const middle of [3, 4]) assertLess(shares.mean[middle], shares.lower[middle]);
});

Deno.test("a posterior that lies too high has ranks that slope, beyond the band at both ends", () => {
  const { rows: [, row], histograms: [{ shares, cumulative }] } = ranksOf(1, high);
  assertEquals(row.distance.pValue, 1 / (replicates + 1));
  const last = shares.mean.length - 1;
  assertGreater(shares.mean[0], shares.upper[0]);
  assertLess(shares.mean[last], shares.lower[last]);
  // The truth has a rank in the lower half with probability P(z1 - z2 / sqrt 2 ...): far above one half.
  assert(cumulative.mean.every((x, i) => x > cumulative.upper[i]));
});

Deno.test("errors of one sign for each bin are seen by the joint test", () => {
  const { rows: [, row] } = ranksOf(1, alternate);
  assertEquals(row.joint!.pValue, 1 / (replicates + 1));
});

Deno.test("a p-value near the line comes from ten times as many simulations, at the binning that decides", () => {
  const [coarse, decisive] = ranksOf(1, undefined, { replicates: 19, line: 0.3 }).rows;
  assertEquals(coarse.distance.replicates, undefined);
  for (const tested of [decisive.distance, decisive.joint!]) {
    assert(tested.replicates === 199 || !isNear(tested, 0.3));
    if (tested.replicates !== undefined) assertAlmostEquals(tested.pValue * 200 % 1, 0, 1e-9);
  }
  assertEquals(decisive.distance.replicates, 199);
  const far = ranksOf(0.2, undefined, { replicates: 19, line: 0.3 }).rows[1];
  assertEquals([far.distance.replicates, probability(far.distance)], [undefined, "0.050"]);
  assertEquals(probability({ ...far.distance, replicates: 19 }), "at most 0.05");
});

Deno.test("a p-value decides only beyond the resolution of its simulations", () => {
  const at = (pValue: number, replicates?: number) => ({ value: 0, pValue, replicates });
  assertEquals(sideOfLine(at(0.008), 0.0056), undefined);
  assertEquals(sideOfLine(at(0.008, 99_999), 0.0056), "above");
  assertEquals(sideOfLine(at(0.001), 0.0056), "below");
  // 2.58 errors: 0.008 x 0.992 / n = (0.0024 / 2.58)^2 at n = 9171.
  assertAlmostEquals(neededReplicates(at(0.008), 0.0056), 9171, 1);
});
