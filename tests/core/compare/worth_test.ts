import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { type Sample, weightedSample } from "../../../core/binning/mod.ts";
import { cellWorth, kernelWorth, sampleWorth } from "../../../core/compare/mod.ts";
import { isPresent } from "../../../core/measure/mod.ts";
import { Stream } from "../../../core/random.ts";
import { equal, kinds, weightedLaw } from "../_weighted.ts";
import { assertPulls, normals, pull, resampled, there, weightedNormals } from "./_worth.ts";
import references from "./_worth.json" with { type: "json" };

const sampleOf = ({ sums, squares }: { sums: number[]; squares: number[] }): Sample =>
  weightedSample(Float64Array.of(...sums, 0), Float64Array.of(...squares, 0));

for (const { name, generated, truth, ...expected } of references.worths) {
  Deno.test(`worth in cells is what NumPy and SciPy say, ${name}`, () => {
    const { sample, generator, lower } = cellWorth(sampleOf(generated), sampleOf(truth));
    const pairs = [
      [there(sample).value, expected.sample.value],
      [there(sample).error, expected.sample.error],
      [there(generator).value, expected.generator.value],
      [there(generator).error, expected.generator.error],
      [lower, expected.lower],
    ] as [number, number][];
    for (const [found, right] of pairs) assertAlmostEquals(found, right, 1e-7 * right);
  });
}

/** True events generated again and again: of N, n are drawn. */
const designs = [
  { cells: 8, n: 20, m: 20, weights: equal, kind: "equal" },
  { cells: 64, n: 10, m: 20, weights: equal, kind: "equal" },
  { cells: 256, n: 20, m: 4, weights: equal, kind: "equal" },
  ...Object.entries(kinds).map(([kind, weights]) => ({ cells: 64, n: 20, m: 20, weights, kind })),
];
for (const { cells, n, m, weights, kind } of designs) {
  Deno.test(`1000 true events in ${cells} cells, generated ${n} times, are worth 1000 against ${m} times as many of ${kind} weights; false alarm 1e-6`, () => {
    const events = 1000, trials = 1000, even = new Float64Array(cells + 1).fill(1 / cells);
    even[cells] = 0;
    const law = weightedLaw(even, weights);
    const pulls: number[] = [], samplePulls: number[] = [];
    let tooHigh = 0, told = 0;
    for (let trial = 0; trial < trials; trial++) {
      const stream = Stream.fromSeed(trial);
      const training = weightedLaw(even, equal).sample(events, stream.split("training"));
      const masses = Float64Array.of(...training.masses, 0);
      const generated = weightedLaw(masses, equal).sample(n * events, stream.split("generated"));
      // Of weighted events, so many that they are as many effective ones.
      const { counting } = law.expected(m * events);
      const size = Math.round(m * events * m * events / counting.events);
      const worth = cellWorth(generated, law.sample(size, stream.split("truth")));
      if (worth.lower! > events) tooHigh++;
      if (!isPresent(worth.generator)) continue;
      told++;
      pulls.push(pull(worth.generator, events));
      samplePulls.push(pull(there(worth.sample), events / (1 + 1 / n)));
    }
    assertLess(trials - told, trials / 20);
    const scatter = Math.sqrt(2 / (cells - 1));
    assertPulls(pulls, scatter, 1 / n + 1 / m);
    assertPulls(samplePulls, scatter, 1 / m);
    // 50 are expected; 86 are exceeded once in a million, binomial.
    assertLess(tooHigh, 87);
  });
}

Deno.test("a law whose distance is known exactly is worth (1 - sum q^2) / D; false alarm 1e-6", () => {
  const truth = Float64Array.from({ length: 20 }, (_, i) => (i + 5) / 290);
  const law = truth.map((mass, i) => mass * (i < 10 ? 1.5 : 1)), sum = law.reduce((a, b) => a + b);
  const masses = law.map((mass) => mass / sum);
  const unit = 1 - truth.reduce((all, q) => all + q * q, 0);
  const distance = truth.reduce((all, q, i) => all + (masses[i] - q) * (masses[i] - q), 0);
  const beyond = (values: Float64Array) => Float64Array.of(...values, 0);
  const found = Array.from({ length: 2000 }, (_, trial) => {
    const stream = Stream.fromSeed(trial);
    const { generator } = cellWorth(
      weightedLaw(beyond(masses), equal).sample(8000, stream.split("generated")),
      weightedLaw(beyond(truth), equal).sample(8000, stream.split("truth")),
    );
    return unit / there(generator).value;
  });
  const mean = found.reduce((a, b) => a + b) / found.length;
  const squares = found.reduce((all, d) => all + (d - mean) * (d - mean), 0);
  assertAlmostEquals(mean, distance, 4.892 * Math.sqrt(squares) / found.length);
});

