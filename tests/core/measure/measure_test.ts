import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type Absent,
  absent,
  type BinningTests,
  coverageOfRanks,
  isPresent,
  jackknifeDraws,
  measure,
  measureHoldout,
  testGenerator,
  withCountingNoise,
} from "../../../core/measure/mod.ts";
import {
  binCount,
  type Counting,
  type Masses,
  masses,
  type Sample,
  weightedSample,
} from "../../../core/binning/mod.ts";
import { coverage, ranks } from "../../../core/calibration/mod.ts";
import { multinomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";
import { amplificationKind } from "../../../studies/amplification/measure.ts";
import { coverageKind } from "../../../studies/calibration/measure.ts";
import { ranksKind } from "../../../studies/ranks/measure.ts";
import { worthKind } from "../../../studies/worth/measure.ts";
import type { Artefact, CellKind, Json } from "../../../runner/cell.ts";

/** Something that must be there. */
function there<T extends object>(found: T | Absent): Exclude<T, Absent> {
  assert(isPresent(found), (found as Absent).reason);
  return found;
}

/** A calibrated posterior of events in bins: each draw is a fit to a bootstrap of the training sample. */
function posterior(
  truth: Float64Array,
  { runs, draws, nTrain, scale = 1 }: {
    runs: number;
    draws: number;
    nTrain: number;
    scale?: number;
  },
  stream: Stream,
): Masses {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) {
    const own = stream.split(run);
    const found = multinomial(truth, nTrain, own.split("data")).map((count) => count / nTrain);
    for (let draw = 0; draw < draws; draw++) {
      const again = multinomial(found, nTrain, own.split("draw", draw));
      found.forEach((p, bin) => values.push(p + scale * (again[bin] / nTrain - p)));
    }
  }
  return masses(runs, draws, [truth.length], Float64Array.from(values));
}

const flat = (bins: number) => new Float64Array(bins).fill(1 / bins);

/** Masses of a few runs as the cells of the studies are given them. */
function inputs(all: Masses, n: number): Record<string, Artefact> {
  const { runs, draws, shape, values } = all;
  const size = values.length / runs;
  return Object.fromEntries(
    Array.from({ length: runs }, (_, run) => [`run${run}`, {
      json: {},
      arrays: {
        [`${n} bins`]: {
          shape: [draws, ...shape],
          values: values.slice(run * size, (run + 1) * size),
        },
      },
    } as Artefact]),
  );
}

async function cell(kind: CellKind, config: Json, seed: number, of: Record<string, Artefact>) {
  return await kind.run(
    {
      config: config as { [key: string]: Json },
      seed,
      inputs: of,
      progress() {},
    } as unknown as Parameters<CellKind["run"]>[0],
  );
}

const bare = ({ value, error }: { value: number; error: number | null }) => ({ value, error });

