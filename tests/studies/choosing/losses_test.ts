/** What is lost, where the truth is known. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { decided, overTargets, ruled, withinTargets } from "../../../studies/choosing/losses.ts";
import { choosingResults } from "../../../studies/choosing/schema.ts";
import { choosing, row } from "../../site/_choosing.ts";
import { meanField, setupOf } from "../_methods.ts";

const candidates = [
  { method: meanField(10), steps: 100 },
  { method: meanField(10), steps: 200 },
  { method: meanField(1), steps: 200 },
];

/** A situation of one training set for each list of achieved amplifications, the first with the best score. */
function situation(target: string, nTrain: number, achieved: readonly (readonly number[])[]) {
  return decided({
    setup: { ...setupOf([meanField(10)]), target: { name: target, title: target }, nTrain },
    heldOut: 10,
    runs: achieved.map((values, run) => ({
      run,
      rows: values.map((achieved, i) =>
        row({ behind: i, heldOut: 0.05 + 0.01 * i, forecast: 4 + i, achieved })
      ),
    })),
  }, candidates);
}

Deno.test("losses are logarithms against the best candidate of the same training set", () => {
  const { runs, losses } = situation("a", 100, [[1, 2, 4], [9, 3, 1]]);
  assertEquals(runs.map(({ oracle, calibrated }) => [oracle, calibrated]), [[2, 0], [0, 0]]);
  // The score, the coverage, and the forecast, which takes the last.
  for (const i of [0, 1]) {
    assertAlmostEquals(losses[i].amplification.perRun[0], Math.log(4), 1e-12);
    assertAlmostEquals(losses[i].amplification.perRun[1], 0, 1e-12);
  }
  assertAlmostEquals(losses[2].amplification.perRun[0], 0, 1e-12);
  assertAlmostEquals(losses[2].amplification.perRun[1], Math.log(9), 1e-12);
  assertAlmostEquals(losses[2].calibration.value, 0.02, 1e-12);
  // The paper's setting at its full length, one at random, and the truth's own score.
  const [paper, random, divergence] = losses.slice(-3);
  assertAlmostEquals(paper.amplification.perRun[0], Math.log(2), 1e-12);
  assertAlmostEquals(random.amplification.perRun[0], Math.log(4 / 2), 1e-12);
  assertAlmostEquals(random.amplification.perRun[1], Math.log(9 / 3), 1e-12);
  assertAlmostEquals(divergence.amplification.value, 0, 1e-12);
});

Deno.test("losses of all situations are those of training sets, each over its sizes", () => {
  const situations = [
    situation("a", 100, [[1, 1, 2], [1, 1, 4]]),
    situation("a", 1000, [[1, 1, 8], [1, 1, 1]]),
    situation("b", 100, [[1, 1, 1], [1, 1, 1]]),
    situation("b", 1000, [[1, 1, 1], [1, 1, 16]]),
  ];
  const [score] = ruled(situations);
  const twos = (values: readonly number[]) => values.map((value) => value / Math.log(2));
  for (
    const [found, expected] of [
      [score.overall, [2, 1, 0, 2]],
      [score.bySize[0], [1, 2, 0, 0]],
      [score.bySize[1], [3, 0, 0, 4]],
      [score.byTarget[1], [0, 2]],
    ] as const
  ) {
    twos(found.amplification.perRun).forEach((value, i) =>
      assertAlmostEquals(value, expected[i], 1e-12)
    );
  }
  assertEquals([score.right, score.of], [4, 8]);
  // It takes what forecasts 4 and achieves 1.
  assertAlmostEquals(score.excess!.value, Math.log(4), 1e-12);
  assertEquals(ruled(situations).find(({ id }) => id === "random")!.right, null);
});

Deno.test("the error of a mean over targets is that of a stratified sample", () => {
  // Variances 2 and 8 of two values each: (2/2 + 8/2) / 2^2.
  const values = [1, 3, 10, 14];
  const { value, error } = overTargets(values, 2);
  assertEquals(value, 7);
  assertAlmostEquals(error!, Math.sqrt(5 / 4), 1e-12);
  assertAlmostEquals(overTargets([1, 2, 4], 1).error!, Math.sqrt(7 / 9), 1e-12);
  assertEquals(overTargets([1, 5], 2), { value: 3, error: null });
  // Differences of what is centred are centred differences.
  const others = [2, 2, 7, 5];
  const apart = withinTargets(values.map((x, i) => x - others[i]), 2)!;
  const [a, b] = [values, others].map((all) => withinTargets(all, 2)!);
  apart.forEach((x, i) => assertAlmostEquals(x, a[i] - b[i], 1e-12));
});

Deno.test("made-up results follow the schema", () => {
  assertEquals(choosingResults.safeParse(choosing()).error, undefined);
});