for (const features of [1, 2, 5]) {
  Deno.test(`1000 true events of ${features} features, generated 20 times, are worth 1000 in cells that the truth chose; false alarm 1e-6`, () => {
    const pulls = Array.from({ length: 40 }, (_, trial) => {
      const stream = Stream.fromSeed(100 + trial);
      const generated = resampled(
        normals(1000, features, stream.split("training")),
        20_000,
        stream,
      );
      const truth = normals(20_000, features, stream.split("truth"));
      const [{ cells, generator }] = sampleWorth(generated, truth, { stream, depths: [6] });
      assertEquals(cells, 64);
      return pull(there(generator), 1000);
    });
    assertPulls(pulls, Math.sqrt(2 / 63), 0.15);
  });
}

Deno.test("events weighted to the truth are as good as true ones; false alarm 1e-6", () => {
  const inCells: number[] = [], byKernel: number[] = [];
  for (let trial = 0; trial < 20; trial++) {
    const stream = Stream.fromSeed(trial);
    const generated = resampled(normals(100, 2, stream.split("training")), 2000, stream);
    const truth = weightedNormals(4000, 2, stream.split("truth"));
    const [{ generator }] = sampleWorth(generated, truth, { stream, depths: [5] });
    inCells.push(pull(there(generator), 100));
    byKernel.push(pull(there(kernelWorth(generated, truth, { stream }).generator), 100));
  }
  assertPulls(inCells, Math.sqrt(2 / 31), 0.1);
  assertPulls(byKernel, 0.4, 0.1);
});

for (const features of [1, 2, 5]) {
  Deno.test(`100 true events of ${features} features, generated 20 times, are worth 100 by kernel; false alarm 1e-6`, () => {
    const pulls: number[] = [], scatters: number[] = [];
    for (let trial = 0; trial < 20; trial++) {
      const stream = Stream.fromSeed(trial);
      const generated = resampled(normals(100, features, stream.split("training")), 2000, stream);
      const truth = normals(2000, features, stream.split("truth"));
      const { generator } = kernelWorth(generated, truth, { stream });
      if (!isPresent(generator)) continue;
      pulls.push(pull(generator, 100));
      scatters.push(generator.error! / generator.value / (1 + generator.value / 1000));
    }
    assertLess(20 - pulls.length, 3);
    assertPulls(pulls, scatters.sort()[8], 0.1);
  });
}

Deno.test("the kernel's distance is the U-statistic over pairs of events", () => {
  const stream = Stream.fromSeed(5), features = 2, n = 60, events = 140;
  const generated = normals(n, features, stream.split("generated"));
  generated.values.forEach((x, i) => generated.values[i] = x + 3);
  const truth = normals(events - n, features, stream.split("truth"));
  const { generator } = kernelWorth(generated, truth, { stream });
  const all = Float64Array.of(...generated.values, ...truth.values);
  const deviations = Array.from({ length: features }, (_, k) => {
    const values = all.filter((_, i) => i % features === k);
    const mean = values.reduce((a, b) => a + b) / events;
    return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / events);
  });
  const frequencies = stream.split("frequencies").normals(new Float64Array(128 * features));
  const kernel = (i: number, j: number) => {
    let sum = 0;
    for (let f = 0; f < 128; f++) {
      const phase = deviations.reduce(
        (phase, deviation, k) =>
          phase + frequencies[f * features + k] *
            (all[i * features + k] - all[j * features + k]) / deviation,
        0,
      );
      sum += Math.cos(phase / ([0.25, 0.5, 1, 2][f % 4] * Math.sqrt(2 * features)));
    }
    return sum / 128;
  };
  const mean = (first: [number, number], second: [number, number]) => {
    let sum = 0, pairs = 0;
    for (let i = first[0]; i < first[1]; i++) {
      for (let j = second[0]; j < second[1]; j++) {
        if (i === j) continue;
        sum += kernel(i, j);
        pairs++;
      }
    }
    return sum / pairs;
  };
  const within = mean([n, events], [n, events]);
  const distance = mean([0, n], [0, n]) + within - 2 * mean([0, n], [n, events]);
  assertAlmostEquals(there(generator).value, (1 - within) / distance, 1e-9);
});

