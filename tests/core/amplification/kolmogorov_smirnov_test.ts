import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import {
  differentialAmplification,
  kolmogorovQuantile,
  kolmogorovSmirnov,
  kolmogorovSurvival,
} from "../../../core/amplification/mod.ts";
import { Stream } from "../../../core/random.ts";

Deno.test("the Kolmogorov distribution and its inverse equal scipy's", () => {
  // scipy 1.17 special.kolmogorov and special.kolmogi.
  const survival = [
    [0.3, 0.9999906941986655],
    [0.5, 0.9639452436648751],
    [0.8, 0.5441424115741981],
    [0.99, 0.2808738392255489],
    [1.01, 0.25943416909359746],
    [1.36, 0.049485876755377876],
    [2.0, 0.0006709252557796953],
  ];
  for (const [x, expected] of survival) assertAlmostEquals(kolmogorovSurvival(x), expected, 1e-14);
  const quantiles = [[0.5, 0.8275735551899059], [0.05, 1.3580986393225507], [
    0.95,
    0.5196103791686225,
  ]];
  for (const [p, expected] of quantiles) assertAlmostEquals(kolmogorovQuantile(p), expected, 1e-12);
  assertEquals(kolmogorovSurvival(0), 1);
  assertThrows(() => kolmogorovQuantile(1), RangeError, "between 0 and 1");
});

Deno.test("distance of two samples, as scipy's ks_2samp", () => {
  const a = [0.1, 0.4, 0.7, 0.35, 0.9], b = [0.3, 0.2, 0.5, 0.8, 0.95, 0.6, 0.4];
  assertAlmostEquals(kolmogorovSmirnov(a, b), 0.2, 1e-15);
  assertAlmostEquals(kolmogorovSmirnov(b, a), 0.2, 1e-15);
  assertEquals(kolmogorovSmirnov([1, 2], [3]), 1);
  assertEquals(kolmogorovSmirnov([1, 1, 2], [1, 1, 2]), 0);
  assertThrows(() => kolmogorovSmirnov([], [1]), RangeError, "size of a sample");
});

Deno.test("true samples are worth their own number of events; false alarm 1e-6", () => {
  // Intervals of 68.27 % hold the true size in that share of repeats, 1 % being allowed for the
  // asymptotic distribution at 400 events.
  const repeats = 400, events = 400;
  const stream = Stream.fromSeed(1);
  let held = 0, above = 0, p = 0;
  for (let i = 0; i < repeats; i++) {
    const generated = stream.uniforms(new Float64Array(events));
    const reference = stream.uniforms(new Float64Array(2000));
    const found = differentialAmplification(generated, reference, 100);
    const upper = found.upper ?? Infinity;
    if (found.lower !== null && found.lower <= events && events <= upper) held += 1 / repeats;
    if ((found.events ?? Infinity) > events) above += 1 / repeats;
    p += found.pValue / repeats;
    assertEquals(found.amplification, found.events === null ? null : found.events / 100);
  }
  assertAlmostEquals(held, 0.6827, 4.892 * Math.sqrt(0.6827 * 0.3173 / repeats) + 0.01);
  assertAlmostEquals(above, 0.5, 4.892 * 0.5 / Math.sqrt(repeats) + 0.02);
  assertAlmostEquals(p, 0.5, 4.892 / Math.sqrt(12 * repeats) + 0.01);
});

Deno.test("a wrong density is worth no more events, however many are generated", () => {
  // Densities 1 and 1 + 0.2 (2 x - 1) on (0, 1): total variation distance 0.05, which is the distance
  // along the ratio, so (0.8276 / 0.05)^2 = 274 events.
  const stream = Stream.fromSeed(2);
  const n = 400000;
  const reference = stream.uniforms(new Float64Array(n));
  const generated = stream.uniforms(new Float64Array(n)).map((u) =>
    (-0.8 + Math.sqrt(0.64 + 0.8 * u)) / 0.4
  );
  const { events, pValue, lower, upper } = differentialAmplification(generated, reference, 100);
  // The distance found is 0.05 to 0.0022 (Kolmogorov's 1e-6 quantile 2.69 over sqrt(n / 2) is 0.006;
  // at one point a binomial error 4.9 x sqrt(2 x 0.25 / n) = 0.0055), so events to 25 %.
  assertAlmostEquals(events! / 274, 1, 0.25);
  assertLess(lower!, events!);
  assertLess(events!, upper!);
  assertLess(pValue, 1e-6);
});

Deno.test("a reference that is too small sets no upper bound", () => {
  const reference = Array.from({ length: 50 }, (_, i) => i);
  const found = differentialAmplification(reference, reference, 10);
  assertEquals([found.events, found.upper, found.amplification], [null, null, null]);
  assertEquals([found.distance, found.pValue], [0, 1]);
});
