/** How often a comparison orders generators that are alike: in no more than the stated share of comparisons. */
import { assert } from "@std/assert";
import { differencesOf } from "../../../audit/comparison/compare.ts";
import { measuresFor } from "../../../audit/comparison/measures.ts";
import { type Masses, masses } from "../../../core/binning/mod.ts";
import { clopperPearson } from "../../../core/calibration/mod.ts";
import { distancesFrom } from "../../../core/compare/mod.ts";
import { type BinTruth, comparedMeasures, streamsOf } from "../../../core/measure/mod.ts";
import { multinomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";
import { shifted } from "../../core/compare/_distances.ts";
import { falseAlarm } from "../../core/_statistics.ts";

const names = ["a", "b", "c"];

/** Asserts that orders are no more frequent than the stated share of comparisons; false alarm 1e-6. */
function assertRare(orders: number, trials: number, share: number): void {
  assert(
    clopperPearson(orders, trials, 1 - 2 * falseAlarm)[0] < share,
    `${orders} of ${trials} comparisons order generators that are alike`,
  );
}

/** Draws of runs that are off by as much as they scatter, with a bias that all generators have. */
function drawn(stream: Stream, runs: number, draws: number, bins: number): Masses {
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0, at = 0; run < runs; run++) {
    const centre = Array.from(
      { length: bins },
      (_, bin) => 1 + (bin % 2 === 0 ? 0.02 : -0.02) + 0.02 * stream.normal(),
    );
    for (let draw = 0; draw < draws; draw++) {
      for (let bin = 0; bin < bins; bin++) {
        values[at++] = (centre[bin] + 0.02 * stream.normal()) / bins / 1.1;
      }
    }
  }
  return masses(runs, draws, [bins], values);
}

function counted(events: number, bins: number, stream: Stream): BinTruth {
  const counts = multinomial(new Float64Array(bins).fill(1 / bins), events, stream);
  return { masses: Float64Array.from(counts, (n) => n / events), counting: { events } };
}

for (const runs of [2, 3, 5, 10]) {
  for (const [bins, draws] of [[2, 10], [12, 20]]) {
    // A counted truth takes ten times as long; few runs and many are its extremes.
    for (const events of runs === 2 || runs === 10 ? [undefined, 5000] : [undefined]) {
      const trials = events === undefined ? 200 : 80;
      const truth = events === undefined ? "an exact truth" : `a truth of ${events} events`;
      Deno.test(`3 alike: ${runs} runs of ${draws} draws in ${bins} bins, ${truth}`, () => {
        const measures = measuresFor("draws");
        const shares = [0.01, 0.1], orders = [0, 0];
        for (let trial = 0; trial < trials; trial++) {
          const stream = Stream.fromSeed(trial);
          const against = events === undefined
            ? { masses: 1 / bins }
            : counted(events, bins, stream.split("truth"));
          const replicated = names.map((name) => {
            const found = comparedMeasures(
              drawn(stream.split(name), runs, draws, bins),
              against,
              {
                truth: Stream.fromSeed(1),
                stream: streamsOf(1, [name], [bins]),
                nTrain: 1000,
                replicates: 30,
              },
            );
            return new Map([
              ["coverage_deviation", found.coverageDeviation],
              ["mad", found.mad],
              ["score", found.score],
              ["divergence", found.divergence],
              ["achieved", found.achieved],
              ["amplification", found.amplification],
            ]);
          });
          for (const [i, share] of shares.entries()) {
            const differences = differencesOf(names, measures, replicated, share);
            if (differences.some(({ order }) => order !== null)) orders[i]++;
          }
        }
        for (const [i, share] of shares.entries()) assertRare(orders[i], trials, share);
      });
    }
  }
}

for (const shift of [0, 0.3]) {
  Deno.test(`3 alike: samples of 150 events, off by ${shift}`, () => {
    const trials = 40, share = 0.1;
    let orders = 0;
    for (let trial = 0; trial < trials; trial++) {
      const stream = Stream.fromSeed(trial);
      const truth = shifted(150, 2, 0, stream.split("truth"));
      const found = names.map((name) =>
        distancesFrom(shifted(150, 2, shift, stream.split(name)), truth, {
          stream: Stream.fromSeed(7),
        })
      );
      const measures = found[0].map(({ name }) => ({
        name,
        title: name,
        meaning: name,
        better: "lower" as const,
      }));
      const replicated = found.map((distances) =>
        new Map(distances.map((distance) => [distance.name, distance]))
      );
      if (differencesOf(names, measures, replicated, share).some(({ order }) => order !== null)) {
        orders++;
      }
    }
    assertRare(orders, trials, share);
  });
}
