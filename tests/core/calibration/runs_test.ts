import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrapRuns } from "../../../core/calibration/mod.ts";
import { curveOverRuns } from "../../../core/estimate.ts";
import { Stream } from "../../../core/random.ts";

for (const runs of [2, 5, 8]) {
  Deno.test(`the bootstrap of a mean of ${runs} runs is its standard error, exactly`, () => {
    const x = Array.from({ length: runs }, (_, i) => (i * i) % 7 + 0.1 * i);
    const [estimate] = bootstrapRuns(runs, (w) => [x.reduce((sum, v, i) => sum + w[i] * v, 0)]);
    const { mean, error } = curveOverRuns(x, runs);
    assertAlmostEquals(estimate.value, mean[0], 1e-14);
    assertAlmostEquals(estimate.error!, error![0], 1e-12);
    assertEquals(estimate.perRun, x);
  });
}

Deno.test("from nine runs on resamples are drawn; false alarm 1e-6", () => {
  const x = Array.from({ length: 12 }, (_, i) => Math.sin(i));
  const statistic = (w: Float64Array) => [x.reduce((sum, v, i) => sum + w[i] * v, 0)];
  assertThrows(() => bootstrapRuns(12, statistic), TypeError, "stream must be given");
  const replicates = 4000;
  const [drawn] = bootstrapRuns(12, statistic, { stream: Stream.fromSeed(1), replicates });
  const exact = curveOverRuns(x, 12).error![0];
  // The relative error of a standard deviation of n numbers is 1 / sqrt(2 n).
  assertAlmostEquals(drawn.error! / exact, 1, 4.892 / Math.sqrt(2 * replicates));
});

Deno.test("an error does not depend on what was drawn from its stream before", () => {
  const statistic = (w: Float64Array) => [w[0] + 2 * w[4]];
  const stream = Stream.fromSeed(1);
  const [first] = bootstrapRuns(12, statistic, { stream });
  stream.normal();
  assertEquals(bootstrapRuns(12, statistic, { stream }), [first]);
});

Deno.test("a statistic that some resample does not have has no error", () => {
  // Without its second run there is nothing to divide by.
  const [ratio] = bootstrapRuns(2, (w) => [w[0] / w[1]]);
  assertEquals(ratio.value, 1);
  assertEquals(ratio.error, null);
});

Deno.test("one run has no standard error", () => {
  assertEquals(bootstrapRuns(1, () => [2]), [{ value: 2, error: null, perRun: [2] }]);
});
