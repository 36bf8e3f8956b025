import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  amplificationKind,
  type AmplificationRecord,
} from "../../../studies/amplification/measure.ts";
import { Stream } from "../../../core/random.ts";
import type { Artefact } from "../../../runner/cell.ts";
import { recordOf } from "../shared/_synthetic.ts";

const nTrain = 500;

/** Two draws of one run, equal but for a sign, about a mean that is off by `bias` up and down from bin to bin. */
function pair(nBins: readonly number[], spread: number, bias: number): Artefact {
  return {
    json: null,
    arrays: Object.fromEntries(nBins.map((n) => {
      const bins = n * n;
      const values = Float64Array.from({ length: 2 * bins }, (_, i) => {
        const sign = i % 2 === 0 ? 1 : -1;
        return (1 + sign * bias + (i < bins ? sign : -sign) * spread) / bins;
      });
      return [`${n} bins`, { shape: [2, n, n], values }];
    })),
  };
}

function measured(
  nBins: readonly number[],
  inputs: Record<string, Artefact>,
  config: { protocol: string; method?: string; fitted?: number },
): AmplificationRecord {
  return recordOf(
    amplificationKind,
    { target: "gamma-ring", nBins, method: "a pair", nTrain, fitted: 3, ...config },
    inputs,
  );
}

Deno.test("an error of the same fraction of every bin claims K (1 + beta^2) / delta^2 events and achieves (K - 1) / beta^2", () => {
  const nBins = [2, 4, 6, 8], spread = 0.2, biases = [0.1, 0.3];
  // The mean of mu^2 / sigma^2, mu = (1 +- beta) / K and sigma = delta / K.
  const claims = biases.map((bias) => (1 + bias * bias) / (spread * spread * nTrain));
  const { rows, fit } = measured(
    nBins,
    Object.fromEntries(biases.map((bias, run) => [`run${run}`, pair(nBins, spread, bias)])),
    { protocol: "exact" },
  );
  assertEquals(rows.map(({ nBins }) => nBins), nBins);
  for (const { bins, std, achieved, divergence, divergenceStd, fromDivergence, ...rest } of rows) {
    const [low, high] = claims.map((prefactor) => prefactor * bins);
    assertAlmostEquals(std.min, low, 1e-9);
    assertAlmostEquals(std.max, high, 1e-9);
    assertAlmostEquals(std.mean.value, (low + high) / 2, 1e-9);
    assertAlmostEquals(std.mean.error!, (high - low) / 2, 1e-9);
    const [most, least] = biases.map((bias) => (bins - 1) / (bias * bias * nTrain));
    assertAlmostEquals(achieved.max, most, 1e-9 * most);
    assertAlmostEquals(achieved.min, least, 1e-9 * most);
    assertAlmostEquals(achieved.mean.value, (most + least) / 2, 1e-9 * most);
    // Of two numbers, the standard error of the mean is half of their difference.
    assertAlmostEquals(achieved.mean.error!, (most - least) / 2, 1e-9 * most);
    const far = biases.map((beta) => {
      const term = (x: number) => x * Math.log(2 * x / (1 + x)) + Math.log(2 / (1 + x));
      return (term(1 + beta) + term(1 - beta)) / 4;
    });
    assertAlmostEquals(divergence.min, far[0], 1e-12);
    assertAlmostEquals(divergence.max, far[1], 1e-12);
    // Sized in whole events.
    const sized = [low, high].map((claim) => (bins - 1) / (8 * Math.floor(claim * nTrain + 1e-9)));
    assertAlmostEquals(divergenceStd, (sized[0] + sized[1]) / 2, 1e-12);
    assertAlmostEquals(fromDivergence.max, (bins - 1) / (8 * far[0] * nTrain), 1e-9 * most);
    assertEquals([rest.naive, rest.mean, rest.binomial, rest.divergenceNaive], [
      null,
      null,
      null,
      null,
    ]);
  }
  assertAlmostEquals(fit.linear!.a.value, (claims[0] + claims[1]) / 2, 1e-9);
  assertAlmostEquals(fit.linear!.b.value, 1, 1e-9);
  assertEquals(rows.map(({ unbiased }) => unbiased), nBins.map(() => null));
  assertEquals(fit.logarithmic, null);
  const two = measured([2, 4], { run0: pair([2, 4], spread, 0.1) }, { protocol: "exact" });
  assertEquals(two.fit, { linear: null, logarithmic: null });
});

