/** Each statistic against NumPy, SciPy and scikit-learn, and what all of them have in common. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { statistics } from "../../../core/compare/mod.ts";
import { directions } from "../../../core/compare/sliced_wasserstein.ts";
import { Stream } from "../../../core/random.ts";

type Name = keyof typeof statistics;

interface Case extends Partial<Record<Name, number>> {
  readonly name: string;
  readonly features: number;
  readonly values: number[];
  readonly first: number[];
  readonly weights?: number[];
}

const cases = JSON.parse(
  Deno.readTextFileSync("tests/core/compare/reference.json"),
) as Case[];

/**
 * Single precision of pairs leaves a relative error of 2^-24 to each of values up to about 6; areas are sums of
 * weights and the other statistics use doubles, the Fréchet distance square roots of rounded eigenvalues.
 */
const tolerance: Record<Name, number> = {
  energyDistance: 4e-7,
  kernelDistance: 4e-7,
  slicedWasserstein: 1e-14,
  frechetDistance: 1e-7,
  classifier: 1e-13,
};

for (const { name, features, values, first, weights, ...expected } of cases) {
  Deno.test(`${name}: statistics are those of NumPy, SciPy and scikit-learn`, () => {
    const pooled = {
      values: Float64Array.from(values),
      features,
      weights: weights && Float64Array.from(weights),
    };
    for (const key of Object.keys(expected) as Name[]) {
      const value = statistics[key].prepare(pooled)(Uint8Array.from(first));
      assertAlmostEquals(value, expected[key]!, tolerance[key], key);
    }
  });
}

/** Events of normal features around 0, half of them labelled at random. */
function sample(events: number, features: number) {
  const stream = Stream.fromSeed(1);
  const values = stream.split("values").normals(new Float64Array(events * features));
  const first = Uint8Array.from(stream.split("labels").permutation(events), (place) => place % 2);
  return { values, features, first };
}

Deno.test("the sliced Wasserstein distance is the mean of those along its directions", () => {
  const { values, features, first } = sample(40, 3);
  const { prepare } = statistics.slicedWasserstein;
  const along = directions(features).map((direction) => {
    assertAlmostEquals(direction.reduce((sum, x) => sum + x * x, 0), 1, 1e-14);
    const projected = Float64Array.from(
      { length: 40 },
      (_, i) => direction.reduce((sum, x, a) => sum + x * values[i * features + a], 0),
    );
    return prepare({ values: projected, features: 1 })(first);
  });
  assertEquals(new Set(along).size, 50);
  assertAlmostEquals(
    prepare({ values, features })(first),
    along.reduce((sum, x) => sum + x, 0) / along.length,
    1e-14,
  );
});

for (const [key, { prepare }] of Object.entries(statistics)) {
  Deno.test(`${key}: weights of one give the bits of no weights`, () => {
    const { values, features, first } = sample(60, 4);
    assertEquals(
      prepare({ values, features, weights: new Float64Array(60).fill(1) })(first),
      prepare({ values, features })(first),
    );
  });

  Deno.test(`${key}: exchanged samples differ as much`, () => {
    const { values, features, first } = sample(60, 4);
    const measure = prepare({ values, features });
    assertAlmostEquals(measure(first.map((label) => 1 - label)), measure(first), 1e-7);
  });

  Deno.test(`${key}: the unit of weights does not matter`, () => {
    const { values, features, first } = sample(60, 4);
    const weights = Stream.fromSeed(2).uniforms(new Float64Array(60));
    assertAlmostEquals(
      prepare({ values, features, weights: weights.map((weight) => 8 * weight) })(first),
      prepare({ values, features, weights })(first),
      1e-7,
    );
  });
}

const { classifier: _, ...sums } = statistics;
for (const [key, { prepare }] of Object.entries(sums)) {
  Deno.test(`${key}: an event of weight 2 is two events`, () => {
    const { values, features, first } = sample(30, 2);
    const weights = new Float64Array(30).fill(1);
    weights[3] = 2;
    const twice = Float64Array.from([...values, ...values.subarray(6, 8)]);
    const once = prepare({ values, features, weights })(first);
    const doubled = prepare({ values: twice, features })(Uint8Array.from([...first, first[3]]));
    // The kernel's median distance takes events without their weights.
    assertAlmostEquals(once, doubled, key === "kernelDistance" ? 5e-3 : 1e-6);
    assert(once !== prepare({ values, features })(first));
  });
}