for (const runs of [1, 5]) {
  Deno.test(`masses of ${runs} runs give the numbers of the studies to the last digit`, async () => {
    const [n, draws, seed, nTrain, method, protocol] = [20, 12, 7, 10_000, "some-fit", "exact"];
    const one = posterior(flat(n * n), { runs, draws, nTrain }, Stream.fromSeed(2));
    // Continuous masses, so that none equals the truth.
    const stream = Stream.fromSeed(16);
    const values = one.values.map((p) => Math.max(0, p * (1 + 0.01 * stream.normal())));
    const all: Masses = { ...one, shape: [n, n], values };
    const of = inputs(all, n);
    const common = { target: "gamma-ring", nBins: [n], method, protocol, nTrain };
    const covered = coverageKind.record(
      await cell(
        coverageKind,
        { ...common, curvesAt: [n], radiusAt: n, mapAt: n },
        seed,
        of,
      ),
    );
    const ranked = ranksKind.record(
      await cell(
        ranksKind,
        { ...common, curvesAt: [n], groups: 13, replicates: 99 },
        seed,
        of,
      ),
    );
    const amplified = amplificationKind.record(
      await cell(amplificationKind, { ...common, fitted: 8 }, seed, of),
    );
    const worth = worthKind.record(
      await cell(worthKind, { ...common, pointsPerBin: 1000, volumesAt: n }, seed, of),
    );

    const { binnings: [found] } = measure(
      { masses: all, truth: { masses: 1 / (n * n) }, nTrain },
      {
        coarser: [],
        replicates: 99,
        seed,
        names: [protocol, method],
      },
    );
    const calibration = there(found.calibration);
    const { nBins: _, ...curve } = covered.rankCurves[0];
    const { nominal: _nominal, ...ownCurve } = calibration.curve;
    assertEquals(ownCurve, curve);
    const { nBins: _also, ...quantiles } = covered.curves[0];
    const { nominal: _levels, ...ownQuantiles } = there(calibration.interpolated);
    assertEquals(ownQuantiles, quantiles);
    const [row] = covered.deviations;
    assertEquals(there(calibration.mad), row.mad);
    assertEquals(there(calibration.madByAxis), [row.madRadius, row.madAngle]);
    assertAlmostEquals(calibration.signed.value, row.signed.value, 1e-15);
    assertEquals(there(calibration.oneSigma), row.oneSigma);
    const { radius } = covered;
    assertEquals(calibration.along[0], {
      deviation: {
        mean: radius.deviation,
        error: radius.error,
        lower: radius.lower,
        upper: radius.upper,
      },
      massRatio: radius.massRatio,
      spread: radius.spread,
    });

    const [tested] = ranked.rows;
    assertEquals(calibration.deviation, tested.absolute);
    assertEquals(calibration.signed, tested.signed);
    assertEquals(calibration.ranks.chiSquare, tested.chiSquare);
    assertEquals(calibration.ranks.distance, tested.distance);
    const [{ shares, cumulative }] = ranked.histograms;
    assertEquals(calibration.ranks.shares, shares);
    assertEquals(calibration.ranks.cumulative, cumulative);
    assertEquals(there(calibration.joint).distance, tested.joint);
    assertEquals(there(calibration.scores), {
      score: tested.score,
      spread: tested.spread,
      ratio: tested.ratio,
    });
    const [{ nBins: __, ...intervals }] = ranked.intervals;
    assertEquals(there(calibration.intervals), intervals);

    const [{ std, divergence, fromDivergence }] = amplified.rows;
    const value = (found: { value: number | null }) => found.value;
    assertEquals(value(found.worth.paperAmplification), std.mean.value);
    assertEquals(value(found.worth.divergence), divergence.mean.value);
    assertEquals(value(found.worth.fromDivergence), fromDivergence.mean.value);
    const [{ claimed, achieved, ratio, systematicShare }] = worth.rows;
    assertEquals(found.worth.claimed, bare(claimed));
    assertEquals(found.worth.achieved, bare(achieved));
    assertEquals(found.worth.ratio, bare(ratio));
    assertEquals(value(found.worth.systematicShare), systematicShare);
    if (runs > 1) assertEquals(found.worth.paperAmplification, std.mean);
  });
}

Deno.test("a truth that was counted is as well covered by calibrated draws as an exact one", () => {
  const [bins, draws, trials] = [40, 19, 60];
  const stream = Stream.fromSeed(11);
  const truth = flat(bins);
  let plain = 0, carried = 0;
  for (let trial = 0; trial < trials; trial++) {
    const own = stream.split(trial);
    const all = posterior(truth, { runs: 1, draws, nTrain: 2000 }, own.split("posterior"));
    const events = 1000;
    const counted = multinomial(truth, events, own.split("truth")).map((n) => n / events);
    const noisy = withCountingNoise(all, { events }, own.split("noise"));
    const within = (masses: Masses) => {
      const { narrowest } = coverageOfRanks(ranks(masses, counted, own.split("ties")));
      // The rank interval of nominal level 0.5 is the fifth of nine: levels are (i + 1) / 10.
      return Array.from(narrowest).filter((level) => level <= 4).length / (bins * trials);
    };
    plain += within(all);
    carried += within(noisy);
  }
  // 2400 bins, correlated through their sum alone: 0.5 -+ 0.0102, five of these; the bootstrap about the
  // sample instead of the truth is calibrated to leading order in 1/50.
  assertAlmostEquals(carried, 0.5, 0.051);
  // Forgetting the truth's noise, three times the draws' variance, would look far too narrow.
  assert(plain < 0.4, String(plain));
});