Deno.test("the power law goes through the finest binnings alone", () => {
  // The coarsest binning is ten times less certain than the law of the others.
  const finer = pair([4, 6, 8], 0.2, 0.1), coarse = pair([2], 0.9, 0.1);
  const inputs = { run0: { json: null, arrays: { ...coarse.arrays, ...finer.arrays } } };
  const slope = (fitted: number) =>
    measured([2, 4, 6, 8], inputs, { protocol: "exact", fitted }).fit.linear!.b.value;
  assertAlmostEquals(slope(3), 1, 1e-9);
  assert(slope(4) > 1 + 1e-6, String(slope(4)));
});

/** Twenty draws whose masses err as counts of `events`, each of them repeated. */
function normalDraws(nBins: readonly number[], events: number, repeated: number): Artefact {
  const stream = Stream.fromSeed(events);
  const draws = 20;
  return {
    json: null,
    arrays: Object.fromEntries(nBins.map((n) => {
      const bins = n * n, p = 1 / bins;
      const values = new Float64Array(draws * bins);
      for (let i = 0; i < values.length; i++) {
        values[i] = Math.floor(i / bins) % repeated === 0
          ? p + Math.sqrt(p * (1 - p) / events) * stream.normal()
          : values[i - bins];
      }
      return [`${n} bins`, { shape: [draws, n, n], values }];
    })),
  };
}

Deno.test("draws worth 100,000 events claim so without bias, the paper's estimator more; few independent ones claim nothing", () => {
  const nBins = [10, 14, 20];
  const at = (repeated: number) =>
    measured(nBins, { run0: normalDraws(nBins, 100_000, repeated) }, { protocol: "exact" });
  const { rows, fit } = at(1);
  for (const { bins, autocorrelationTime, unbiased, std } of rows) {
    assertEquals(autocorrelationTime, 1);
    // Of one bin 1 / chi-square of 19 degrees of freedom has a relative deviation of sqrt(2 / 15): 5 standard errors.
    const worth = 100_000 / nTrain;
    assertAlmostEquals(unbiased!.mean.value / worth, 1, 5 * Math.sqrt(2 / 15 / bins));
    const bias = 20 / 17 / (1 - 1 / bins);
    assertAlmostEquals(std.mean.value / unbiased!.mean.value / bias, 1, 0.01);
  }
  assertAlmostEquals(fit.logarithmic!.b.value, 0, 0.1);
  const few = at(10);
  assertEquals(few.rows.map(({ unbiased }) => unbiased), nBins.map(() => null));
  assert(few.rows.every(({ autocorrelationTime }) => autocorrelationTime > 5));
});

Deno.test("a binomial estimate is not available where counts scatter as Poisson's", () => {
  // The first bin has 2 points in one draw, on average, and none in the other: if there are 2, the variance is the
  // mean. The other bins are far apart.
  const values = Float64Array.of(2 / 4000, 0.3, 0.3, 0.4 - 2 / 4000, 0, 0.4, 0.4, 0.2);
  const run0: Artefact = { json: null, arrays: { "2 bins": { shape: [2, 2, 2], values } } };
  const found = Array.from({ length: 100 }, (_, i) => {
    const { rows: [{ naive, mean, binomial }] } = measured([2], { run0 }, {
      protocol: "scaled",
      method: `pair ${i}`,
    });
    for (const one of [naive!, mean!, binomial]) {
      if (one !== null) assert(Number.isFinite(one.mean.value) && Number.isFinite(one.max));
    }
    return binomial;
  });
  // Binomial of 100 and 2 exp(-2) = 0.27: outside once in a million.
  const missing = found.filter((binomial) => binomial === null).length;
  assert(missing >= 8 && missing <= 50, String(missing));
});
