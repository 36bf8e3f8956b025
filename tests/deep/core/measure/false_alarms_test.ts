/** Calibrated generators of every kind leave their bands as often as the bands say. */
import { assert } from "@std/assert";
import {
  compared as comparable,
  coverageOf,
  measureCalibrationError,
  measureCorrelationTime,
  measureJoint,
  measureRanks,
} from "../../../../core/measure/mod.ts";
import { ranks } from "../../../../core/calibration/mod.ts";
import { Stream } from "../../../../core/random.ts";
import { assertCounts, assertFollows } from "../../../core/_statistics.ts";
import { kinds } from "../../../core/_weighted.ts";
import { calibrated, type Design } from "../../_calibrated.ts";

/** Mean of numbers. */
function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

const trials = 100;
/**
 * Most alarms of 5 % in as many trials that a right program has in all but one of a million seeds, binomial; and
 * those where bands are a fifth too narrow in probability, as they are with 199 replicates.
 */
const most = 18;

const designs: Design[] = [
  { name: "five runs", runs: 5, draws: 19, bins: 12 },
  { name: "one run of ten draws", runs: 1, draws: 10, bins: 12 },
  { name: "chains of autocorrelation time 4", runs: 5, draws: 50, bins: 12, time: 4 },
  { name: "chains of autocorrelation time 17", runs: 3, draws: 50, bins: 12, time: 17 },
  { name: "five runs and 2,000 true events", runs: 5, draws: 19, bins: 12, events: 2000 },
  { name: "one run and 2,000 true events", runs: 1, draws: 19, bins: 12, events: 2000 },
  { name: "ten runs and 10,000 true events", runs: 10, draws: 19, bins: 12, events: 10_000 },
  ...Object.entries(kinds).flatMap(([kind, weights]) => [
    {
      name: `one run and 4,000 events of ${kind} weights`,
      runs: 1,
      draws: 19,
      bins: 12,
      events: 4000,
      weights,
    },
    {
      name: `five runs and 4,000 events of ${kind} weights`,
      runs: 5,
      draws: 19,
      bins: 12,
      events: 4000,
      weights,
    },
  ]),
];
for (const design of designs) {
  Deno.test(`calibrated, ${design.name}: alarms come as often as bands and tests say; false alarm 1e-6`, () => {
    const alarms = { signed: 0, absolute: 0, ranks: 0, joint: 0 };
    const values: number[] = [], squaredErrors: number[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const stream = Stream.fromSeed(1000 + trial);
      const { masses, truth } = calibrated(design, stream);
      const autocorrelationTime = measureCorrelationTime(masses, {
        stream: stream.split("order"),
        replicates: 99,
      });
      const compared = {
        ...comparable(masses, truth, {
          counting: stream.split("counting"),
          ties: stream.split("ties"),
        }),
        autocorrelationTime,
      };
      const simulation = (name: string) => ({ stream: stream.split(name), replicates: 199 });
      const { signed, absolute } = measureCalibrationError(
        compared,
        coverageOf(compared, "rank"),
        { ...simulation("coverage"), bootstrap: stream.split("bootstrap") },
      );
      values.push(signed.value);
      if (signed.error !== null) squaredErrors.push(signed.error * signed.error);
      const { lower, upper } = signed.calibrated;
      if (signed.value < lower || signed.value > upper) alarms.signed++;
      if (absolute.value > absolute.calibrated.upper) alarms.absolute++;
      if (measureRanks(compared, simulation("ranks")).distance.pValue <= 0.05) alarms.ranks++;
      // Draws that are worth fewer than four independent ones have no joint regions.
      if (design.time !== 17) {
        if (measureJoint(compared, simulation("joint")).distance.pValue <= 0.05) alarms.joint++;
      }
    }
    for (const [name, count] of Object.entries(alarms)) {
      assert(count <= most, `${name}: ${count} of ${trials}`);
    }
    if (squaredErrors.length === 0) return;
    // The scatter of a hundred numbers is known to 7 %, and errors from few runs of draws scatter, too.
    const scatter = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    const ratio = Math.sqrt(mean(squaredErrors)) / scatter;
    assert(ratio > 0.65 && ratio < 1.5, `stated errors are ${ratio} of the scatter`);
  });
}

Deno.test("with one run no p-value is below one over the draws and the truth", () => {
  const stream = Stream.fromSeed(5);
  const { masses: drawn } = calibrated({ name: "", runs: 1, draws: 9, bins: 12 }, stream);
  // A truth far from all draws: nothing could be more extreme.
  const compared = { masses: drawn, truth: Float64Array.from({ length: 12 }, () => 0.05) };
  const { distance } = measureRanks(compared, { stream, replicates: 999 });
  // A tenth of 999 replicates, less five standard deviations.
  assert(distance.pValue > 0.1 - 5 * Math.sqrt(0.09 / 999), String(distance.pValue));
});

for (const [kind, weights] of Object.entries(kinds)) {
  Deno.test(`the ranks of a truth of ${kind} weights among calibrated draws are uniform; false alarm 1e-6`, () => {
    // Ranks of one bin of each sample are independent.
    const bins = 12, draws = 9, samples = 6000;
    const counts = new Float64Array(draws + 1);
    for (let trial = 0; trial < samples; trial++) {
      const stream = Stream.fromSeed(10_000 + trial);
      const { masses, truth } = calibrated(
        { name: "", runs: 1, draws, bins, events: 10_000, weights },
        stream,
      );
      const compared = comparable(masses, truth, {
        counting: stream.split("counting"),
        ties: stream.split("ties"),
      });
      counts[ranks(compared.masses, compared.truth, compared.ties).values[trial % bins]]++;
    }
    assertCounts(counts, () => 1 / (draws + 1), kind);
  });

  Deno.test(`p-values of runs that share a truth of ${kind} weights are uniform; false alarm 2e-6`, () => {
    const found = Array.from({ length: 200 }, (_, trial) => {
      const stream = Stream.fromSeed(20_000 + trial);
      const { masses, truth } = calibrated(
        { name: "", runs: 5, draws: 19, bins: 12, events: 4000, weights },
        stream,
      );
      const compared = comparable(masses, truth, {
        counting: stream.split("counting"),
        ties: stream.split("ties"),
      });
      return measureRanks(compared, { stream: stream.split("ranks"), replicates: 199 });
    });
    for (const test of ["chiSquare", "distance"] as const) {
      const pValues = Float64Array.from(found, (ranks) => ranks[test].pValue);
      assertFollows(pValues, (p) => p, test);
    }
  });
}