Deno.test("a truth that was counted gives back the amplification of an exact one", () => {
  const bins = 100, nTrain = 1000;
  const stream = Stream.fromSeed(3);
  const truth = flat(bins);
  const all = posterior(truth, { runs: 4, draws: 20, nTrain }, stream.split("posterior"));
  const [exact] = measure({ masses: all, truth: { masses: 1 / bins }, nTrain }, {
    coarser: [],
    replicates: 9,
  }).binnings;
  const events = 20_000;
  const counted = multinomial(truth, events, stream.split("truth")).map((n) => n / events);
  const [noisy] =
    measure({ masses: all, truth: { masses: counted, counting: { events } }, nTrain }, {
      coarser: [],
      replicates: 9,
    }).binnings;
  const [a, b] = [there(exact.worth.achieved), there(noisy.worth.achieved)];
  // Five errors of what the counted truth adds.
  assert(Math.abs(a.value - b.value) < 5 * b.error!, `${a.value} ${b.value} ${b.error}`);
  const [c, d] = [there(exact.worth.divergence), there(noisy.worth.divergence)];
  assert(Math.abs(c.value - d.value) < 5 * d.error!, `${c.value} ${d.value} ${d.error}`);
  assert(!isPresent(there(noisy.calibration).interpolated));
});

Deno.test("a truth smaller than what it shall resolve gives no amplification, but a reason", () => {
  const bins = 50, nTrain = 5000, events = 500;
  const stream = Stream.fromSeed(4);
  const truth = flat(bins);
  const all = posterior(truth, { runs: 1, draws: 10, nTrain }, stream.split("posterior"));
  const counted = multinomial(truth, events, stream.split("truth")).map((n) => n / events);
  const [{ worth }] =
    measure({ masses: all, truth: { masses: counted, counting: { events } }, nTrain }, {
      coarser: [],
      replicates: 9,
    }).binnings;
  assert(isPresent(worth.claimed));
  for (const found of [worth.achieved, worth.ratio]) {
    assert(!isPresent(found) && found.reason.includes("counting"), JSON.stringify(found));
  }
  for (const found of [worth.divergence, worth.fromDivergence]) {
    assert(!isPresent(found) && found.reason.includes("10 events"), JSON.stringify(found));
  }
});

Deno.test("a held-out sample tells narrow draws from calibrated ones", () => {
  const bins = 60, events = 50_000;
  const stream = Stream.fromSeed(5);
  const truth = flat(bins);
  const counts = multinomial(truth, events, stream.split("holdout"));
  const of = (scale: number) =>
    there(
      measureHoldout(
        posterior(truth, { runs: 3, draws: 40, nTrain: 2000, scale }, stream.split("posterior")),
        { masses: counts.map((count) => count / events), counting: { events } },
        { stream: stream.split("audit", "holdout"), replicates: 199 },
      ),
    );
  const { signed: right } = of(1), { signed: narrow } = of(0.3);
  assert(right.value > right.calibrated.lower, JSON.stringify(right));
  assert(narrow.value < narrow.calibrated.lower - 0.1, JSON.stringify(narrow));
});

Deno.test("held-out counts may be zero, and a sample beyond the bins is allowed for", () => {
  const all = posterior(flat(30), { runs: 1, draws: 9, nTrain: 500 }, Stream.fromSeed(6));
  const part = masses(1, 9, [29], all.values.filter((_, i) => i % 30 !== 29));
  const counts = new Float64Array(29);
  counts[3] = 2;
  const found = there(
    measure({
      masses: part,
      holdout: { masses: counts.map((count) => count / 3), counting: { events: 3 } },
    }, { coarser: [], replicates: 99 })
      .binnings[0].holdout,
  );
  assertEquals([found.events, found.inside], [3, 2]);
  assert(found.countingShare > 0.9 && found.countingShare < 1);
});

Deno.test("one bin that holds everything predicts no count that could be wrong", () => {
  const [{ holdout }] = measure({
    masses: masses(1, 4, [1], new Float64Array(4).fill(1)),
    holdout: { masses: Float64Array.of(1), counting: { events: 9 } },
  }, { replicates: 19 }).binnings;
  assert(!isPresent(holdout));
  assertStringIncludes(holdout.reason, "must vary: current value is a variance of 0");
});

