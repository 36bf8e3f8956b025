/** Permutation tests: what they find, and what does not matter to them. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type TwoSampleOptions, twoSampleTests } from "../../../core/compare/mod.ts";
import { Stream } from "../../../core/random.ts";
import { differences, gaussian, type Sample } from "./_samples.ts";

const stream = Stream.fromSeed(7);
const options: TwoSampleOptions = { stream: stream.split("tests"), permutations: 99 };

for (const [name, make] of Object.entries(differences)) {
  Deno.test(`every statistic finds a ${name} that differs`, () => {
    const [first, second] = make(stream.split(name), 600);
    for (const { name, pValue } of twoSampleTests(first, second, options)) {
      assertEquals(pValue, 0.01, name);
    }
  });
}

const first = gaussian(stream.split("first"), 50, 3),
  second = gaussian(stream.split("second"), 70, 3);
const results = twoSampleTests(first, second, options);

Deno.test("a p-value counts the permutations that are as large, the samples among them", () => {
  for (const { value, pValue, upper } of results) {
    assertAlmostEquals(pValue * 100, Math.round(pValue * 100), 1e-12);
    assertEquals(value > upper, pValue <= 0.05);
  }
  // Nothing exceeds samples without an event in common.
  const far = { ...second, values: second.values.map((x) => x + 100) };
  assert(twoSampleTests(first, far, options).every(({ pValue }) => pValue === 0.01));
});

Deno.test("weights of one give the same bytes as none, in whatever unit", () => {
  const ones = new Float64Array(50).fill(1), twos = new Float64Array(70).fill(2);
  assertEquals(
    twoSampleTests({ ...first, weights: ones }, { ...second, weights: twos }, options),
    results,
  );
});

Deno.test("units of features do not matter", () => {
  const unit = [1024, 1 / 8, 1];
  const changed = (sample: Sample) => ({
    ...sample,
    values: sample.values.map((x, at) => x * unit[at % 3]),
  });
  assertEquals(twoSampleTests(changed(first), changed(second), options), results);
});

Deno.test("a constant feature does not matter to distances", () => {
  const extended = ({ values }: Sample): Sample => ({
    features: 4,
    values: Float64Array.from(
      { length: values.length / 3 * 4 },
      (_, at) => at % 4 === 3 ? 0.1 : values[Math.floor(at / 4) * 3 + at % 4],
    ),
  });
  const wider = twoSampleTests(extended(first), extended(second), options);
  for (const at of [0, 1, 3]) assertAlmostEquals(wider[at].value, results[at].value, 1e-12);
});

Deno.test("samples above the limit are thinned, and those of other weights to one size", () => {
  const used = (sample: Sample, most?: number) =>
    twoSampleTests(sample, second, { ...options, most, permutations: 1 })[0].used;
  assertEquals(used(first), { first: 50, second: 70 });
  assertEquals(used(first, 60), { first: 50, second: 60 });
  const weights = Float64Array.from({ length: 50 }, (_, i) => 1 + i % 2);
  assertEquals(used({ ...first, weights }), { first: 50, second: 50 });
  assertEquals(used({ ...first, weights }, 40), { first: 40, second: 40 });
});

Deno.test("negative weights give finite values", () => {
  const weights = Float64Array.from({ length: 50 }, (_, i) => i % 10 === 0 ? -1 : 1);
  for (const { value, pValue, upper } of twoSampleTests({ ...first, weights }, second, options)) {
    assert(Number.isFinite(value) && Number.isFinite(upper) && pValue > 0);
  }
});

Deno.test("progress is reported to its end", () => {
  const calls: [number, number][] = [];
  twoSampleTests(first, second, {
    ...options,
    permutations: 3,
    report: (done, total) => calls.push([done, total]),
  });
  assertEquals(calls, Array.from({ length: 20 }, (_, i) => [i + 1, 20]));
});

Deno.test("all events equal: every p-value is 1", () => {
  const equal = { values: new Float64Array(40).fill(3), features: 2 };
  for (const { pValue } of twoSampleTests(equal, equal, options)) assertEquals(pValue, 1);
});

const refused: [
  string,
  Sample,
  Sample,
  Partial<TwoSampleOptions>,
  typeof TypeError | typeof RangeError,
][] = [
  ["both must have 3 features", first, gaussian(stream, 9, 2), {}, TypeError],
  [
    "a whole number of at least 2: current value is 1",
    first,
    gaussian(stream, 1, 3),
    {},
    RangeError,
  ],
  [
    "at least 2: current value is 3.5",
    { values: new Float64Array(7), features: 2 },
    { values: new Float64Array(8), features: 2 },
    {},
    RangeError,
  ],
  [
    "must be finite: current value is NaN",
    first,
    { values: new Float64Array(9).fill(NaN), features: 3 },
    {},
    RangeError,
  ],
  [
    "weights must have 50 numbers",
    { ...first, weights: new Float64Array(3) },
    second,
    {},
    TypeError,
  ],
  [
    "sum of weights must be finite and above 0",
    { ...first, weights: new Float64Array(50) },
    second,
    {},
    RangeError,
  ],
  ["number of permutations", first, second, { permutations: 0 }, RangeError],
  ["number of events of each sample", first, second, { most: 1 }, RangeError],
];
for (const [message, one, other, changed, error] of refused) {
  Deno.test(`refused: ${message}`, () => {
    assertThrows(() => twoSampleTests(one, other, { ...options, ...changed }), error, message);
  });
}
