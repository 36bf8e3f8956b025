import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import {
  chanceOfPull,
  compare,
  detectableDifference,
  summarise,
  verdictOf,
} from "../../../studies/reproduction/compare.ts";

const judging = { runs: 5, paperRuns: 5, judge: true };

Deno.test("a verdict changes at the quantiles of Student's distribution", () => {
  // Two-sided 5 % and 1 % points of printed tables, by degrees of freedom; null for the normal ones.
  const cases: [number | null, number, number][] = [
    [1, 12.706, 63.657],
    [4, 2.776, 4.604],
    [38, 2.024, 2.712],
    [null, 1.96, 2.576],
  ];
  for (const [freedom, five, one] of cases) {
    for (const sign of [-1, 1]) {
      const at = (pull: number) => verdictOf(sign * pull, freedom);
      assertEquals(
        [at(0.999 * five), at(1.001 * five), at(0.999 * one), at(1.001 * one)],
        ["agrees", "in tension", "in tension", "differs"],
      );
    }
  }
});

Deno.test("the probability of a pull of five runs is that of Student's distribution", () => {
  for (const pull of [0.5, 2.9, 10]) {
    // Four degrees of freedom: P(|t| < x) = sin a (1 + cos^2 a / 2) with tan a = x / 2.
    const angle = Math.atan(pull / 2);
    const inside = Math.sin(angle) * (1 + Math.cos(angle) ** 2 / 2);
    assertAlmostEquals(chanceOfPull(-pull, 4), 1 - inside, 1e-12);
  }
  assertAlmostEquals(chanceOfPull(1.959964, null), 0.05, 1e-6);
});

Deno.test("a missing error of the paper is ours, for its number of runs", () => {
  const paper = { value: 1, error: null, uncertainty: 0 };
  const { difference, pull, freedom } = compare(paper, { value: 2, error: 0.3 }, judging);
  assertAlmostEquals(difference.error!, 0.3 * Math.SQRT2, 1e-15);
  assertAlmostEquals(pull!, 1 / (0.3 * Math.SQRT2), 1e-12);
  assertAlmostEquals(freedom!, 4, 1e-12);
  const fewer = compare(paper, { value: 2, error: 0.3 }, { ...judging, runs: 20 });
  assertAlmostEquals(fewer.difference.error!, 0.3 * Math.sqrt(5), 1e-15);
});

Deno.test("an error of the paper's own adds its degrees of freedom", () => {
  const paper = { value: 1, error: { error: 0.3, freedom: 4 }, uncertainty: 0 };
  const ours = { value: 2, error: 0.3 };
  // Welch and Satterthwaite: two equal errors of 4 degrees of freedom have 8.
  assertAlmostEquals(compare(paper, ours, judging).freedom!, 8, 1e-12);
  const blurred = compare({ ...paper, uncertainty: 0.4 }, ours, judging);
  assertAlmostEquals(blurred.difference.error!, Math.sqrt(0.34), 1e-15);
  assertAlmostEquals(blurred.freedom!, 8 * (0.34 / 0.18) ** 2, 1e-9);
});

Deno.test("without an error, or where set-ups differ, nothing is judged", () => {
  const paper = { value: 1, error: null, uncertainty: 0.1 };
  const alone = compare(paper, { value: 2, error: null }, judging);
  assertEquals([alone.pull, alone.difference.error, alone.verdict], [null, null, "not judged"]);
  const other = compare(paper, { value: 9, error: 0.1 }, { ...judging, judge: false });
  assertEquals([other.pull, other.verdict], [null, "not judged"]);
  const exact = compare({ ...paper, uncertainty: 0 }, { value: 2, error: 0 }, judging);
  assertEquals([exact.pull, exact.verdict], [null, "not judged"]);
});

Deno.test("the same truth twice is called different as often as stated", () => {
  const stream = Stream.fromSeed(1).split("comparisons");
  const trials = 20_000;
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  let differing = 0;
  for (let trial = 0; trial < trials; trial++) {
    const draw = () => Array.from({ length: 5 }, () => stream.normal());
    const [ours, theirs] = [draw(), draw()];
    const value = mean(ours);
    const error = Math.sqrt(mean(ours.map((x) => (x - value) ** 2)) / 4);
    const published = { value: mean(theirs), error: null, uncertainty: 0 };
    if (compare(published, { value, error }, judging).verdict !== "agrees") differing++;
  }
  // 5 % of 20,000 trials, within 4.9 standard deviations: a right program fails once in a million.
  assertAlmostEquals(differing / trials, 0.05, 4.9 * Math.sqrt(0.05 * 0.95 / trials));
});

Deno.test("a difference that could be found is not called agreement in 4 of 5 repetitions", () => {
  const stream = Stream.fromSeed(2).split("power");
  const trials = 20_000;
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  for (const runs of [5, 20]) {
    // The error that 5 runs of each expect, which is that of the detectable difference on average.
    const size = detectableDifference(Math.sqrt(1 / runs + 1 / 5), runs - 1);
    let noticed = 0;
    for (let trial = 0; trial < trials; trial++) {
      const ours = Array.from({ length: runs }, () => size + stream.normal());
      const theirs = Array.from({ length: 5 }, () => stream.normal());
      const value = mean(ours);
      const error = Math.sqrt(mean(ours.map((x) => (x - value) ** 2)) / (runs - 1));
      const published = { value: mean(theirs), error: null, uncertainty: 0 };
      if (compare(published, { value, error }, { ...judging, runs }).verdict !== "agrees") {
        noticed++;
      }
    }
    // The sum of two quantiles is an approximation, good to two percent here; 4.9 standard deviations of chance.
    assertAlmostEquals(noticed / trials, 0.8, 0.02 + 4.9 * Math.sqrt(0.8 * 0.2 / trials));
  }
});

Deno.test("deviations to opposite sides are never said to agree", () => {
  const paper = { value: 0.45, error: null, uncertainty: 0 };
  const at = (value: number, nominal?: number) =>
    compare(paper, { value, error: 0.1 }, judging, nominal).verdict;
  assertEquals(at(0.55), "agrees");
  assertEquals(at(0.55, 0.5), "opposite sign");
  assertEquals(at(0.49, 0.5), "agrees");
  // A difference that is told stays one.
  assertEquals(at(2, 0.5), "differs");
  const points = [0.44, 0.46].map((value) =>
    compare({ ...paper, value }, { value: 0.55, error: 0.1 }, judging)
  );
  const deviations = { paper: -0.05, ours: 0.05 };
  assertEquals(summarise(points, true)!.mean.verdict, "agrees");
  assertEquals(summarise(points, true, { deviations })!.mean.verdict, "opposite sign");
});

Deno.test("a curve is judged by its mean difference as if its points moved together", () => {
  const points = [1, 3].map((value) =>
    compare({ value: 0, error: null, uncertainty: 0 }, { value, error: value }, judging)
  );
  const { mean, squaredPull, expectedSquaredPull } = summarise(points, true)!;
  assertEquals(mean.difference.value, 2);
  assertAlmostEquals(mean.difference.error!, 2 * Math.SQRT2, 1e-12);
  assertAlmostEquals(squaredPull!, 0.5, 1e-12);
  // Of five runs here, with 4 degrees of freedom: 4 / (4 - 2).
  assertAlmostEquals(expectedSquaredPull!, 2, 1e-12);
  assertAlmostEquals(summarise(points, true, { error: 0.5 })!.mean.pull!, 4, 1e-12);
  assertEquals(summarise([], true), null);
});