Deno.test("without truth, what needs one is absent with a reason and the rest is there", () => {
  const all = posterior(flat(16), { runs: 1, draws: 20, nTrain: 1000 }, Stream.fromSeed(7));
  const [{ calibration, holdout, worth, consistency }] = measure({ masses: all, nTrain: 1000 }, {
    coarser: [],
    replicates: 99,
  }).binnings;
  assertEquals(calibration, absent("Coverage needs a truth, which is not given"));
  assertEquals(holdout, absent("Coverage of a held-out sample needs one, which is not given"));
  for (const name of ["claimed", "achieved", "ratio", "divergence", "fromDivergence"] as const) {
    assert(!isPresent(worth[name]), name);
  }
  // Bootstraps of N events know each bin as N events do: G = 1, to the scatter of 20 draws of 16 bins.
  const { value, error } = there(worth.forecast);
  assert(Math.abs(value - 1) < 5 * error! && error! < 0.2, `${value} ${error}`);
  assert(isPresent(worth.amplification) && isPresent(consistency.relativeSpread));
  assert(!isPresent(consistency.runs));
});

Deno.test("one draw has no spread, and nothing is made up", () => {
  const [{ calibration, worth, consistency, holdout }] = measure({
    masses: masses(1, 1, [2], Float64Array.of(0.4, 0.6)),
    truth: { masses: 0.5 },
    nTrain: 100,
    holdout: { masses: Float64Array.of(3 / 8, 5 / 8), counting: { events: 8 } },
  }).binnings;
  assert(!isPresent(calibration) && !isPresent(holdout));
  for (const [name, found] of Object.entries(worth)) {
    // The distance of the one draw from the truth is a number; its error is not.
    if (name.toLowerCase().includes("divergence")) assertEquals(there(found).error, null);
    else assert(!isPresent(found), name);
  }
  assert(!isPresent(consistency.relativeSpread) && !isPresent(consistency.neighbours));
});

Deno.test("draws that are all the same are refused by name, not divided by", () => {
  const [{ worth, consistency }] = measure({
    masses: masses(1, 5, [2], Float64Array.from({ length: 10 }, (_, i) => 0.4 + 0.2 * (i % 2))),
    truth: { masses: 0.5 },
    nTrain: 100,
    generated: { events: 10 },
  }).binnings;
  for (const name of ["events", "amplification", "forecast", "claimed", "ratio"] as const) {
    assert(!isPresent(worth[name]), name);
  }
  assert(!isPresent(consistency.neighbours));
});

Deno.test("two halves of repeated draws have no distance to compare with", () => {
  const [{ consistency }] = measure({
    masses: masses(1, 4, [2], Float64Array.of(0.4, 0.6, 0.4, 0.6, 0.5, 0.5, 0.5, 0.5)),
    nTrain: 100,
  }).binnings;
  assertEquals(consistency.halves, absent("The draws within each half are the same"));
  assert(isPresent(consistency.neighbours));
});

Deno.test("a chain that is not thinned, a drift and a stray draw are seen; independent draws pass", () => {
  const [bins, draws] = [30, 40];
  const stream = Stream.fromSeed(8);
  const of = (shift: (draw: number, bin: number, before: number) => number) => {
    const values = new Float64Array(draws * bins);
    for (let draw = 0; draw < draws; draw++) {
      for (let bin = 0; bin < bins; bin++) {
        const before = draw === 0 ? 0 : 30 * values[(draw - 1) * bins + bin] - 1;
        values[draw * bins + bin] = (1 + shift(draw, bin, before)) / bins;
      }
    }
    return measure({ masses: masses(1, draws, [bins], values) }, { coarser: [], replicates: 199 })
      .binnings[0].consistency;
  };
  const own = () => 0.05 * stream.normal();
  const good = of(own);
  assert(there(good.neighbours).pValue > 0.005 && there(good.halves).pValue > 0.005);
  const chain = of((_, __, before) => 0.9 * before + 0.4 * own());
  assert(there(chain.neighbours).pValue <= 0.005 && there(chain.neighbours).value < 0.5);
  const drift = of((draw) => own() + 0.002 * draw);
  assert(there(drift.halves).pValue <= 0.005);
  const stray = there(of((draw) => own() + (draw === 17 ? 0.5 * stream.normal() : 0)).farthest);
  assertEquals(stray.draw, 17);
  assert(stray.ratio > 3 && there(good.farthest).ratio < 1.5);
});

