import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { target } from "../../../core/target/mod.ts";
import { coverageKind, type CoverageRecord } from "../../../studies/calibration/measure.ts";
import type { Artefact } from "../../../runner/cell.ts";
import { recordOf } from "../shared/_synthetic.ts";

const nBins = [2, 4], draws = 4;

/**
 * Four draws of relative distance -1.5, -0.5, 0.5 and 1.5 widths about a mean, both of the row alone: row r of a run
 * has mean (1 + bias_r) / K and width w_r / K.
 */
function rows(bias: (row: number) => number, width: (row: number) => number): Artefact {
  return {
    json: null,
    arrays: Object.fromEntries(nBins.map((n) => {
      const values = Float64Array.from({ length: draws * n * n }, (_, i) => {
        const draw = Math.floor(i / (n * n)), row = Math.floor(i / n) % n;
        return (1 + bias(row) + (draw - 1.5) * width(row)) / (n * n);
      });
      return [`${n} bins`, { shape: [draws, n, n], values }];
    })),
  };
}

function measured(inputs: Record<string, Artefact>, config = {}): CoverageRecord {
  return recordOf(
    coverageKind,
    {
      target: "gamma-ring",
      nBins,
      method: "rows",
      protocol: "exact",
      curvesAt: [2],
      radiusAt: 4,
      mapAt: 4,
      ...config,
    },
    inputs,
  );
}

/** Relative spread of the four draws, divided by their number. */
const spread = Math.sqrt((1.5 * 1.5 + 0.5 * 0.5) / 2);

Deno.test("along the radius stand quantiles of the truth, mass over truth and relative spread", () => {
  const bias = (row: number) => 0.01 * (row - 1), width = (row: number) => 0.1 + 0.02 * row;
  const { radius } = measured({
    run0: rows(bias, width),
    run1: rows((r) => bias(r) + 0.02, width),
  });
  const [axis] = target("gamma-ring").axes;
  assertEquals(radius.nBins, 4);
  for (let row = 0; row < 4; row++) {
    assertAlmostEquals(axis.cdf(radius.centres[row]), (row + 0.5) / 4, 1e-9);
    assertAlmostEquals(radius.massRatio[row], 1 + bias(row) + 0.01, 1e-12);
    assertAlmostEquals(radius.spread[row], spread * width(row), 1e-12);
  }
});

Deno.test("shares, deviations and the map follow from where the truth lies among the draws", () => {
  // In the first run the truth lies in the middle of all draws; in the second, below all of them in the first row.
  const middle = rows(() => 0, () => 0.1), low = rows((row) => row === 0 ? 0.2 : 0, () => 0.1);
  const { deviations, radius, oneSigmaMap, curves, rankCurves } = measured({
    run0: middle,
    run1: low,
  });
  assertEquals(oneSigmaMap.nBins, 4);
  oneSigmaMap.share.forEach((row, r) => {
    for (const share of row) assertEquals(share, r === 0 ? 0.5 : 1);
  });
  assertEquals(deviations.map(({ nBins }) => nBins), nBins);
  deviations.forEach(({ nBins: n, oneSigma, mad, madRadius, madAngle, signed }) => {
    // One row of n of one run of two is outside.
    const covered = 1 - 1 / (2 * n);
    assertAlmostEquals(oneSigma.value, covered, 1e-12);
    // Ranks of four draws: levels 1/5 and 3/5, of which the truth between the middle two is in both.
    assertAlmostEquals(signed.value, covered - 0.4, 1e-12);
    // Quantile intervals are nominal 1/99, 3/99, ..., 1: mean 1/2.
    assertAlmostEquals(mad.value, mean(levels.map((level) => Math.abs(covered - level))), 1e-12);
    // Every column has the same share, row 0 has half.
    assertAlmostEquals(madAngle.value, mad.value, 1e-12);
    const ofRow = (share: number) => mean(levels.map((level) => Math.abs(share - level)));
    assertAlmostEquals(madRadius.value, (ofRow(0.5) + (n - 1) * ofRow(1)) / n, 1e-12);
  });
  assertAlmostEquals(radius.deviation[0], 0.5 - 0.4, 1e-12);
  assertAlmostEquals(radius.deviation[1], 1 - 0.4, 1e-12);
  assertEquals([curves.length, rankCurves.length], [1, 1]);
  assertEquals(curves[0].nBins, 2);
  for (const value of rankCurves[0].mean) assertAlmostEquals(value, 0.75, 1e-12);
  // One run covers all, the other half of the bins: the standard error of two numbers is half of their difference.
  for (const error of rankCurves[0].error) assertAlmostEquals(error!, 0.25, 1e-12);
});

/** Nominal levels of the quantile intervals. */
const levels = Array.from({ length: 50 }, (_, j) => (2 * j + 1) / 99);

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

Deno.test("binnings without that of the radius or of the map are refused", () => {
  const inputs = { run0: rows(() => 0, () => 0.1) };
  assertThrows(() => measured(inputs, { radiusAt: 3 }), RangeError, "must include those");
  assertThrows(() => measured(inputs, { mapAt: 3 }), RangeError, "must include those");
});
