import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Artefact } from "../../../runner/cell.ts";
import { worthKind, type WorthRecord } from "../../../studies/worth/measure.ts";
import { ONE_IN_A_MILLION } from "../../core/calibration/_posteriors.ts";
import {
  alternate,
  draws,
  nTrain,
  recordOf,
  runs,
  synthetic,
  width,
} from "../shared/_synthetic.ts";

const nBins = [2, 4, 20], pointsPerBin = 1000;

function worthOf(inputs: Record<string, Artefact>, volumesAt = 20): WorthRecord {
  return recordOf(
    worthKind,
    {
      target: "uniform-disc",
      nBins,
      nTrain,
      pointsPerBin,
      volumesAt,
      method: "synthetic",
      protocol: "exact",
    },
    inputs,
  );
}

const cases = [
  { name: "exact", shrink: 1, bias: undefined, b: 0 },
  { name: "over-confident", shrink: 0.5, bias: undefined, b: 0 },
  { name: "biased", shrink: 1, bias: alternate, b: 1 },
];

for (const { name, shrink, bias, b } of cases) {
  const inputs = synthetic(nBins, 2, shrink, bias);
  /** Relative variances: of the draws, and of the error of their mean. */
  const spread = (shrink * width) ** 2;
  const square = width ** 2 * (1 + shrink * shrink / draws + b * b);

  Deno.test(`claim, achievement and parts at 20 x 20 bins, ${name} posterior; false alarm 1e-6`, () => {
    const { rows } = worthOf(inputs);
    const { bins, posterior, counted, cap, claimed, achieved, ratio, systematicShare } = rows[2];
    assertEquals([rows.length, bins], [3, 400]);
    const cells = bins * runs;
    // Sums of squares of normals: of D - 1 a bin for draws, of one with a mean of b for the error.
    const drawBound = ONE_IN_A_MILLION * Math.sqrt(2 / ((draws - 1) * cells));
    const errorBound = ONE_IN_A_MILLION * Math.sqrt(2 * (1 + 2 * b * b) / cells) / (1 + b * b);
    assertAlmostEquals(claimed.value * nTrain * spread / (bins - 1), 1, drawBound);
    assertAlmostEquals(achieved.value * nTrain * square / (bins - 1), 1, errorBound);
    assertAlmostEquals(ratio.value * spread / square, 1, drawBound + errorBound);
    // An inverse of a chi-squared number of D - 1 degrees over D: D / (D - 3). The mean of mu^2 is 1 + square.
    const inverse = draws / (draws - 3);
    assertAlmostEquals(
      posterior.value * nTrain * spread / (bins * (1 + square) * inverse),
      1,
      2 * drawBound + 2 * width * ONE_IN_A_MILLION / Math.sqrt(cells),
    );
    // Counting adds (1 - 1/K) / 1000 to the relative variance; the rest to order 1/D of the mean of inverses.
    const counting = (1 - 1 / bins) / pointsPerBin;
    assertAlmostEquals(
      counted.value * nTrain * (spread + counting) / bins,
      1,
      2 * drawBound + 3 / draws,
    );
    assertAlmostEquals(cap.value * nTrain * counting / bins, 1, 0.01);
    const shareBound = ONE_IN_A_MILLION *
        (Math.sqrt(2 / bins) + 2 * b / Math.sqrt(cells)) / (1 + b * b) + 1 / draws;
    assertAlmostEquals(systematicShare!, b * b / (1 + b * b), shareBound);
  });

  Deno.test(`volumes, ratio along the bins and break-even, ${name} posterior; false alarm 1e-6`, () => {
    const { volumes, exact, breakEven } = worthOf(inputs);
    const bins = 400, inRow = 20;
    assertEquals([volumes.nBins, volumes.centres.length], [20, 20]);
    // Twenty rows, each of 20 bins and 5 runs.
    const rowDraws = (ONE_IN_A_MILLION + 0.6) * Math.sqrt(2 / ((draws - 1) * inRow * runs));
    const rowErrors = (ONE_IN_A_MILLION + 0.6) * Math.sqrt(2 * (1 + 2 * b * b) / (inRow * runs)) /
      (1 + b * b);
    for (let row = 0; row < 20; row++) {
      const forecast = 1 / (volumes.forecast[row].value * nTrain * spread / (bins - 1));
      const achieved = 1 / (volumes.achieved[row].value * nTrain * square / (bins - 1));
      // I (1 - I) of the mean masses: 0.1 or so in their mean over 100.
      assertAlmostEquals(forecast, 1, rowDraws + 6 * width / Math.sqrt(inRow * runs), `${row}`);
      assertAlmostEquals(achieved, 1, rowErrors, `${row}`);
      const { value } = volumes.ratio[row];
      assertAlmostEquals(value, volumes.forecast[row].value / volumes.achieved[row].value, 1e-9);
    }
    // Half of the mean absolute error: of a normal number of mean b and standard deviation t.
    const t = Math.sqrt(1 + shrink * shrink / draws);
    const absolute = b === 0 ? t * Math.sqrt(2 / Math.PI) : 1.1668;
    for (const { distance, amplification } of exact) {
      // Masses here need not sum to one, so that the positive and negative parts scatter by themselves.
      assertAlmostEquals(distance / (width * absolute / 2), 1, ONE_IN_A_MILLION / Math.sqrt(bins));
      // The median of Kolmogorov's distribution, from its tables.
      assertAlmostEquals(amplification, 0.82757 ** 2 / (distance ** 2 * nTrain), 1e-3);
    }
    // (K - 1) / (N s^2) passes 1 between 4 and 16 bins, or 16 and 400, by straight lines through logarithms.
    const at = (bins: number) => (bins - 1) / (nTrain * spread);
    const [low, high] = at(16) > 1 ? [4, 16] : [16, 400];
    const through = Math.log(1 / at(low)) / Math.log(at(high) / at(low));
    const claimed = at(4) > 1 ? null : Math.sqrt(low * (high / low) ** through);
    if (claimed === null) assertEquals(breakEven.claimed, null);
    else {
      // Claims of single runs at the coarsest binning are known to sqrt(2 / (39 x 4)), of which a root is taken.
      const one = ONE_IN_A_MILLION * Math.sqrt(2 / ((draws - 1) * 4) / runs);
      assertAlmostEquals(breakEven.claimed!.value / claimed, 1, one / 2);
    }
  });
}

Deno.test("volumes of a binning that was not measured are refused", () => {
  assertThrows(() => worthOf(synthetic(nBins, 2, 1), 5), RangeError, "that of the volumes, 5");
});