Deno.test("runs that differ by more than their draws scatter are seen without truth", () => {
  const of = (scale: number) =>
    there(
      measure({
        masses: posterior(
          flat(50),
          { runs: 6, draws: 20, nTrain: 1000, scale },
          Stream.fromSeed(9),
        ),
      }, { coarser: [], replicates: 9 }).binnings[0].consistency.runs,
    );
  const right = of(1), narrow = of(0.5);
  // 1 + 1/20 expected; 250 degrees of freedom scatter by 9 %.
  assertAlmostEquals(right.value, 1.05, 0.45);
  assertAlmostEquals(narrow.value, 4.05, 1.8);
  assert(right.error! > 0.02 && right.error! < 0.4, String(right.error));
});

Deno.test("counting noise of the generated events is told from the posterior's spread", () => {
  const [bins, draws, nTrain, generated] = [50, 50, 1000, 1000];
  const all = posterior(flat(bins), { runs: 1, draws, nTrain }, Stream.fromSeed(10));
  const counted = withCountingNoise(all, { events: generated }, Stream.fromSeed(12));
  const [{ worth }] =
    measure({ masses: counted, nTrain, generated: { events: generated } }, { coarser: [] })
      .binnings;
  const share = there(worth.countingShare);
  assert(Math.abs(share.value - 0.5) < 5 * share.error!, JSON.stringify(share));
  const forecast = there(worth.forecast), without = there(worth.forecastWithoutCounting);
  assert(Math.abs(forecast.value - 0.5) < 5 * forecast.error!, JSON.stringify(forecast));
  assert(Math.abs(without.value - 1) < 5 * without.error!, JSON.stringify(without));
});

Deno.test("the jackknife of a mean's inverse agrees with the spread of fresh draws", () => {
  const stream = Stream.fromSeed(13);
  const draws = 30;
  const sample = () =>
    masses(1, draws, [1], Float64Array.from({ length: draws }, () => 2 + 0.5 * stream.normal()));
  const all = Array.from(
    { length: 400 },
    () => jackknifeDraws(sample(), (sums, mean) => sums[0] += 1 / mean, 1, ([s]) => s),
  );
  const mean = all.reduce((sum, { value }) => sum + value, 0) / all.length;
  const scatter = Math.sqrt(
    all.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / all.length,
  );
  const claimed = all.reduce((sum, { error }) => sum + error!, 0) / all.length;
  // 400 values know their deviation to 3.5 %: five of these.
  assertAlmostEquals(claimed / scatter, 1, 0.18);
});

Deno.test("coarser binnings are sums of neighbours, their truth too", () => {
  const all = posterior(flat(16), { runs: 1, draws: 10, nTrain: 500 }, Stream.fromSeed(14));
  const square: Masses = { ...all, shape: [4, 4] };
  const of = (truth: number | Float64Array) =>
    measure({ masses: square, truth: { masses: truth } }, { replicates: 9 }).binnings;
  const found = of(1 / 16);
  assertEquals(found.map(({ shape }) => shape), [[2, 2], [4, 4]]);
  assertEquals(found.map(({ calibration }) => there(calibration).curve), [
    ...of(flat(16)).map(({ calibration }) => there(calibration).curve),
  ]);
});

