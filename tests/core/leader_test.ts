import { assert, assertEquals } from "@std/assert";
import { leaderOf } from "../../core/leader.ts";
import { sidesOf, significant } from "../../core/significance.ts";
import { Stream } from "../../core/random.ts";

/** Estimates over runs of numbers whose truths are given. */
function measured(truths: readonly number[], runs: number, stream: Stream) {
  return truths.map((truth) => {
    const perRun = Array.from({ length: runs }, () => truth + stream.normal());
    const value = perRun.reduce((sum, x) => sum + x, 0) / runs;
    const squares = perRun.reduce((sum, x) => sum + (x - value) ** 2, 0);
    return { value, error: Math.sqrt(squares / (runs * (runs - 1))) };
  });
}

// 2,000 trials at 5 %: 145 or more have a probability below 1e-5.
const trials = 2000, most = 145;

Deno.test("of equals none is named the leader more often than stated; false alarm 1e-5", () => {
  for (const [count, runs] of [[2, 3], [4, 5], [9, 5]]) {
    const stream = Stream.fromSeed(1).split(count, runs);
    let named = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { rivals } = leaderOf(measured(Array(count).fill(0), runs, stream), { runs });
      if (rivals.length === 0) named++;
    }
    assert(named < most, `${named} of ${trials} with ${count}`);
  }
});

Deno.test("leader and rivals hold the true leader as often as stated; false alarm 1e-5", () => {
  const stream = Stream.fromSeed(2), truths = [0, 0.5, 1, 1.5, 2];
  let missed = 0, settled = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { index, rivals } = leaderOf(measured(truths, 5, stream), { runs: 5 });
    if (index !== 4 && !rivals.includes(4)) missed++;
    if (rivals.length === 0) settled++;
  }
  assert(missed < most, `${missed} of ${trials}`);
  assert(settled < trials / 2);
});

Deno.test("a clear leader is named, the least as the largest", () => {
  const candidates = [1, 2, 8].map((value) => ({ value, error: 0.1 }));
  assertEquals(leaderOf(candidates, { runs: 5 }).rivals, []);
  const negative = candidates.map(({ value, error }) => ({ value: -value, error }));
  const { index, rivals, lead } = leaderOf(negative, { runs: 5, leads: "smallest" });
  assertEquals([index, rivals, lead!.value], [2, [], 6]);
});

Deno.test("differences of shared runs count run by run, unknown errors never", () => {
  const base = [1, 5, 9, 2, 7];
  const perRun = [base, base.map((x) => x + 0.1 + 0.001 * x)];
  const [low, high] = perRun.map((values) => ({
    value: values.reduce((sum, x) => sum + x, 0) / 5,
    error: 1.5,
    perRun: values,
  }));
  assertEquals(leaderOf([low, high], { runs: 5 }).rivals, []);
  const alone = [low, high].map(({ value, error }) => ({ value, error }));
  assertEquals(leaderOf(alone, { runs: 5 }).rivals, [0]);
  assertEquals(leaderOf([{ value: 1, error: null }, high], { runs: 5 }).rivals, [0]);
  const correlated = [{ value: 0, error: 1 }, { value: 4.5, error: 1 }];
  assertEquals(leaderOf(correlated, { runs: 5 }).rivals, []);
  assertEquals(leaderOf(correlated, { runs: 5, correlated: true }).rivals, [0]);
});

Deno.test("the rule of Holm stops at the first that is not significant", () => {
  assertEquals(significant([0.03, 0.01, 0.02]), [true, true, true]);
  assertEquals(significant([0.03, 0.01, 0.026]), [false, true, false]);
  assertEquals(significant([0.02, 0.9, 0.9]), [false, false, false]);
  assertEquals(significant([]), []);
  assertEquals(sidesOf([{ value: -1, error: 0 }, { value: 1, error: null }], 5), [
    "below",
    undefined,
  ]);
});
