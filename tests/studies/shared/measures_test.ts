import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { masses, sampledMasses } from "../../../core/binning/mod.ts";
import { Stream } from "../../../core/random.ts";
import { measuresKind } from "../../../studies/shared/measures.ts";
import { cellEngine } from "../../../runner/engine.ts";
import type { Artefact } from "../../../runner/cell.ts";
import { draws, nTrain, runs, synthetic } from "./_synthetic.ts";

/** The same masses as generated points would give them. */
function counted(inputs: Record<string, Artefact>, points: number): Record<string, Artefact> {
  const stream = Stream.fromSeed(8);
  return Object.fromEntries(
    Object.entries(inputs).map(([run, { arrays }]) => [run, {
      json: null,
      arrays: Object.fromEntries(
        Object.entries(arrays).map(([name, { shape, values }]) => {
          const exact = masses(1, draws, shape.slice(1), Float64Array.from(values));
          const sample = sampledMasses(exact, points, stream.split(run, name));
          return [name, { shape, values: sample.values }];
        }),
      ),
    }]),
  );
}

function measure(
  inputs: Record<string, Artefact>,
  nBins: number[],
  profileAt = nBins.at(-1)!,
  points?: number,
) {
  return measuresKind.run({
    config: {
      ...(points !== undefined && { points }),
      target: "uniform-disc",
      nBins,
      method: "synthetic",
      protocol: "exact",
      nTrain,
      profileAt,
    },
    seed: 1,
    inputs,
    engine: cellEngine,
    checkpoint() {},
    progress() {},
  }) as Artefact;
}

for (const [axes, nBins] of [[1, [8, 32]], [2, [4, 8]], [5, [2, 3]]] as [number, number[]][]) {
  Deno.test(`claim and achievement in ${axes} dimensions are those of the widths`, () => {
    const rows = (shrink: number) =>
      measuresKind.record(measure(synthetic(nBins, axes, shrink), nBins)).rows;
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
    measuresKind.record(measure(synthetic([4, 10], 2, shrink), [4, 10])).rows.at(-1)!;
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
  const { profile } = measuresKind.record(measure(synthetic([4, 10], 2, 1, outermost), [4, 10]));
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

Deno.test("counted masses tell claim, achievement and coverage of the flows behind them", () => {
  const nBins = [2, 3], bins = 3 ** 5;
  // As much variance by counting as by the posterior: 100 points in a bin of the finer binning.
  const points = 100 * bins;
  const exact = synthetic(nBins, 5, 1);
  const noisy = counted(exact, points);
  const found = measuresKind.record(measure(noisy, nBins, 3, points));
  const [own, raw] = [exact, noisy].map((inputs) => measuresKind.record(measure(inputs, nBins)));
  assertEquals(found.hidden, []);
  assertEquals([own.hidden, own.rows[0].counting], [undefined, undefined]);
  const [[, fine], [, truth], [, dull]] = [found, own, raw].map(({ rows }) => rows);
  // Sums over 243 bins and 5 runs of squares that counting doubles, those of the mean of 40 draws by 1/40.
  const spreadBound = 5 * 2 * Math.sqrt(2 / (bins * runs * (draws - 1)));
  assertAlmostEquals(fine.claimed.value / truth.claimed.value, 1, spreadBound);
  assertAlmostEquals(
    fine.achieved.value / truth.achieved.value,
    1,
    5 * Math.sqrt(2 / (bins * runs)) * 0.2,
  );
  assertAlmostEquals(fine.counting!.spread.value, 0.5, 0.5 * spreadBound + 1 / bins);
  assertAlmostEquals(fine.counting!.distance.value, 1 / 42, 0.005);
  assertAlmostEquals(dull.claimed.value / truth.claimed.value, 0.5, spreadBound);
  assert(dull.signed.value > dull.signed.calibrated.upper, `${dull.signed.value}`);
  assertAlmostEquals(fine.signed.value, truth.signed.value, 5 * 0.29 / Math.sqrt(bins * runs));
});

Deno.test("a binning at which counting hides the spread is left out, with the reason", () => {
  // Relative variances of 4e-6; counting adds 5e-6, known to 1/8, in 4 bins, and 1.8e-4, known to 1/53, in 144.
  const points = 800_000;
  const inputs = counted(synthetic([2, 12], 2, 0.02), points);
  const { rows, hidden, breakEven } = measuresKind.record(measure(inputs, [2, 12], 2, points));
  assertEquals(rows.map(({ nBins }) => nBins), [2]);
  assertEquals(hidden, [{
    nBins: 12,
    bins: 144,
    reason: "the spread of the draws cannot be told from the counting of 800000 points a draw",
  }]);
  assertEquals(breakEven.claimed, null);
  assertThrows(() => measure(inputs, [2, 12], 12, points), RangeError, "current value is 2");
});
