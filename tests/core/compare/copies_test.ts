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
