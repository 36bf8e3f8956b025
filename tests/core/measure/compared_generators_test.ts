import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { type Masses, masses } from "../../../core/binning/mod.ts";
import { clopperPearson } from "../../../core/calibration/mod.ts";
import { difference, errorOf, type Replicated } from "../../../core/difference.ts";
import {
  type Absent,
  type BinTruth,
  comparedMeasures,
  isPresent,
  measure,
  streamsOf,
} from "../../../core/measure/mod.ts";
import { multinomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";
import { falseAlarm, normalBound } from "../_statistics.ts";

/** Draws of runs that scatter about a truth of equal bins as their draws do, or by another factor. */
function draws(
  stream: Stream,
  { runs, count = 20, bins = 12, bias = 0, spread = 1, scale = 0.02 }: {
    readonly runs: number;
    readonly count?: number;
    readonly bins?: number;
    readonly bias?: number;
    readonly spread?: number;
    readonly scale?: number;
  },
): Masses {
  const values = new Float64Array(runs * count * bins);
  for (let run = 0, at = 0; run < runs; run++) {
    const centre = Array.from(
      { length: bins },
      (_, bin) => 1 + (bin % 2 === 0 ? bias : -bias) + scale * stream.normal(),
    );
    for (let draw = 0; draw < count; draw++) {
      for (let bin = 0; bin < bins; bin++) {
        values[at++] = (centre[bin] + spread * scale * stream.normal()) / bins;
      }
    }
  }
  return masses(runs, count, [bins], values);
}

/** Equal bins, counted. */
function counted(events: number, bins: number, stream: Stream): BinTruth {
  const counts = multinomial(new Float64Array(bins).fill(1 / bins), events, stream);
  return { masses: Float64Array.from(counts, (n) => n / events), counting: { events } };
}

function there(found: Replicated | Absent): Replicated {
  assert(isPresent(found), (found as Absent).reason);
  return found;
}

Deno.test("values are those of the audit, against an exact and a counted truth", () => {
  const stream = Stream.fromSeed(3);
  const found = draws(stream, { runs: 3, bias: 0.1 });
  const names = ["exact", "audit"];
  for (const truth of [{ masses: 1 / 12 }, counted(20_000, 12, stream.split("truth"))]) {
    const ours = comparedMeasures(found, truth, {
      truth: Stream.fromSeed(1),
      stream: streamsOf(1, names, [12]),
      nTrain: 1000,
    });
    const { binnings } = measure({ masses: found, truth, nTrain: 1000 }, {
      names,
      replicates: 19,
      coarser: [],
    });
    const { calibration, worth } = binnings[0];
    assert(isPresent(calibration) && isPresent(calibration.scores));
    assertAlmostEquals(
      there(ours.coverageDeviation).value,
      calibration.deviation.value,
      1e-15,
    );
    assertAlmostEquals(there(ours.score).value, calibration.scores.score.value, 1e-12);
    assert(isPresent(worth.divergence) && isPresent(worth.amplification));
    assertAlmostEquals(there(ours.divergence).value, worth.divergence.value, 1e-15);
    assertAlmostEquals(there(ours.amplification).value, worth.amplification.value, 1e-9);
    assertEquals(isPresent(ours.mad), isPresent(calibration.mad));
    if ("counting" in truth) {
      assertStringIncludes((ours.achieved as Absent).reason, "compared by the divergence");
      assert(there(ours.divergence).shared.length === 50);
    } else {
      assert(isPresent(calibration.mad) && isPresent(worth.achieved));
      assertAlmostEquals(there(ours.mad).value, calibration.mad.value, 1e-15);
      assertAlmostEquals(there(ours.achieved).value, worth.achieved.value, 1e-9);
      // The jackknife of a mean is its standard error over runs.
      assertAlmostEquals(errorOf(there(ours.score))!, calibration.scores.score.error!, 1e-12);
      assertEquals(there(ours.score).shared, []);
    }
  }
});

Deno.test("one run has no error of its own", () => {
  const found = draws(Stream.fromSeed(3), { runs: 1 });
  const { score, amplification } = comparedMeasures(found, { masses: 1 / 12 }, {
    truth: Stream.fromSeed(1),
    stream: streamsOf(1, [], [12]),
  });
  assertEquals(there(score).own, null);
  assertStringIncludes((amplification as Absent).reason, "needs the number of training events");
});

/** Differences of two generators in simulations, by measure. */
function simulated(
  trials: number,
  truthEvents: number | undefined,
  [a, b]: readonly Parameters<typeof draws>[1][],
) {
  return Array.from({ length: trials }, (_, trial) => {
    const stream = Stream.fromSeed(trial);
    const truth = truthEvents === undefined
      ? { masses: 1 / 12 }
      : counted(truthEvents, 12, stream.split("truth"));
    const [first, second] = [a, b].map((design, i) =>
      comparedMeasures(draws(stream.split(i), design), truth, {
        truth: Stream.fromSeed(1),
        stream: streamsOf(1, [String(i)], [12]),
        nTrain: 1000,
      })
    );
    return (["coverageDeviation", "score", "divergence"] as const).map((name) => ({
      name,
      ...difference(there(first[name]), there(second[name])),
      independent: Math.hypot(errorOf(there(first[name]))!, errorOf(there(second[name]))!),
    }));
  });
}

for (const truthEvents of [undefined, 5000]) {
  const truth = truthEvents === undefined ? "an exact truth" : `a truth of ${truthEvents} events`;
  Deno.test(`generators of one law are rarely ordered by ${truth}; false alarm 1e-6`, () => {
    const trials = truthEvents === undefined ? 150 : 60, level = 0.05;
    const found = simulated(trials, truthEvents, [{ runs: 5 }, { runs: 5 }]);
    const orders = found.filter((differences) =>
      differences.some(({ pValue }) =>
        pValue < level / differences.length
      )
    ).length;
    assert(
      clopperPearson(orders, trials, 1 - 2 * falseAlarm)[0] < level,
      `${orders} false orders in ${trials}`,
    );
  });
}

Deno.test("the noise of a truth that generators share cancels where they err alike, and pulls have width 1; false alarm 1e-6", () => {
  const trials = 50, runs = 8;
  const found = simulated(trials, 5000, [{ runs, bias: 0.12 }, { runs, bias: 0.06 }]);
  const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / trials;
  for (const [i, { name }] of found[0].entries()) {
    const of = found.map((differences) => differences[i]);
    const centre = mean(of.map(({ value }) => value));
    const width = Math.sqrt(mean(of.map(({ value, error }) => ((value - centre) / error!) ** 2)));
    // Student's distribution with at least 7 degrees of freedom is wider by 1.18 at most, and has the kurtosis 5.
    const scatter = normalBound / Math.sqrt(2 * trials);
    assert(
      width < 1.18 * (1 + Math.SQRT2 * scatter) && width > 0.8 * (1 - scatter),
      `pulls of the ${name} have the width ${width}`,
    );
    const errors = mean(of.map(({ error }) => error!));
    const independent = mean(of.map(({ independent }) => independent));
    assert(errors < independent, `${name}: ${errors} beside ${independent}`);
  }
});

Deno.test("a worse generator comes after a better one", () => {
  const [differences] = simulated(1, 50_000, [{ runs: 5, bias: 0.1 }, { runs: 5 }]);
  for (const { name, value, pValue } of differences) {
    assert(value > 0 && pValue < 0.01, `${name}: ${pValue}`);
  }
});
