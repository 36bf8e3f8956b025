/**
 * No finding claims more often than stated what is not so: results are constructed from known truths, with noise of
 * the stated errors.
 */
import { assert, assertEquals } from "@std/assert";
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { valueAndError } from "../../core/estimate.ts";
import { Stream } from "../../core/random.ts";
import { inText } from "../../render/sentence.ts";
import { findings as amplificationFindings } from "../../studies/amplification/study.ts";
import { findings as calibrationFindings } from "../../studies/calibration/study.ts";
import { findings as choosingFindings } from "../../studies/choosing/findings.ts";
import { findings as edgesFindings } from "../../studies/edges/findings.ts";
import { findings as lengthFindings, overturnedBy } from "../../studies/length/findings.ts";
import { findings as posteriorsFindings } from "../../studies/posteriors/findings.ts";
import { widthFinding, widthSlope } from "../../studies/posteriors/width.ts";
import { findings as ranksFindings } from "../../studies/ranks/study.ts";
import { compare } from "../../studies/reproduction/compare.ts";
import { closureFinding } from "../../studies/ring/closure.ts";
import { findings as ringFindings } from "../../studies/ring/study.ts";
import type { Finding } from "../../studies/shared/schema.ts";
import { findings as trainingSizeFindings } from "../../studies/training_size/study.ts";
import { findings as worthFindings } from "../../studies/worth/study.ts";
import { findings as yardstickFindings } from "../../studies/yardstick/findings.ts";
import { findings as likelihoodFindings } from "../../studies/likelihood/findings.ts";
import { length } from "../site/_length.ts";
import { likelihood } from "../site/_likelihood.ts";
import { yardstick } from "../site/_yardstick.ts";
import { sentenceOf } from "./_findings.ts";
import {
  around,
  calibratedRanks,
  calibration,
  choices,
  type ChoosingTruth,
  claims,
  lengths,
  membersOf,
  paired,
  ring,
  scales,
  setup,
  sizes,
  targets,
  widths,
  worth,
  type WorthTruth,
} from "./_seeded.ts";

const trials = 200;

/** Probability of a false alarm of one check: some thirty of them stay below 1e-4 together. */
const alarm = 3e-6;

/** The least number of false claims in so many trials whose probability is below that of a false alarm. */
function limitOf(share: number): number {
  let probability = (1 - share) ** trials, cumulative = 0, count = 0;
  while (1 - cumulative > alarm) {
    cumulative += probability;
    probability *= (trials - count) / (count + 1) * share / (1 - share);
    count++;
  }
  return count;
}

/** Counts trials in which something is said. */
function count(name: string, said: (stream: Stream) => boolean): number {
  const stream = Stream.fromSeed(18).split(name);
  let total = 0;
  for (let trial = 0; trial < trials; trial++) if (said(stream.split(trial))) total++;
  return total;
}

/** Asserts that something false is said no more often than stated. */
function assertRare(name: string, share: number, said: (stream: Stream) => boolean): void {
  const total = count(name, said), limit = limitOf(share);
  assert(total < limit, `${name}: said ${total} times of ${trials}, ${limit} is too many`);
}

/** Asserts that something true and plain is said in most trials. */
function assertCommon(name: string, said: (stream: Stream) => boolean): void {
  const total = count(name, said);
  assert(total > 0.9 * trials, `${name}: said ${total} times of ${trials} only`);
}

/** Asserts the same of many identifiers, by results that a trial makes once. */
function assertNoneSaid(
  name: string,
  share: number,
  ids: readonly string[],
  make: (stream: Stream) => readonly Finding[],
): void {
  const stream = Stream.fromSeed(18).split(name), totals = new Map<string, number>();
  for (let trial = 0; trial < trials; trial++) {
    for (const { id } of make(stream.split(trial))) totals.set(id, (totals.get(id) ?? 0) + 1);
  }
  for (const id of ids) {
    const total = totals.get(id) ?? 0;
    assert(total < limitOf(share), `${name}, ${id}: said ${total} times of ${trials}`);
  }
}

const equal = setup.methods.map(() => 1);
const steps = setup.methods.map((_, i) => 1 + 0.05 * i);
const clear = setup.methods.map((_, i) => i === 3 ? 0 : 1);
const [, second, , fourth] = setup.methods;
const superlative = "than that of any other method";

