/** The kernel distance of large samples: by features against NumPy and against pairs, and its test by blocks. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { kernelDistance, twoSampleTests } from "../../../core/compare/mod.ts";
import { featureDistance, kernelFeatures } from "../../../core/compare/kernel_features.ts";
import { pool } from "../../../core/compare/points.ts";
import { Stream } from "../../../core/random.ts";
import { gaussian } from "./_samples.ts";
import cases from "./_features.json" with { type: "json" };

for (const { name, features, size, values, first, frequencies, weights, distance } of cases) {
  Deno.test(`features are those of NumPy: ${name}`, () => {
    const pooled = {
      values: Float64Array.from(values),
      features,
      ...(weights && { weights: Float64Array.from(weights) }),
    };
    const found = featureDistance(pooled, Float64Array.from(frequencies), size);
    assertAlmostEquals(found(Uint8Array.from(first)), distance, 1e-14);
  });
}

/** Two samples, the second of them shifted, and wider by half in a feature. */
function samples(events: number, features: number) {
  const stream = Stream.fromSeed(3);
  const second = gaussian(stream.split("second"), events, features);
  second.values.forEach((x, at) => second.values[at] = at % features === 0 ? 1.5 * x : x + 0.3);
  return [gaussian(stream.split("first"), events, features), second] as const;
}

for (const features of [1, 3, 6]) {
  Deno.test(`features give the distance of pairs, ${features} features`, () => {
    const events = 1000, [one, other] = samples(events, features);
    const pooled = pool(one, other);
    const labels = Uint8Array.from({ length: 2 * events }, (_, i) => i < events ? 1 : 0);
    const byPairs = kernelDistance.prepare(pooled)(labels);
    const size = 50, blocks = labels.filter((_, i) => i % size === 0);
    // The mean over 128 frequencies scatters by less than 1 / sqrt(128) of itself, as its terms are alike.
    const byFeatures = kernelFeatures.prepare(pooled, size)(blocks);
    assertAlmostEquals(byFeatures / byPairs, 1, 4 / Math.sqrt(128));
  });
}

const stream = Stream.fromSeed(4);
/** The kernel distance, taken as that of large samples from few events on. */
const early = { ...kernelDistance, large: { ...kernelFeatures, above: 500 } };
const testOf = (...sizes: [number, number]) => {
  const [one, other] = sizes.map((events) => ({
    values: gaussian(stream.split(events), events, 2).values,
    features: 2,
  }));
  return (most?: number) =>
    twoSampleTests(one, other, { stream, permutations: 19, statistics: [early], most })[0];
};

Deno.test("large samples take part with all but what is left of equal blocks, unless a limit is given", () => {
  assertEquals(testOf(900, 2105)().used, { first: 900, second: 2104 });
  assertEquals(testOf(900, 2105)(700).used, { first: 700, second: 700 });
  assertEquals(testOf(400, 5000)().used, { first: 400, second: 3000 });
});

Deno.test("blocks find a difference, and give a p-value of 1 where all events are equal", () => {
  const [one, other] = samples(1200, 2);
  const options = { stream, permutations: 99, statistics: [early] };
  const [{ pValue, value, upper }] = twoSampleTests(one, other, options);
  assertEquals(pValue, 0.01);
  assert(value > upper);
  const equal = { values: new Float64Array(2000).fill(3), features: 1 };
  assertEquals(twoSampleTests(equal, equal, options)[0].pValue, 1);
});

Deno.test("a sample of 100,001 events takes part as a whole by default", () => {
  const events = 100_001;
  const [one, other] = ["one", "other"].map((name) => gaussian(stream.split(name), events, 1));
  const options = { stream, permutations: 1, statistics: [kernelDistance] };
  const [{ used }] = twoSampleTests(one, other, options);
  // Blocks of 201 events.
  assertEquals(used, { first: 99_897, second: 99_897 });
});
