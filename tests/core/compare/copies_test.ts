import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { copies } from "../../../core/compare/mod.ts";
import { Stream } from "../../../core/random.ts";
import { normalBound } from "../_statistics.ts";
import { copying, honest } from "./_copies.ts";
import { normals } from "./_worth.ts";
import reference from "./_worth.json" with { type: "json" };

for (const { features, share, error, chance, exact, ...samples } of reference.copies) {
  Deno.test(`the share nearer to training events is what SciPy says, ${features} features; false alarm 1e-6`, () => {
    const points = (values: number[]) => ({ values: Float64Array.from(values), features });
    const permutations = 20_000;
    const found = copies(
      points(samples.generated),
      points(samples.training),
      points(samples.holdout),
      { stream: Stream.fromSeed(1), permutations },
    );
    assertAlmostEquals(found.share, share, 1e-12);
    assertAlmostEquals(found.error, error, 1e-12);
    assertEquals(found.exact, exact);
    const scatter = Math.sqrt(chance * (1 - chance) / permutations);
    assertAlmostEquals(
      found.pValue,
      Math.min(1, 2 * chance),
      2 * normalBound * scatter + 1e-4,
    );
  });
}

for (const features of [1, 2, 10]) {
  Deno.test(`exact copies of a tenth of 200 training events of ${features} features are found`, () => {
    let found = 0;
    for (let trial = 0; trial < 20; trial++) {
      const stream = Stream.fromSeed(trial);
      const training = normals(200, features, stream.split("training"));
      const { pValue, exact } = copies(
        copying(0.1)(training, stream),
        training,
        normals(200, features, stream.split("holdout")),
        { stream, permutations: 499 },
      );
      if (pValue <= 0.01) found++;
      assert(exact >= 20 && exact < 40, String(exact));
    }
    // At 95 %, 14 or fewer of 20 are found less often than once in 3000 seeds; here nearly all are.
    assert(found > 14, String(found));
  });
}

for (const [name, generator] of Object.entries(honest)) {
  Deno.test(`no copies are claimed of a generator without any, ${name}; false alarm 1e-6`, () => {
    let claimed = 0;
    for (let trial = 0; trial < 60; trial++) {
      const stream = Stream.fromSeed(trial);
      const training = normals(100, 2, stream.split("training"));
      const { pValue } = copies(
        generator(training, stream),
        training,
        normals(100, 2, stream.split("holdout")),
        { stream, permutations: 199 },
      );
      if (pValue <= 0.01) claimed++;
    }
    // Of 60 with 1 %, 7 are exceeded once in a million, binomial.
    assert(claimed <= 7, String(claimed));
  });
}

Deno.test("events equally near to both samples count half, and coinciding ones are not close", () => {
  const points = (...values: number[]) => ({ values: Float64Array.from(values), features: 1 });
  const { share, error, exact, pValue } = copies(
    points(0, 0, 1, 1),
    points(0, 1, 0, 1),
    points(0, 1, 0, 1),
    { stream: Stream.fromSeed(2) },
  );
  assertEquals([share, error, exact, pValue], [0.5, 0, 0, 1]);
});

Deno.test("the weights of generated events count, and larger samples are thinned alike", () => {
  const points = (...values: number[]) => ({ values: Float64Array.from(values), features: 1 });
  const weights = Float64Array.of(3, 1);
  const stream = Stream.fromSeed(3);
  const { share } = copies({ ...points(0.1, 4.9), weights }, points(0, 9), points(5, 20), {
    stream,
  });
  assertEquals(share, 0.75);
  const training = normals(500, 2, stream.split("training"));
  const { used, references } = copies(
    normals(700, 2, stream.split("generated")),
    training,
    normals(300, 2, stream.split("holdout")),
    { stream, most: 400, permutations: 1 },
  );
  assertEquals([used, references], [400, 300]);
});

Deno.test("samples that do not fit are refused with a sentence", () => {
  const stream = Stream.fromSeed(4);
  const [flat, deep] = [normals(8, 1, stream), normals(8, 2, stream)];
  const sentence = "as all samples must have 1 features: current value is 2";
  assertThrows(() => copies(flat, flat, deep, { stream }), TypeError, sentence);
  assertThrows(() => copies(deep, flat, flat, { stream }), TypeError, sentence);
  assertThrows(() => copies(flat, flat, flat, { stream, most: 1 }), RangeError, "events to use");
  assertThrows(
    () => copies(flat, flat, flat, { stream, permutations: 0 }),
    RangeError,
    "permutations",
  );
});

Deno.test("events copied where the first feature is below 0 show there, and nowhere else", () => {
  const stream = Stream.fromSeed(3);
  const training = normals(2000, 2, stream.split("training"));
  const below = [...training.values.keys()].filter((at) => at % 2 === 0 && training.values[at] < 0);
  const generated = normals(2000, 2, stream.split("generated"));
  // Three tenths of the generated events.
  for (const [i, at] of below.slice(0, 600).entries()) {
    generated.values.set(training.values.subarray(at, at + 2), 2 * i);
  }
  const { where, exact } = copies(
    generated,
    training,
    normals(2000, 2, stream.split("holdout")),
    { stream, permutations: 99 },
  );
  assertEquals(where.length, 32);
  assertEquals(where.reduce((sum, cell) => sum + cell.exact, 0), exact);
  assert(where[0].z > 4, String(where[0].z));
  for (const { from, to, share, expected, error, z, exact } of where) {
    assertAlmostEquals(share, expected + z * error, 1e-12);
    // The median is not exactly 0.
    if (to[0] < 0.1) assert(exact > 0);
    // Some of 1,000 honest events are close by chance.
    if (from[0] > -0.1) assert(Math.abs(z) < 4.5 && exact < 10, `${z} ${exact}`);
  }
});

Deno.test("without copies the excess of a cell has mean 0 and variance 1; false alarm 1e-6", () => {
  const trials = 400;
  const excesses = Array.from({ length: trials }, (_, trial) => {
    const stream = Stream.fromSeed(trial);
    const sample = (name: string) => normals(250, 2, stream.split(name));
    const { where } = copies(sample("a"), sample("b"), sample("c"), { stream, permutations: 1 });
    // The cell of a fixed place, as cells are in the order of their excess.
    const holds = ({ from, to }: typeof where[0]) => from.every((end, i) => end <= 1 && to[i] > 1);
    return where.find(holds)!.z;
  });
  const mean = excesses.reduce((sum, z) => sum + z, 0) / trials;
  const square = excesses.reduce((sum, z) => sum + z * z, 0) / trials;
  assert(Math.abs(mean) * Math.sqrt(trials) < normalBound, String(mean));
  assert(Math.abs(square - 1) * Math.sqrt(trials / 2) < normalBound, String(square));
});