Deno.test("ring: the closest density and the leak", () => {
  const closest = (truths: readonly number[]) => (stream: Stream) =>
    sentenceOf(ringFindings(ring(truths, 0, stream), setup.runs), "closest");
  assertRare("equal densities", 0.05, (s) => closest(equal)(s).includes(superlative));
  assertRare("densities in steps", 0.05, (s) => {
    const text = closest(steps)(s);
    return text.includes(superlative) && !text.includes(inText(setup.methods[0].label));
  });
  assertCommon("a density that is closer", (s) => {
    const text = closest(clear)(s);
    return text.includes(superlative) && text.includes(inText(fourth.label));
  });
  assertNoneSaid(
    "no leak",
    0.05,
    ["edge"],
    (s) => ringFindings(ring(equal, 0, s), setup.runs),
  );
  assertCommon(
    "a leak",
    (s) => membersOf(ringFindings(ring(equal, 1, s), setup.runs), "edge").length === 9,
  );
});

Deno.test("closure: implementations that are alike do not differ", () => {
  const told = (shift: number) => (stream: Stream) => {
    const bare = (truth: number) => {
      const { value, error } = around(truth, 1, stream);
      return { value, error };
    };
    const trial = (steps: number) => ({
      steps,
      seeds: setup.runs,
      here: bare(0),
      elsewhere: bare(shift),
    });
    return / differ (?:in|after) /.test(closureFinding([trial(10), trial(20), trial(30)]).sentence);
  };
  assertRare("the same closure", 0.05, told(0));
  assertCommon("another closure", told(10));
});

Deno.test("calibration: superlative, band, edge", () => {
  const all = (mads: readonly number[], innermost: number) => (stream: Stream) =>
    calibrationFindings(calibration({ mads, innermost }, stream), setup, "fits");
  const best = (mads: readonly number[]) => (stream: Stream) =>
    sentenceOf(all(mads, 0)(stream), "best");
  assertRare("equal coverage", 0.05, (s) => best(equal)(s).includes(superlative));
  assertRare("coverage in steps", 0.05, (s) => {
    const text = best(steps)(s);
    return text.includes(superlative) && !text.includes(inText(setup.methods[0].label));
  });
  assertCommon("coverage that is closer", (s) => {
    const text = best(clear)(s);
    return text.includes(superlative) && text.includes(inText(fourth.label));
  });
  assertNoneSaid("at the end of the band", 0.05, ["edge"], all(equal, -0.3));
  assertNoneSaid("a calibrated curve", 0.05, ["edge", "radius"], all(equal, 0));
  assertCommon("far below the band", (s) => membersOf(all(equal, -1)(s), "edge").length === 9);
  for (const id of ["under", "over"]) {
    assertRare(
      `one calibrated method ${id}`,
      0.025,
      (s) => membersOf(all(equal, 0)(s), id).includes(second.id),
    );
  }
});

Deno.test("ranks: p-values, forecast, ratio, classifier", () => {
  const all = (scores: readonly number[]) => (stream: Stream) => {
    const { series, classified } = calibratedRanks(scores, stream);
    return ranksFindings(series, classified, [], setup.draws);
  };
  assertNoneSaid(
    "calibrated ranks",
    0.05,
    ["ranks", "joint", "ratio", "classifier", "excess", "lack"],
    all(equal),
  );
  const score = (scores: readonly number[]) => (stream: Stream) =>
    sentenceOf(all(scores)(stream), "score");
  const best = "the best forecast of the truth";
  assertRare("equal forecasts", 0.05, (s) => score(equal)(s).includes(best));
  assertCommon("a better forecast", (s) => {
    const text = score(setup.methods.map((_, i) => i === 3 ? -20 : 1))(s);
    return text.includes(best) && text.includes(inText(fourth.label));
  });
});

