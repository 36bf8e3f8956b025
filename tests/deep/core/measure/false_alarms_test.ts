/** Calibrated generators of every kind leave their bands as often as the bands say. */
import { assert } from "@std/assert";
import { masses } from "../../../../core/binning/masses.ts";
import {
  type BinTruth,
  compared as comparable,
  coverageOf,
  measureCalibrationError,
  measureCorrelationTime,
  measureJoint,
  measureRanks,
} from "../../../../core/measure/mod.ts";
import { multinomial } from "../../../../core/multinomial.ts";
import { Stream } from "../../../../core/random.ts";

interface Design {
  readonly name: string;
  readonly runs: number;
  readonly draws: number;
  readonly bins: number;
  /** Autocorrelation time of the draws; default 1. */
  readonly time?: number;
  /** Events that the truth is counted on; default: it is exact. */
  readonly events?: number;
}

const nTrain = 10_000;

/** A generator whose truth is another draw of its posterior, and its truth. */
function generator({ runs, draws, bins, time = 1, events }: Design, stream: Stream) {
  const truth = new Float64Array(bins).fill(1 / bins);
  const width = Math.sqrt((1 - 1 / bins) / bins / nTrain);
  const correlation = (time - 1) / (time + 1), noise = Math.sqrt(1 - correlation * correlation);
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      const centre = 1 / bins + width * stream.normal();
      let x = stream.normal();
      for (let d = 0; d < draws; d++) {
        if (d > 0) x = correlation * x + noise * stream.normal();
        values[(run * draws + d) * bins + bin] = centre + width * x;
      }
    }
  }
  const binTruth: BinTruth = events === undefined ? { masses: truth } : {
    masses: multinomial(truth, events, stream.split("sample")).map((count) => count / events),
    events,
  };
  return { masses: masses(runs, draws, [bins], values), truth: binTruth };
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
  { name: "ten runs and 10,000 true events", runs: 10, draws: 19, bins: 12, events: 10_000 },
];
for (const design of designs) {
  Deno.test(`calibrated, ${design.name}: alarms come as often as bands and tests say; false alarm 1e-6`, () => {
    const alarms = { signed: 0, absolute: 0, ranks: 0, joint: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const stream = Stream.fromSeed(1000 + trial);
      const { masses, truth } = generator(design, stream);
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
  });
}

Deno.test("with one run no p-value is below one over the draws and the truth", () => {
  const stream = Stream.fromSeed(5);
  const { masses: drawn } = generator({ name: "", runs: 1, draws: 9, bins: 12 }, stream);
  // A truth far from all draws: nothing could be more extreme.
  const compared = { masses: drawn, truth: Float64Array.from({ length: 12 }, () => 0.05) };
  const { distance } = measureRanks(compared, { stream, replicates: 999 });
  // A tenth of 999 replicates, less five standard deviations.
  assert(distance.pValue > 0.1 - 5 * Math.sqrt(0.09 / 999), String(distance.pValue));
});
