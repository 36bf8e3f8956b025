import { assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { cellsOf } from "../../../core/compare/mod.ts";
import { Stream } from "../../../core/random.ts";

/** Independent standard normal numbers. */
function normals(events: number, features: number, seed: number) {
  const values = Stream.fromSeed(seed).normals(new Float64Array(events * features));
  return { values, features };
}

for (const features of [1, 2, 3, 7]) {
  for (const depth of [0, 1, 4, 5]) {
    Deno.test(`cells of ${features} features and depth ${depth} have equal shares of the events that chose them`, () => {
      const cells = 2 ** depth, points = normals(8 * cells, features, 1);
      const found = cellsOf(points, depth);
      assertEquals(found.cells, cells);
      assertEquals(found.count(points), {
        masses: new Float64Array(cells).fill(1 / cells),
        counting: { events: 8 * cells },
      });
    });
  }
}

Deno.test("cells are the same whatever the units of the features", () => {
  const points = normals(1000, 2, 2), others = normals(3000, 2, 3);
  const cubed = (values: Float64Array) => values.map((x, i) => i % 2 === 0 ? x * x * x : 1e6 - x);
  const plain = cellsOf(
    { values: points.values.map((x, i) => i % 2 === 0 ? x : -x), features: 2 },
    5,
  )
    .count({ values: others.values.map((x, i) => i % 2 === 0 ? x : -x), features: 2 });
  const scaled = cellsOf({ values: cubed(points.values), features: 2 }, 5)
    .count({ values: cubed(others.values), features: 2 });
  assertEquals(scaled, plain);
});

Deno.test("a shift of any of ten features shows in 8 cells", () => {
  const features = 10, cells = cellsOf(normals(4000, features, 4), 3);
  const others = normals(20_000, features, 5);
  const seen = Array.from({ length: features }, (_, feature) => {
    const shifted = others.values.map((x, i) => i % features === feature ? x + 1 : x);
    const { masses } = cells.count({ values: shifted, features });
    return masses.reduce((largest, mass) => Math.max(largest, Math.abs(mass - 1 / 8)), 0);
  });
  // Seven boundaries belong to seven features.
  assertEquals(seen.filter((away) => away > 0.04).length, 7);
});

Deno.test("halves are halves of the weights", () => {
  const values = Float64Array.of(1, 2, 3, 4);
  const weights = Float64Array.of(5, 1, 1, 2);
  const { masses } = cellsOf({ values, features: 1, weights }, 1).count({ values, features: 1 });
  assertEquals([...masses], [0.25, 0.75]);
});

Deno.test("weights of one change no bit", () => {
  const points = normals(500, 2, 6), others = normals(700, 2, 7);
  const weights = new Float64Array(500).fill(1);
  assertEquals(
    cellsOf({ ...points, weights }, 4).count({ ...others, weights: new Float64Array(700).fill(1) }),
    cellsOf(points, 4).count(others),
  );
});

Deno.test("values that coincide stay together, and constant features are passed over", () => {
  const spike = Float64Array.from({ length: 100 }, (_, i) => Math.max(0, i - 69));
  const alone = cellsOf({ values: spike, features: 1 }, 2);
  // The spike of 70 zeros is one cell; the others are 15 and 15.
  assertEquals(alone.cells, 3);
  assertEquals([...alone.count({ values: spike, features: 1 }).masses], [0.7, 0.15, 0.15]);
  const beside = Float64Array.from({ length: 200 }, (_, i) => i % 2 === 0 ? 3 : i);
  assertEquals(cellsOf({ values: beside, features: 2 }, 3).cells, 8);
  assertEquals(cellsOf({ values: new Float64Array(20), features: 2 }, 3).cells, 1);
});

Deno.test("cells divide all space, and weights of both signs are counted", () => {
  const cells = cellsOf(normals(64, 1, 8), 2);
  const far = { values: Float64Array.of(-1e300, 1e300), features: 1 };
  assertEquals([...cells.count(far).masses], [0.5, 0, 0, 0.5]);
  const signed = {
    values: Float64Array.of(-9, -9, 9),
    features: 1,
    weights: Float64Array.of(3, -1, 2),
  };
  const { masses, counting } = cells.count(signed);
  assertEquals([...masses], [0.5, 0, 0, 0.5]);
  assertLess(counting.events, 2);
  assertGreater(counting.events, 1);
  assertThrows(
    () => cells.count({ ...signed, weights: Float64Array.of(1, -2, 4) }),
    RangeError,
    "current value is -1 in bin 0",
  );
});

Deno.test("what cannot be divided is refused with a sentence", () => {
  const points = normals(8, 2, 9);
  assertThrows(() => cellsOf(points, 0.5), RangeError, "number of splits");
  assertThrows(
    () => cellsOf({ values: new Float64Array(0), features: 2 }, 1),
    RangeError,
    "number of events",
  );
  assertThrows(
    () => cellsOf({ values: Float64Array.of(1, NaN), features: 1 }, 1),
    RangeError,
    "must be finite",
  );
  assertThrows(
    () => cellsOf(points, 1).count({ ...points, features: 1 }),
    TypeError,
    "Cannot count events in cells as they must have 2 features: current value is 1",
  );
});