Deno.test("edges: amplification, claim, coverage, the bin where the mass is most wrong", () => {
  const ratio = calibratedRatio(setup.draws, 1);
  const flat = Array.from({ length: 20 }, () => 1);
  const none = { achieved: 1, ratio, mass: flat };
  const all = (truth: typeof none, scatter = 0.1) => (stream: Stream) =>
    edgesFindings(targets(truth, scatter, stream));
  assertNoneSaid("targets of worth 1", 0.05, ["amplified", "not-amplified"], all(none));
  assertNoneSaid("honest claims", 0.05, ["over-claimed", "under-claimed"], all(none));
  assertCommon(
    "worth 3",
    (s) => membersOf(all({ ...none, achieved: 3 })(s), "amplified").length > 0,
  );
  assertCommon(
    "claim of 3",
    (s) => membersOf(all({ ...none, ratio: 3 })(s), "over-claimed").length > 0,
  );
  for (const id of ["under-covers", "over-covers"]) {
    assertRare(
      `one calibrated target ${id}`,
      0.025,
      (s) => membersOf(all(none)(s), id).includes(setup.target.title),
    );
  }
  const profile = (truth: typeof none, scatter: number) => (stream: Stream) =>
    sentenceOf(all(truth, scatter)(stream), `profile-kink-${setup.target.title}`);
  const claims = (text: string) =>
    text.includes("most wrong") || text.includes("times the true mass");
  assertRare("a mass that is right", 0.05, (s) => claims(profile(none, 0.1)(s)));
  const twin = { ...none, mass: flat.map((_, i) => i === 4 || i === 9 ? 2 : 1) };
  assertRare("two bins alike", 0.05, (s) => profile(twin, 0.02)(s).includes("most wrong"));
  const peak = { ...none, mass: flat.map((_, i) => i === 9 ? 2 : 1) };
  assertCommon("one bin", (s) => profile(peak, 0.02)(s).includes("most wrong at r = 4.90"));
});

Deno.test("amplification: the claim and the number of bins", () => {
  const all = (exponent: number) => (stream: Stream) =>
    amplificationFindings(claims(exponent, stream), setup);
  const said = (exponent: number) => (stream: Stream) => sentenceOf(all(exponent)(stream), "slope");
  assertRare("a claim that does not grow", 0.05, (s) => said(0)(s).includes(" grows "));
  assertCommon(
    "a claim that grows",
    (s) => said(1)(s).includes("grows with the number of bins for all"),
  );
});

Deno.test("training size: power, claim, break-even", () => {
  const ratio = calibratedRatio(setup.draws, 1);
  const all = (power: number, claim = ratio) => (stream: Stream) => {
    const { series, powers } = sizes(power, claim, stream);
    return trainingSizeFindings(series, powers);
  };
  const power = (truth: number) => (stream: Stream) => sentenceOf(all(truth)(stream), "power");
  assertRare("a power of 1", 0.05, (s) => /grows with|shrinks/.test(power(1)(s)));
  assertRare("a power of 0.9", 0.025, (s) => power(0.9)(s).includes("grows with"));
  assertCommon("a power of 0", (s) => power(0)(s).includes("shrinks"));
  assertNoneSaid("honest claims of sizes", 0.05, ["over-claimed"], all(1));
  assertCommon("a claim of 3 by size", (s) => membersOf(all(1, 3)(s), "over-claimed").length === 3);
  assertRare(
    "the same size at break-even",
    0.05,
    (s) => sentenceOf(all(1)(s), "break-even").includes("must look finer"),
  );
});

Deno.test("posteriors: width beside the reference, and against the noise scale", () => {
  const all = (ratio: number) => (stream: Stream) =>
    posteriorsFindings(widths(ratio, stream), [], "hmc");
  // Three standard errors, for each of twelve methods.
  assertNoneSaid("as wide as the reference", 12 * 0.0014, ["narrower", "wider"], all(1));
  assertCommon("half as wide", (s) => membersOf(all(0.5)(s), "narrower").length > 10);
  const changes = (spreads: Readonly<Record<string, number>>) => (stream: Stream) =>
    posteriorsFindings(paired(spreads, stream), [], "hmc")
      .filter(({ sentence }) => /changes the spread.*standard errors from 1/.test(sentence));
  // Three standard errors, for each of five pairs.
  assertRare("spreads alike", 5 * 0.0027, (s) => changes({})(s).length > 0);
  const other = {
    "adam-mcmc-exact-restored": 0.4,
    "adam-mcmc-authors-restored": 0.4,
    "repulsive-ensemble": 0.4,
    "laplace-all": 0.4,
  };
  assertCommon("spreads that differ", (s) => changes(other)(s).length === 4);
  const follows = (power: number, scatter: number) => (stream: Stream) => {
    const series = scales(power, scatter, stream);
    return widthFinding(widthSlope("chains", series), series, 0).sentence.includes(
      " follows its noise",
    );
  };
  assertRare("no power", 0.025, follows(0, 0.1));
  assertCommon("a power of 0.5", follows(0.5, 0.05));
});