Deno.test("coarser bins of weighted events have the sums of their weights and of the squares", () => {
  // Powers of two add up without rounding.
  const sums = Float64Array.of(4, 2, 1, 1, 2, 4, 1, 1, 16);
  const squares = Float64Array.of(8, 2, 4, 1, 2, 16, 1, 2, 28).map((square) => square / 64);
  const pairs = (values: Float64Array) =>
    Float64Array.from(
      { length: Math.ceil(values.length / 2) },
      (_, i) => values[2 * i] + (values[2 * i + 1] ?? 0),
    );
  const sample = weightedSample(sums, squares);
  const wide = weightedSample(pairs(sums), pairs(squares));
  const stream = Stream.fromSeed(18);
  const values = Float64Array.from(
    { length: 20 * 8 },
    (_, i) => sample.masses[i % 8] * (1 + 0.5 * Math.abs(stream.normal())),
  );
  const fine = masses(1, 20, [8], values), coarse = masses(1, 20, [4], pairs(values));
  // The mean of the draws, whose squares are those of the sample.
  const generated = (of: Masses, squares: Float64Array): Counting => {
    const mean = new Float64Array(squares.length);
    of.values.forEach((mass, i) => mean[i % binCount(of)] += mass / 20);
    mean[mean.length - 1] = 1 - mean.reduce((sum, mass) => sum + mass);
    return weightedSample(mean, squares.map((square) => square / 1024)).counting;
  };
  const options = { coarser: [2], replicates: 19 };
  const { binnings: [merged] } = testGenerator({
    masses: fine,
    truth: sample,
    holdout: sample,
    nTrain: 10,
    generated: generated(fine, squares),
  }, options);
  const { binnings: [direct] } = testGenerator({
    masses: coarse,
    truth: wide,
    holdout: wide,
    nTrain: 10,
    generated: generated(coarse, pairs(squares)),
  }, { ...options, coarser: [] });
  assertEquals(merged.shape, direct.shape);
  const numbers = ({ calibration, holdout, worth }: BinningTests) => [
    there(calibration).deviation.value,
    there(calibration).ranks.chiSquare.value,
    there(holdout).deviation.value,
    there(holdout).countingShare,
    there(worth.countingShare).value,
    there(worth.achieved).value,
    there(worth.achieved).error!,
  ];
  const expected = numbers(direct);
  numbers(merged).forEach((value, i) => assertAlmostEquals(value, expected[i], 1e-9, String(i)));
});

Deno.test("equal counts stay equal when bins are merged", () => {
  // Six counts in each coarse bin of both draws, in parts whose fractions add up to other last bits.
  const events = 60, bins = 30;
  const parts = [[2, 3, 1], [0, 1, 5]];
  const values = Float64Array.from(
    { length: 2 * bins },
    (_, i) => parts[Math.floor(i / bins)][i % 3] / events,
  );
  const coarse = (generated?: Counting) => {
    const { binnings: [found] } = measure(
      { masses: masses(1, 2, [bins], values), generated },
      { coarser: [3], replicates: 9 },
    );
    return there(found.consistency.relativeSpread).value;
  };
  assertEquals(coarse({ events }), 0);
  assert(coarse() > 0, "as fractions they differ");
});

