import { assert, assertAlmostEquals } from "@std/assert";
import { isPresent, measureHoldout } from "../../../core/measure/mod.ts";
import { masses } from "../../../core/binning/mod.ts";
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