Deno.test("yardstick: width, mean and covariance beside the exact ones, powers, coverage", () => {
  const all = (width: number, power: number) => (stream: Stream) => {
    const { series, slopes, ...others } = yardstick();
    const count = others.setup.runs;
    const bare = (truth: number, scatter: number) =>
      valueAndError(around(truth, scatter, stream, count));
    return yardstickFindings({
      ...others,
      series: series.map((one) => ({
        ...one,
        rHat: one.rHat === null ? null : 1.01,
        widthRatio: bare(one.method.posterior === "exact" ? 1 : width, 0.1),
        excess: bare(0, 0.1),
        alike: bare(0.8, 0.1),
        signed: bare(0, 0.1),
      })),
      slopes: slopes.map((one) => ({
        ...one,
        slope: bare(one.id === "exact-k" ? 0.5 : one.symbol === "k" ? 0.5 + power : power, 0.1),
      })),
    });
  };
  const right = all(1, 0);
  assertRare(
    "methods that are right",
    0.05,
    (s) => right(s).some(({ id }) => ["narrower", "wider", "mean", "covariance"].includes(id)),
  );
  const said = (id: string, pattern: RegExp) => (stream: Stream) =>
    pattern.test(sentenceOf(right(stream), id));
  assertRare("the answer where all are right", 0.05, said("verdict", /do not have/));
  assertRare("a control that is right", 0.05, said("control", /limits/));
  assertRare("the same power", 0.05, said("weight", /faster|slower/));
  assertRare("no power of the noise scale", 0.05, said("noise-scale", /follows/));
  assertRare("exact coverage", 0.05, said("calibration", /more often|less often/));
  assertNoneSaid("chains that have mixed", 0.05, ["mixing"], right);
  assertCommon("methods that are too wide", (s) => {
    const found = all(3, 3)(s);
    return membersOf(found, "wider").length > 8 &&
      sentenceOf(found, "weight").includes("faster") &&
      sentenceOf(found, "noise-scale").includes("follows");
  });
});

Deno.test("likelihood: widths beside the reference, on one training set and on several", () => {
  for (const runs of [1, 5]) {
    const all = (width: number) => (stream: Stream) => {
      const { series, ...others } = likelihood({ runs });
      return likelihoodFindings({
        ...others,
        series: series.map((one) => ({
          ...one,
          // Of one training set the error comes from ten blocks of draws.
          widthRatio: valueAndError(around(width, 0.1, stream, runs === 1 ? 10 : runs)),
        })),
      });
    };
    const name = `${runs} training sets`;
    assertNoneSaid(`widths that are right, ${name}`, 0.05, ["wider", "narrower"], all(1));
    assertCommon(
      `widths that are twice as large, ${name}`,
      (s) => membersOf(all(2)(s), "wider").length > 4,
    );
  }
});

Deno.test("length: nothing moves, nothing is taken back", () => {
  const results = length(setup);
  const all = (stream: Stream) => {
    const series = lengths(stream);
    const overturned = overturnedBy(
      series.map(({ method, points }) => ({
        method,
        points: points.map((point) => ({ ...point, rows: point.rows.slice(-1) })),
      })),
      setup.runs,
      0.67,
    );
    return lengthFindings({ ...results, series, overturned });
  };
  const wrong = / (?:grows|falls|says something else) /;
  assertNoneSaid(
    "the same at any length",
    0.05,
    ["edge", "signed", "one-sigma", "width", "amplification", "closure", "overturned"],
    (s) => all(s).filter(({ sentence }) => wrong.test(sentence)),
  );
});