Deno.test("what is no mass is refused with a sentence", () => {
  const two = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.5, 0.5));
  const counting = { events: 4 };
  const cases: [Parameters<typeof measure>[0], string][] = [
    [
      { masses: masses(1, 2, [2], Float64Array.of(0.4, 0.6, -0.1, 1.1)) },
      "no mass may be negative: current value is -0.1 in bin 0 of draw 1",
    ],
    [
      { masses: masses(1, 2, [2], Float64Array.of(0.4, 0.6, 40, 60)) },
      "masses of a draw must add up to 1 at most: current value is 100 in draw 1",
    ],
    [
      { masses: { ...two, values: Float64Array.of(0.4, 0.6, NaN, 0.5) } },
      "every number of the array of masses must be finite: current value is NaN at index 2",
    ],
    [
      { masses: two, nTrain: -5 },
      "number of training events must be finite and above 0: current value is -5",
    ],
    [
      { masses: two, nTrain: NaN },
      "number of training events must be finite and above 0: current value is NaN",
    ],
    [
      { masses: two, generated: { events: 0 } },
      "number of generated events must be finite and above 0: current value is 0",
    ],
    [
      { masses: two, truth: { masses: 0.25 } },
      "one true mass for all 2 bins must be 1/2: current value is 0.25",
    ],
    [
      { masses: two, truth: { masses: Float64Array.of(1.5, -0.5) } },
      "no true mass may be negative: current value is -0.5 at bin 1",
    ],
    [
      { masses: two, truth: { masses: Float64Array.of(1, 1) } },
      "true masses must add up to 1 at most: current value is 2",
    ],
    [
      { masses: two, holdout: { masses: Float64Array.of(0, 1), counting: { events: 0.5 } } },
      "number of held-out events must be a whole number of at least 1: current value is 0.5",
    ],
    [
      { masses: two, holdout: { masses: Float64Array.of(0.75, -0.25), counting } },
      "every held-out mass must be a number from 0: current value is -0.25 in bin 1",
    ],
    [
      { masses: two, holdout: { masses: Float64Array.of(NaN, 1), counting } },
      "every held-out mass must be a number from 0: current value is NaN in bin 0",
    ],
    [
      { masses: two, holdout: { masses: Float64Array.of(0.75, 0.5), counting } },
      "held-out masses must add up to 1 at most: current value is 1.25",
    ],
    [
      { masses: two, truth: { masses: Float64Array.of(1, 0), counting: { events: 1 } } },
      "true events must be a whole number of at least 2: current value is 1",
    ],
  ];
  for (const [input, sentence] of cases) {
    assertThrows(() => measure(input), RangeError, sentence);
  }
  // Masses of events in two bins and beyond.
  const weighted = (events: number, ...eventMasses: number[]) => ({
    events,
    eventMasses: Float64Array.from(eventMasses),
  });
  const half = Float64Array.of(0.5, 0.5);
  for (
    const [name, of] of [
      ["true", (counting: Counting) => ({ masses: two, truth: { masses: half, counting } })],
      ["held-out", (counting: Counting) => ({ masses: two, holdout: { masses: half, counting } })],
      ["generated", (generated: Counting) => ({ masses: two, generated })],
    ] as const
  ) {
    assertThrows(
      () => measure(of(weighted(4, 0.2, 0, 0.3))),
      RangeError,
      `the mass of a ${name} event must be above 0: current value is 0 at index 1`,
    );
    assertThrows(
      () => measure(of(weighted(4, 0.2, 0.3, Infinity))),
      RangeError,
      `the mass of a ${name} event must be above 0: current value is Infinity at index 2`,
    );
    assertThrows(
      () => measure(of(weighted(4, 0.2, 0.3))),
      TypeError,
      `array of masses of ${name} events must have 3 numbers: current value is 2`,
    );
    if (name === "generated") continue;
    assertThrows(
      () => measure(of(weighted(NaN, 0.2, 0.3, 0.2))),
      RangeError,
      `effective ${name} events: current value is NaN`,
    );
  }
  for (
    const input of [
      { masses: two, truth: { masses: Float64Array.of(1) } },
      { masses: { ...two, draws: 1 } },
    ]
  ) {
    assertThrows(() => measure(input), TypeError, "must have 2 numbers");
  }
});

Deno.test("ranks without ties give the coverage of closed intervals", () => {
  const all = posterior(flat(25), { runs: 3, draws: 11, nTrain: 997 }, Stream.fromSeed(15));
  const truth = flat(25).map((p, bin) => p + 1e-7 * (bin + 0.5));
  assertEquals(
    coverageOfRanks(ranks(all, truth)).narrowest,
    coverage(all, truth).narrowest,
  );
});

Deno.test("the tests of a generator are the numbers of its measures", () => {
  const truth = flat(6), stream = Stream.fromSeed(17);
  const all = posterior(truth, { runs: 2, draws: 20, nTrain: 1000 }, stream);
  const sample = (events: number, name: string): Sample => ({
    masses: multinomial(truth, events, stream.split(name)).map((count) => count / events),
    counting: { events },
  });
  const holdout = sample(500, "held out");
  for (const against of [{ masses: 1 / 6 }, sample(2000, "truth"), undefined]) {
    const input = { masses: all, truth: against, holdout, nTrain: 1000 };
    const options = { seed: 2, names: ["a"], replicates: 99 };
    const measured = measure(input, options), tested = testGenerator(input, options);
    assertEquals(
      tested.binnings.map(({ bins }) => bins),
      measured.binnings.map(({ bins }) => bins),
    );
    tested.binnings.forEach(({ calibration, ...others }, at) => {
      const { calibration: whole, ...same } = measured.binnings[at];
      assertEquals(others, same);
      for (const [name, value] of Object.entries(calibration)) {
        assertEquals(value, whole[name as keyof typeof whole]);
      }
    });
  }
});
