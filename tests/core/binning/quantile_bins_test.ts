import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { counts, quantileEdges } from "../../../core/binning/mod.ts";
import { Stream } from "../../../core/random.ts";
import { gammaRing, target, targets, wedgeRamp } from "../../../core/target/mod.ts";
import { assertCounts } from "../_statistics.ts";

const bins: Record<string, number> = { "gamma-shell-5d": 3 };

for (const toy of targets) {
  Deno.test(`${toy.name}: outermost edges are the range, inner ones the quantiles`, () => {
    const edges = quantileEdges(toy, 7);
    assertEquals(edges.length, toy.axes.length);
    edges.forEach((list, axis) => {
      assertEquals([list[0], list[7]], [...toy.axes[axis].range]);
      for (let i = 1; i < 7; i++) assertAlmostEquals(toy.axes[axis].cdf(list[i]), i / 7, 5e-14);
    });
  });

  Deno.test(`${toy.name}: a sample fills quantile bins alike`, () => {
    const n = bins[toy.name] ?? 12;
    const found = counts(toy, toy.sample(60_000, Stream.fromSeed(31)), n);
    assertEquals(found.length, n ** toy.axes.length);
    assertEquals(found.reduce((sum, count) => sum + count, 0), 60_000);
    assertCounts(found, () => 1 / found.length, toy.name);
  });
}

Deno.test("a bin reaches from its edge up to the next; beyond the ends the outermost bins go on", () => {
  const edges = [[0, 0.25, 0.5, 1]];
  const cases: [number, number][] = [
    [-1e9, 0],
    [-Infinity, 0],
    [0, 0],
    [0.2499, 0],
    [0.25, 1],
    [0.4999, 1],
    [0.5, 2],
    [1, 2],
    [7, 2],
    [Infinity, 2],
  ];
  for (const [x, bin] of cases) {
    assertEquals(counts(wedgeRamp(), Float64Array.of(x), edges).indexOf(1), bin, `x = ${x}`);
  }
});

Deno.test("counts are those of a search through all bins, for any edges and more points than a block", () => {
  const ring = gammaRing();
  const points = ring.sample(40_000, Stream.fromSeed(32));
  const coordinates = ring.coordinates(points);
  const place = (max: number) => fc.double({ min: 0, max, noNaN: true });
  const ascending = (max: number) =>
    fc.uniqueArray(place(max), { minLength: 2, maxLength: 9 })
      .map((list) => list.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(ascending(9), ascending(6.5), (radii, angles) => {
      const expected = new Float64Array((radii.length - 1) * (angles.length - 1));
      const holds = (edges: number[], x: number, bin: number) =>
        (bin === 0 || x >= edges[bin]) && (bin === edges.length - 2 || x < edges[bin + 1]);
      for (let i = 0; i < coordinates.length; i += 2) {
        const find = (edges: number[], x: number) =>
          edges.slice(1).findIndex((_, bin) => holds(edges, x, bin));
        expected[
          find(radii, coordinates[i]) * (angles.length - 1) + find(angles, coordinates[i + 1])
        ]++;
      }
      assertEquals(counts(ring, points, [radii, angles]), expected);
    }),
    { seed: 3, numRuns: 5 },
  );
});

Deno.test("a point that is no number, missing edges and no bins are refused", () => {
  const ring = gammaRing();
  const points = new Float32Array(2 * 20_000).fill(3);
  points[2 * 18_000 + 1] = NaN;
  assertThrows(() => counts(ring, points, 2), RangeError, "current value is NaN at point 18000");
  assertThrows(() => counts(ring, points, [[0, 1]]), TypeError, "current value is 1");
  assertThrows(() => counts(ring, new Float32Array(3), 2), TypeError, "3 numbers");
  for (const n of [0, 2.5, NaN]) {
    assertThrows(() => quantileEdges(target("camel-back"), n), RangeError, `current value is ${n}`);
  }
});