Deno.test("reproduction: numbers that are the same do not differ, and opposite signs never agree", () => {
  const judging = { runs: 5, paperRuns: 5, judge: true };
  const verdict = (paper: number, here: number) => (stream: Stream) => {
    const error = { error: around(0, 1, stream).error!, freedom: 4 };
    const published = { value: around(paper, 1, stream).value, error, uncertainty: 1e-9 };
    return { published, ...compare(published, around(here, 1, stream), judging, 0) };
  };
  assertRare("the same number", 0.01, (s) => verdict(1, 1)(s).verdict === "differs");
  const apart = ["differs", "in tension"];
  assertRare("the same number, tension", 0.05, (s) => apart.includes(verdict(1, 1)(s).verdict));
  assertCommon("another number", (s) => verdict(1, 9)(s).verdict === "differs");
  assertEquals(
    count("opposite signs", (s) => {
      const { verdict: said, published, difference } = verdict(0.2, -0.2)(s);
      return said === "agrees" && published.value * (published.value + difference.value) < 0;
    }),
    0,
  );
});

Deno.test("worth: the most, what is claimed, and the rings", () => {
  const grid = { draws: setup.draws, nTrain: setup.nTrain, target: "gamma-ring" };
  const fair = setup.methods.map(() => calibratedRatio(setup.draws));
  const truth: WorthTruth = { ratios: fair, achieved: equal, rings: fair[0] };
  const said = (changed: Partial<WorthTruth>) => (stream: Stream) =>
    worthFindings(worth({ ...truth, ...changed }, stream), grid);
  assertNoneSaid("fair claims", 0.05, ["over-claimed", "under-claimed", "volumes"], said({}));
  assertNoneSaid("nothing in common", 0.05, ["systematic"], said({ common: 0 }));
  assertCommon(
    "half in common",
    (s) => membersOf(said({ common: 0.5 })(s), "systematic").length === 9,
  );
  assertRare(
    "worth alike",
    0.05,
    (s) => sentenceOf(said({})(s), "best").includes(superlative),
  );
  assertCommon("one is worth more", (s) => {
    const text = sentenceOf(
      said({ achieved: equal.map((x, i) => i === 3 ? 2 * x : x) })(s),
      "best",
    );
    return text.includes(superlative) && text.includes(inText(fourth.label));
  });
  assertCommon(
    "claims that are three times too large",
    (s) => membersOf(said({ ratios: fair.map((x) => 3 * x) })(s), "over-claimed").length === 9,
  );
  assertCommon(
    "claims that are half of what they should be",
    (s) => membersOf(said({ ratios: fair.map((x) => x / 2) })(s), "under-claimed").length === 9,
  );
  assertCommon(
    "forecasts that are five times too large in every ring",
    (s) => said({ rings: 5 })(s).some(({ id }) => id === "volumes"),
  );
});

Deno.test("choosing: a rule to follow, the forecast, noise, sizes and targets", () => {
  const all = (truth: ChoosingTruth) => (stream: Stream) =>
    choosingFindings(choices(truth, stream));
  const said = (id: string, pattern: RegExp, truth: ChoosingTruth) => (stream: Stream) =>
    pattern.test(sentenceOf(all(truth)(stream), id));
  const alike: ChoosingTruth = {};
  const wrong: Readonly<Record<string, RegExp>> = {
    rule: /loses less than a|to follow/,
    least: /less than any other/,
    calibration: /less than any other/,
    forecast: /is (?:worse|better)/,
    coverage: /is (?:worse|better)/,
    claim: /has (?:worse|better)/,
    noise: /masses loses/,
    sizes: / rules lose /,
    targets: /loses depends/,
  };
  assertNoneSaid(
    "rules that lose alike",
    0.05,
    Object.keys(wrong),
    (s) => all(alike)(s).filter(({ id, sentence }) => wrong[id]?.test(sentence)),
  );
  assertRare("a forecast that is met", 0.025, said("forecast", /too much/, alike));
  const clear: ChoosingTruth = {
    amplification: { "score-coverage": 0, divergence: -1, forecast: 3 },
    calibration: { coverage: 0 },
    excess: 2,
    bySize: 1,
    byTarget: 5,
  };
  assertCommon("losses that differ", (s) => {
    const right: Readonly<Record<string, RegExp>> = {
      rule: /to follow.*coverage among the best/,
      least: /coverage among.*than any other/,
      calibration: /held-out.*than any other/,
      forecast: /is worse.*too much/,
      noise: /masses loses less/,
      sizes: /all 6 rules lose more/,
      targets: /loses depends/,
    };
    const found = all(clear)(s);
    return Object.entries(right).every(([id, words]) => words.test(sentenceOf(found, id)));
  });
});
