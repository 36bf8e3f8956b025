/** What is measured of candidates, against direct computations. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { averagingAchieved, averagingAmplification } from "../../../core/amplification/mod.ts";
import { type Masses, masses } from "../../../core/binning/mod.ts";
import { coverage, deviations } from "../../../core/calibration/mod.ts";
import { Stream } from "../../../core/random.ts";
import { target } from "../../../core/target/mod.ts";
import type { Artefact } from "../../../runner/cell.ts";
import { choosingGrids, runsOf } from "../../../studies/choosing/grid.ts";
import { heldOutEvents } from "../../../studies/choosing/held_out.ts";
import {
  behindBest,
  choosingRunKind,
  type ChoosingRunRecord,
  divergenceOfMean,
  forecastOf,
  inputNames,
  mixedBy,
} from "../../../studies/choosing/measure.ts";
import { trainingData } from "../../../studies/shared/fit.ts";
import { draws, nTrain, recordOf, synthetic } from "../shared/_synthetic.ts";

const nBins = [5, 20];

/** The synthetic masses of the first run. */
function firstRun(shrink: number): Artefact {
  return synthetic(nBins, 1, shrink).run0;
}

function massesAt({ arrays }: Artefact, n: number): Masses {
  return masses(1, draws, [n], arrays[`${n} bins`].values as Float64Array);
}

Deno.test("the forecast is that of averaging, and none where the draws are all the same", () => {
  const some = massesAt(firstRun(1), 20);
  const { value, error } = forecastOf(some, nTrain)!;
  assertAlmostEquals(value, averagingAmplification(some, nTrain).overall.value, 1e-9 * value);
  // The variance of 40 draws in 20 bins.
  const expected = value * Math.sqrt(2 / (39 * 20));
  assert(error! > expected / 3 && error! < 3 * expected, `${error} instead of ${expected}`);
  const still = Float64Array.from({ length: 4 * 3 }, (_, i) => [0.2, 0.3, 0.5][i % 3]);
  assertEquals(forecastOf(masses(1, 4, [3], still), nTrain), null);
});

Deno.test("the divergence is that of the mean of the draws", () => {
  const two = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.2, 0.8));
  const direct = 0.5 * Math.log(0.5 / 0.3) + 0.5 * Math.log(0.5 / 0.7);
  assertAlmostEquals(divergenceOfMean(two), direct, 1e-15);
});

Deno.test("what scores are behind the best has the error of the differences", () => {
  const [worse, best] = behindBest([[-2, -3, -2], [-1, -1, -3]]);
  assertEquals(best, { value: 0, error: 0 });
  assertAlmostEquals(worse.value, 2 / 3, 1e-15);
  assertAlmostEquals(worse.error!, Math.sqrt(14 / 3 / 6), 1e-12);
});

Deno.test("a chain has mixed where its draws pass for independent and move", () => {
  const stream = Stream.fromSeed(3);
  const chain = (next: (before: number, draw: number) => number) => {
    const values = new Float64Array(50);
    for (let i = 0; i < 50; i++) values[i] = next(i < 2 ? 0 : values[i - 2], Math.floor(i / 2));
    return masses(1, 25, [2], values);
  };
  assertEquals(mixedBy(chain(() => stream.normal()), 1.4), true);
  assertEquals(mixedBy(chain((_, draw) => draw), 1.4), false);
  assertEquals(mixedBy(chain((before, draw) => draw % 3 ? before : stream.normal()), 9), false);
  assertEquals(mixedBy(chain(() => 1), 9), false);
});

Deno.test("the numbers of a training set are those of the library, and good candidates beat bad ones", () => {
  const events = 400;
  const config = {
    target: "wedge-ramp",
    nTrain,
    run: 3,
    heldOut: events,
    coverageAt: 5,
    amplificationAt: 20,
    divergenceAt: 20,
    candidates: [{ id: "wide", chain: true }, { id: "narrow", chain: false }],
  };
  const shrinks = { wide: 1, narrow: 0.1 };
  const points = heldOutEvents(1, { target: "wedge-ramp", events }, 3);
  const toy = target("wedge-ramp");
  const truth = [...toy.logDensity(points)];
  const inputs = Object.fromEntries(
    Object.entries(shrinks).flatMap(([id, shrink]): [string, Artefact][] => {
      const names = inputNames(id);
      const predictive = Float64Array.from(truth, (nats) => nats - (id === "narrow" ? 0.1 : 0));
      return [
        [names.masses, firstRun(shrink)],
        [names.heldOut, {
          json: null,
          arrays: { predictive: { shape: [events], values: predictive } },
        }],
      ];
    }),
  );
  const { run, rows: [wide, narrow] } = recordOf<ChoosingRunRecord>(
    choosingRunKind,
    config,
    inputs,
  );
  assertEquals(run, 3);
  const mean = truth.reduce((sum, nats) => sum + nats, 0) / events;
  assertAlmostEquals(wide.score.value, mean, 1e-12);
  assertEquals(wide.behind, { value: 0, error: 0 });
  assertAlmostEquals(narrow.behind.value, 0.1, 1e-12);
  const fine = massesAt(firstRun(1), 20);
  assertAlmostEquals(
    wide.achieved,
    averagingAchieved(fine, 1 / 20, nTrain).overall.value,
    1e-12,
  );
  assertAlmostEquals(
    wide.coverage,
    deviations(coverage(massesAt(firstRun(1), 5), 1 / 5)).mad.value,
    1e-12,
  );
  assertLess(wide.coverage, narrow.coverage);
  assertLess(20 * wide.forecast!.value, narrow.forecast!.value);
  const { value, error, calibrated: { lower, upper } } = wide.heldOut;
  assertAlmostEquals(error!, (upper - lower) / 4, 1e-12);
  assert(value > 0 && value < 1);
  assertEquals([wide.mixed, narrow.mixed], [true, null]);
});

Deno.test("held-out events are not those of the training, and targets share no training set", () => {
  const grids = choosingGrids("standard");
  const [{ seed, target, nTrain, heldOut, firstRun: run }] = grids;
  const training = new Set(trainingData(seed, { target, nTrain, run }));
  const held = heldOutEvents(seed, { target, events: heldOut }, run);
  assertEquals(held.filter((x) => training.has(x)).length, 0);
  const targets = new Map(grids.map((grid) => [grid.target, runsOf(grid)]));
  const all = [...targets.values()].flat();
  assertEquals([targets.size, new Set(all).size], [3, all.length]);
});
