import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { measuresKind, measuresRecord } from "../../../studies/cells/measures.ts";
import type { Artefact } from "../../../studies/runner/cell.ts";

const runs = 5, draws = 40, nTrain = 1000;

/**
 * Masses of runs whose mean errs by a normal error of a relative width, with draws around it: calibrated where
 * `shrink` is 1, too sure where it is less.
 */
function synthetic(
  nBins: readonly number[],
  axes: number,
  shrink: number,
  bias: (bin: number, bins: number) => number = () => 0,
): Record<string, Artefact> {
  const stream = Stream.fromSeed(7).split(axes, shrink);
  return Object.fromEntries(Array.from({ length: runs }, (_, run) => [`run${run}`, {
    json: null,
    arrays: Object.fromEntries(nBins.map((n) => {
      const bins = n ** axes, width = 0.1 / bins;
      const values = new Float64Array(draws * bins);
      for (let bin = 0; bin < bins; bin++) {
        const own = stream.split(run, n, bin);
        const centre = 1 / bins + width * own.normal() + bias(bin, bins) / bins;
        for (let d = 0; d < draws; d++) {
          values[d * bins + bin] = centre + shrink * width * own.normal();
        }
      }
      return [`${n} bins`, { shape: [draws, ...Array.from({ length: axes }, () => n)], values }];
    })),
  }]));
}

function measure(inputs: Record<string, Artefact>, nBins: number[], profileAt = nBins.at(-1)!) {
  return measuresKind.run({
    config: {
      target: "uniform-disc",
      nBins,
      method: "synthetic",
      protocol: "exact",
      nTrain,
      profileAt,
    },
    seed: 1,
    inputs,
    checkpoint() {},
    progress() {},
  }) as Artefact;
}

for (const [axes, nBins] of [[1, [8, 32]], [2, [4, 8]], [5, [2, 3]]] as [number, number[]][]) {
  Deno.test(`claim and achievement in ${axes} dimensions are those of the widths`, () => {
    const rows = (shrink: number) =>
      measuresRecord(measure(synthetic(nBins, axes, shrink), nBins)).rows;
    for (const shrink of [1, 0.5]) {
      for (const { bins, claimed, achieved, ratio } of rows(shrink)) {
        // Relative variances s^2 of all bins: (K - 1) / (N sum s^2 / K) = (K - 1) / (N s^2).
        const own = (bins - 1) / (nTrain * 0.01);
        // Sums of squares of K R normals are known to sqrt(2 / K R), those of draws better; five of them.
        const tolerance = 5 * Math.sqrt(2 / (bins * runs));
        assertAlmostEquals(claimed.value * shrink ** 2 / own, 1, tolerance);
        assertAlmostEquals(own * (1 + shrink ** 2 / draws) ** -1 / achieved.value, 1, tolerance);
        assertAlmostEquals(
          ratio.value / ((1 + shrink ** 2 / draws) / shrink ** 2),
          1,
          2 * tolerance,
        );
        assertEquals(achieved.perRun.length, runs);
      }
    }
  });
}

Deno.test("draws that are too sure cover too little, calibrated ones do not", () => {
  const last = (shrink: number) =>
    measuresRecord(measure(synthetic([4, 10], 2, shrink), [4, 10])).rows.at(-1)!;
  const sure = last(0.5).signed, fair = last(1).signed;
  assert(sure.value < sure.calibrated.lower, `${sure.value}`);
  // 100 independent bins of 5 runs: standard deviation of a mean deviation below 0.29 / sqrt(500) = 0.013.
  assertAlmostEquals(fair.value, 0, 5 * 0.013);
});

Deno.test("a bias at the outer edge shows there in the profile, and nowhere else", () => {
  const outermost = (bin: number, bins: number) => {
    const n = Math.sqrt(bins);
    return Math.floor(bin / n) === n - 1 ? -0.5 : 0;
  };
  const { profile } = measuresRecord(measure(synthetic([4, 10], 2, 1, outermost), [4, 10]));
  const { massRatio, deviation, lower } = profile;
  // Means over 10 bins and 5 runs of errors of 0.1: 0.014; five of them.
  massRatio.forEach((ratio, i) => assertAlmostEquals(ratio, i === 9 ? 0.5 : 1, 0.071));
  assert(deviation[9] < lower[9]);
  assertEquals(profile.centres.length, 10);
});

Deno.test("a profile of bins that were not measured is refused", () => {
  assertThrows(
    () => measure(synthetic([4], 2, 1), [4], 5),
    RangeError,
    "must include that of the profile, 5",
  );
});
