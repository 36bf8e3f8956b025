import { assert, assertAlmostEquals } from "@std/assert";
import { isPresent, measureHoldout } from "../../../core/measure/mod.ts";
import { masses, massVariance, weightedSample } from "../../../core/binning/mod.ts";
import { Stream } from "../../../core/random.ts";

Deno.test("the share of counting in what is predicted for a held-out sample, by hand", () => {
  // Three draws of one run in two bins: 0.4, 0.5, 0.6 have the variance 0.01 without bias, and 200 events of a
  // mass of 0.5 that of 0.25 / 200.
  const drawn = masses(1, 3, [2], Float64Array.of(0.4, 0.6, 0.5, 0.5, 0.6, 0.4));
  const found = measureHoldout(drawn, {
    masses: Float64Array.of(0.55, 0.45),
    counting: { events: 200 },
  }, {
    stream: Stream.fromSeed(1).split("holdout"),
    replicates: 9,
  });
  assert(isPresent(found));
  assertAlmostEquals(found.countingShare, 0.00125 / (0.00125 + 0.01), 1e-12);
});

Deno.test("a held-out sample of weighted events counts by its effective events", () => {
  const drawn = masses(1, 3, [2], Float64Array.of(0.2, 0.7, 0.3, 0.6, 0.4, 0.5));
  const holdout = weightedSample(Float64Array.of(110, 70, 20), Float64Array.of(400, 100, 20));
  const found = measureHoldout(drawn, holdout, {
    stream: Stream.fromSeed(1).split("holdout"),
    replicates: 9,
  });
  assert(isPresent(found));
  // 200^2 / 520 effective events, a tenth of their weight beyond the bins.
  assertAlmostEquals(found.events, 40_000 / 520, 1e-12);
  assertAlmostEquals(found.inside, 0.9 * 40_000 / 520, 1e-12);
  const noise = massVariance(0.3, 0, holdout.counting) + massVariance(0.6, 1, holdout.counting);
  assertAlmostEquals(found.countingShare, noise / (noise + 0.02), 1e-12);
});