Deno.test("weights of one change no bit, and units of features do not matter", () => {
  const stream = Stream.fromSeed(6);
  const generated = normals(2000, 2, stream.split("generated"));
  const truth = normals(1000, 2, stream.split("truth"));
  generated.values.forEach((x, i) => generated.values[i] = x + 0.5);
  const one = (events: number) => new Float64Array(events).fill(1);
  const [a, b] = [{ ...generated, weights: one(2000) }, { ...truth, weights: one(1000) }];
  const inUnits = ({ values }: { values: Float64Array }) => ({
    values: values.map((x, i) => i % 2 === 0 ? 1024 * x : x),
    features: 2,
  });
  for (const worth of [sampleWorth, kernelWorth]) {
    const plain = worth(generated, truth, { stream });
    assertEquals(worth(a, b, { stream }), plain);
    // A power of 2 changes no bit either.
    assertEquals(worth(inUnits(generated), inUnits(truth), { stream }), plain);
  }
});

Deno.test("a truth that is too small to tell gives a reason and a lower limit", () => {
  const stream = Stream.fromSeed(7);
  const generated = normals(10_000, 1, stream.split("generated"));
  const truth = normals(400, 1, stream.split("truth"));
  const [{ cells, sample, generator, lower }] = sampleWorth(generated, truth, { stream });
  assertEquals(cells, 8);
  assert(!isPresent(sample) && /is within what counting the truth adds/.test(sample.reason));
  assert(!isPresent(generator) && /the truth and the generated sample adds/.test(generator.reason));
  assert(lower! > 30 && lower! < 3000, String(lower));
});

Deno.test("a missing mode is worth few events, and the number of cells follows the sizes", () => {
  const stream = Stream.fromSeed(8);
  const generated = normals(20_000, 1, stream.split("generated"));
  generated.values.forEach((x, i) => generated.values[i] = Math.abs(x));
  const worths = sampleWorth(generated, normals(20_000, 1, stream.split("truth")), { stream });
  assertEquals(worths.map(({ cells }) => cells), [8, 16, 32, 64, 128, 256, 512]);
  for (const { cells, generator } of worths) {
    // Half of the cells have twice their mass: K D = 1.
    assertAlmostEquals(there(generator).value / (cells - 1), 1, 0.1);
  }
});

Deno.test("what has no worth is refused or absent, with a sentence", () => {
  const sample = (events: number, ...masses: number[]): Sample => ({
    masses: Float64Array.from(masses),
    counting: { events },
  });
  assertThrows(
    () => cellWorth(sample(9, 1), sample(9, 1)),
    RangeError,
    "Cannot measure the worth of a sample as true events must be in 2 cells or more: current value is 1",
  );
  assertThrows(
    () => cellWorth(sample(9, 1), sample(9, 0.5, 0.5)),
    TypeError,
    "must have 2 numbers",
  );
  assertThrows(
    () => cellWorth(sample(1, 1, 0), sample(9, 0.5, 0.5)),
    RangeError,
    "there must be more than 1 effective event: current value is 1",
  );
  assertEquals(cellWorth(sample(9, 0.5, 0.5), sample(9, 0.5, 0.5)).lower, null);
  const constant = { values: new Float64Array(50).fill(3), features: 1 };
  const stream = Stream.fromSeed(9);
  const [{ cells, generator, lower }] = sampleWorth(constant, constant, { stream });
  assertEquals([cells, lower], [1, null]);
  assert(!isPresent(generator) && /must be in 2 cells or more/.test(generator.reason));
  assertThrows(
    () => kernelWorth(constant, constant, { stream }),
    RangeError,
    "as a feature must vary: current value is 100 equal events",
  );
  const one = { values: Float64Array.of(1), features: 1 };
  assertThrows(() => sampleWorth(constant, one, { stream }), RangeError, "number of true events");
});
