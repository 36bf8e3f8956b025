import { assertAlmostEquals, assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import { clopperPearson } from "../../../core/calibration/mod.ts";

Deno.test("Clopper-Pearson intervals equal scipy's Beta quantiles", () => {
  // scipy 1.17 stats.beta.ppf.
  const cases = [
    { k: 3, n: 10, confidence: 0.95, expected: [0.0667395111777345, 0.6524528500599973] },
    { k: 1, n: 5, confidence: 0.6827, expected: [0.03395948714133233, 0.5242552795629825] },
    { k: 4, n: 5, confidence: 0.9, expected: [0.34259168199886125, 0.9897937816869885] },
  ];
  for (const { k, n, confidence, expected } of cases) {
    const [lower, upper] = clopperPearson(k, n, confidence);
    assertAlmostEquals(lower, expected[0], 1e-12);
    assertAlmostEquals(upper, expected[1], 1e-12);
  }
});

Deno.test("Clopper-Pearson intervals hold any probability at least as often as they say", () => {
  const n = 7;
  const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n, 0.8));
  for (let p = 0.01; p < 1; p += 0.01) {
    let held = 0, probability = Math.pow(1 - p, n);
    for (let k = 0; k <= n; k++) {
      if (intervals[k][0] <= p && p <= intervals[k][1]) held += probability;
      probability *= (n - k) / (k + 1) * p / (1 - p);
    }
    assertGreaterOrEqual(held, 0.8);
  }
  assertEquals([intervals[0][0], intervals[n][1]], [0, 1]);
});

Deno.test("Clopper-Pearson refuses more successes than trials", () => {
  assertThrows(() => clopperPearson(3, 2), RangeError, "number of trials");
  assertThrows(() => clopperPearson(1, 2, 1), RangeError, "confidence must be between 0 and 1");
});
