import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  cellDistance,
  cellsOf,
  cellWorth,
  classifier,
  commonDepth,
  distancesFrom,
  energyDistance,
  frechetDistance,
  type WeightedPoints,
} from "../../../core/compare/mod.ts";
import { difference } from "../../../core/difference.ts";
import { Stream } from "../../../core/random.ts";
import { isPresent } from "../../../core/measure/mod.ts";
import { assertFewFalseOrders, assertSharedTruth, shifted } from "./_distances.ts";

const options = () => ({ stream: Stream.fromSeed(2) });

Deno.test("a distance in cells is one over the generator's worth", () => {
  const stream = Stream.fromSeed(1);
  const truth = shifted(4000, 2, 0, stream.split("truth"));
  const generated = shifted(4000, 2, 0.3, stream.split("generated"));
  const { count } = cellsOf(shifted(500, 2, 0, stream.split("cells")), 4);
  const { generator } = cellWorth(count(generated), count(truth));
  assert(isPresent(generator));
  assertAlmostEquals(cellDistance(count(generated), count(truth)) * generator.value, 1, 1e-12);
});

Deno.test("statistics are those of two samples on the scale of the truth, whatever the units", () => {
  // So many events that all take part, in parts of even size.
  const stream = Stream.fromSeed(1);
  const truth = shifted(400, 2, 0, stream.split("truth"));
  const generated = shifted(400, 2, 0.5, stream.split("generated"));
  const statistics = [energyDistance, frechetDistance];
  const found = distancesFrom(generated, truth, { ...options(), statistics });
  assertEquals(found.map(({ name }) => name), [
    "energy distance",
    "Fréchet distance",
    "distance in 8 cells",
  ]);
  assertEquals(found[0].used, { generated: 400, truth: 400 });
  const scale = [0, 1].map((feature) => {
    const column = truth.values.filter((_, i) => i % 2 === feature);
    const mean = column.reduce((a, b) => a + b, 0) / 400;
    return {
      mean,
      deviation: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 400),
    };
  });
  const pooled = {
    values: Float64Array.from(
      [...generated.values, ...truth.values],
      (x, i) => (x - scale[i % 2].mean) / scale[i % 2].deviation,
    ),
    features: 2,
  };
  const labels = Uint8Array.from({ length: 800 }, (_, i) => i < 400 ? 1 : 0);
  statistics.forEach((statistic, i) => {
    const value = statistic.prepare(pooled)(labels);
    assertAlmostEquals(found[i].value, value, 1e-5 * value);
  });
  const inUnits = ({ values, features }: WeightedPoints) => ({
    values: values.map((x, i) => i % 2 === 0 ? 1000 * x + 5 : x),
    features,
  });
  const again = distancesFrom(inUnits(generated), inUnits(truth), { ...options(), statistics });
  found.forEach(({ value }, i) => assertAlmostEquals(again[i].value, value, 1e-5 * value));
});

Deno.test("weights that select events measure the events that they select", () => {
  const stream = Stream.fromSeed(1);
  const truth = shifted(400, 1, 0, stream.split("truth"));
  const generated = shifted(400, 1, 0.5, stream.split("generated"));
  const doubled = { ...generated, weights: new Float64Array(400).fill(2) };
  const statistics = [energyDistance, classifier];
  const of = (sample: WeightedPoints) =>
    distancesFrom(sample, truth, { ...options(), statistics }).map(({ value }) => value);
  of(doubled).forEach((value, i) => assertAlmostEquals(value, of(generated)[i], 1e-12));
});

Deno.test("what cannot be compared is refused in a sentence", () => {
  const stream = Stream.fromSeed(1);
  const sample = (events: number, features = 1) => shifted(events, features, 0, stream);
  assertThrows(
    () => distancesFrom(sample(100, 2), sample(100), options()),
    TypeError,
    "Cannot compare generators as all samples must have 1 features: current value is 2",
  );
  assertThrows(() => distancesFrom(sample(39), sample(100), options()), RangeError, "40");
  assertThrows(() => distancesFrom(sample(100), sample(79), options()), RangeError, "80");
  const bad = { values: Float64Array.from({ length: 100 }, () => NaN), features: 1 };
  assertThrows(() => distancesFrom(bad, sample(100), options()), RangeError, "finite");
  const weights = new Float64Array(100);
  assertThrows(
    () => distancesFrom({ ...sample(100), weights }, sample(100), options()),
    RangeError,
    "weights must add up to more than 0",
  );
});

Deno.test("cells are those in which the smallest sample has enough events", () => {
  const stream = Stream.fromSeed(1);
  const sample = (events: number) => shifted(events, 1, 0, stream);
  assertEquals(commonDepth([sample(1024), sample(5000)], sample(50_000)), 6);
  assertEquals(commonDepth([sample(1024), sample(5000)], sample(50_000), 256), 4);
  const names = distancesFrom(sample(1024), sample(8000), { ...options(), statistics: [] })
    .map(({ name }) => name);
  assertEquals(names, ["distance in 64 cells"]);
});

Deno.test("a generator that is clearly worse is found to be by every distance", () => {
  const stream = Stream.fromSeed(1);
  const truth = shifted(2000, 2, 0, stream.split("truth"));
  const of = (name: string, shift: number) =>
    distancesFrom(shifted(1000, 2, shift, stream.split(name)), truth, options());
  const good = of("good", 0.05), bad = of("bad", 0.5);
  for (const [i, distance] of bad.entries()) {
    const { value, pValue } = difference(distance, good[i]);
    assert(value > 0 && pValue < 0.001, `${distance.name}: ${pValue}`);
  }
});

Deno.test("two generators of one law are rarely ordered; false alarm 1e-6", () => {
  assertFewFalseOrders({ trials: 60, events: 400, shift: 0, statistics: [frechetDistance] });
});

Deno.test("the noise of a shared truth cancels, and pulls have width 1; false alarm 1e-6", () => {
  assertSharedTruth({ trials: 60, events: 600, shift: 0.5, statistics: [frechetDistance] });
});
