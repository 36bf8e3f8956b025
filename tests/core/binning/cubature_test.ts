import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { counts, cubature, quantileEdges } from "../../../core/binning/mod.ts";
import { Stream } from "../../../core/random.ts";
import { gammaRing, target, targets } from "../../../core/target/mod.ts";
import { assertCounts } from "../_statistics.ts";

const ring = gammaRing();
const flat = targets.filter(({ axes }) => axes.length <= 2);

/** Mean and largest relative difference. */
function relative(found: Float64Array, expected: (bin: number) => number): [number, number] {
  const differences = found.map((mass, bin) => Math.abs(mass / expected(bin) - 1));
  return [differences.reduce((sum, x) => sum + x, 0) / found.length, Math.max(...differences)];
}

for (const toy of flat) {
  Deno.test(`${toy.name}: the truth gives each quantile bin the same mass`, () => {
    const plane = { panelNodes: 12, periodicNodes: 16 };
    const grid = cubature(toy, toy.axes.length === 1 ? {} : plane);
    const logDensity = toy.logDensity(grid.points);
    for (const n of [1, 2, 10, 50]) {
      const { values } = grid.masses(logDensity, n);
      assertEquals(values.length, n ** toy.axes.length);
      // Nodes in single precision; next to a hard edge that moves the density by 1e-7 / distance.
      const [mean, max] = relative(values, () => 1 / values.length);
      assertLess(mean, 1e-6);
      assertLess(max, 1e-5);
    }
  });
}

/**
 * A law with closed masses whose radius and angle depend on each other: the ring's radius, and angles
 * with density [1 + a(r) cos(3 phi - 1)] / (2 pi), where a(r) = 0.9 G(r) and G is the radius' cumulative
 * probability. The mass below radius r and angle phi is G phi/(2 pi) + 0.9 G^2/2 * I(phi).
 */
const wavy = {
  logDensity(points: ArrayLike<number>): Float64Array {
    const coordinates = ring.coordinates(points);
    return ring.logDensity(points).map((value, i) =>
      value + Math.log1p(
        0.9 * ring.axes[0].cdf(coordinates[2 * i]) * Math.cos(3 * coordinates[2 * i + 1] - 1),
      )
    );
  },
  mass([lower, upper]: number[], [from, to]: number[]): number {
    const [below, above] = [lower, upper].map(ring.axes[0].cdf);
    const wave = (Math.sin(3 * to - 1) - Math.sin(3 * from - 1)) / (6 * Math.PI);
    return (above - below) * (to - from) / (2 * Math.PI) +
      0.9 * (above * above - below * below) / 2 * wave;
  },
  /** By rejection from the ring. */
  sample(n: number, stream: Stream): Float32Array {
    const points = ring.sample(3 * n, stream.split("points"));
    const keep = stream.split("keep");
    const coordinates = ring.coordinates(points);
    const out = new Float32Array(2 * n);
    for (let i = 0, kept = 0; kept < n; i++) {
      const wave = 0.9 * ring.axes[0].cdf(coordinates[2 * i]) *
        Math.cos(3 * coordinates[2 * i + 1] - 1);
      if (keep.uniform() * 1.9 < 1 + wave) out.set(points.subarray(2 * i, 2 * i + 2), 2 * kept++);
    }
    return out;
  },
};

/** Exact masses of the quantile bins, `[n * n]`. */
function wavyMasses(n: number): Float64Array {
  const [radii, angles] = quantileEdges(ring, n);
  return Float64Array.from(
    { length: n * n },
    (_, bin) => {
      const i = Math.floor(bin / n), j = bin % n;
      return wavy.mass([radii[i], radii[i + 1]], [angles[j], angles[j + 1]]);
    },
  );
}

Deno.test("one grid gives the masses of all binnings of a law with closed masses", () => {
  const grid = cubature(ring);
  const logDensity = wavy.logDensity(grid.points);
  for (const n of [2, 3, 10, 50, 200]) {
    const exact = wavyMasses(n);
    const { values, meanError, maxError } = grid.masses(logDensity, n);
    // Six nodes a panel: the series' error where the ring's density bends most, next to its edge.
    const [mean, max] = relative(values, (bin) => exact[bin]);
    assertLess(mean, 1e-5);
    assertLess(max, 1e-3);
    // What the coarser series says of the error is no less than the error, but for rounding of nodes.
    const error = values.reduce((sum, mass, bin) => sum + Math.abs(mass - exact[bin]), 0);
    assertLess(error, meanError + 1e-6);
    assertLess(meanError, maxError * (1 + 1e-12));
  }
});

Deno.test("a histogram of points agrees with the cubature", () => {
  const grid = cubature(ring);
  const logDensity = wavy.logDensity(grid.points);
  const points = wavy.sample(400_000, Stream.fromSeed(51));
  for (const n of [5, 30]) {
    const { values } = grid.masses(logDensity, n);
    assertCounts(counts(ring, points, n), (bin) => values[bin], `${n} x ${n} bins`);
  }
});

Deno.test("masses of any edges, inside the hole as well", () => {
  const grid = cubature(ring);
  const logDensity = Float64Array.from({ length: grid.points.length / 2 }, (_, i) => {
    const x = grid.points[2 * i], y = grid.points[2 * i + 1];
    return -(x * x + y * y) / 2 - Math.log(2 * Math.PI);
  });
  const { values } = grid.masses(logDensity, [[0, 1, 4, 14], [0, 1, 2 * Math.PI]]);
  const below = (r: number) => 1 - Math.exp(-r * r / 2);
  const share = [1 / (2 * Math.PI), 1 - 1 / (2 * Math.PI)];
  // The hole's first panel is wide, 2.3: six nodes give this Gaussian to 1e-4.
  [below(1), below(4) - below(1), 1 - below(4)].forEach((mass, i) =>
    share.forEach((part, j) => assertAlmostEquals(values[2 * i + j], mass * part, 2e-4))
  );
});

Deno.test("mass beyond the range is missing from the total, not hidden", () => {
  const grid = cubature(target("camel-back"));
  // N(12, 1): half of it lies beyond the range, which ends at 12.
  const logDensity = Float64Array.from(
    grid.points,
    (x) => -(x - 12) * (x - 12) / 2 - Math.log(2 * Math.PI) / 2,
  );
  assertAlmostEquals(grid.masses(logDensity, 1).values[0], 0.5, 1e-5);
});

Deno.test("more nodes come closer", () => {
  const exact = wavyMasses(50);
  const errors = [[4, 32], [6, 64], [10, 128]].map(([panelNodes, periodicNodes]) => {
    const grid = cubature(ring, { panelNodes, periodicNodes });
    return relative(grid.masses(wavy.logDensity(grid.points), 50).values, (bin) => exact[bin])[0];
  });
  assertLess(errors[1], errors[0] / 3);
  assertLess(errors[2], errors[1]);
});

Deno.test("the default grid has about 29,000 points, the cheap one about 19,000", () => {
  assertEquals(cubature(ring).points.length / 2, 29_184);
  assertEquals(cubature(ring, { panelNodes: 4 }).points.length / 2, 19_456);
});

Deno.test("masses are additive and do not depend on which binnings came before", () => {
  const grid = cubature(ring);
  const logDensity = wavy.logDensity(grid.points);
  const coarse = grid.masses(logDensity, 10).values, fine = grid.masses(logDensity, 20).values;
  coarse.forEach((mass, bin) => {
    const i = 2 * Math.floor(bin / 10), j = 2 * (bin % 10);
    const parts = fine[20 * i + j] + fine[20 * i + j + 1] + fine[20 * (i + 1) + j] +
      fine[20 * (i + 1) + j + 1];
    assertAlmostEquals(mass, parts, 1e-15);
  });
  assertEquals(grid.masses(logDensity, 10).values, coarse);
  assertEquals(cubature(ring).masses(logDensity, 20).values, fine);
});

for (const toy of flat) {
  Deno.test(`${toy.name}: many binnings at once have the masses and errors of each alone`, () => {
    const grid = cubature(toy, { panelNodes: 6, periodicNodes: 32 });
    const logDensity = toy.name === ring.name
      ? wavy.logDensity(grid.points)
      : toy.logDensity(grid.points);
    // Fewer, as many and more bins than harmonics, odd and even.
    const nBins = [1, 2, 3, 15, 16, 17, 31, 32, 33, 64, 101];
    const all = [...grid.binnings(logDensity, nBins)];
    assertEquals(all.length, nBins.length);
    nBins.forEach((n, i) => {
      const one = grid.masses(logDensity, n);
      // Sums of a few hundred products of numbers up to 1, over the mean mass of a bin.
      all[i].values.forEach((mass, bin) => assertAlmostEquals(mass, one.values[bin], 1e-14));
      assertAlmostEquals(all[i].meanError, one.meanError, 1e-12);
      assertAlmostEquals(all[i].maxError, one.maxError, 1e-10);
    });
  });
}

Deno.test("a wrong number of densities or edges, NaN, and too many axes are refused", () => {
  const grid = cubature(ring, { panelNodes: 4, periodicNodes: 4 });
  const n = grid.points.length / 2;
  assertThrows(() => grid.masses(new Float64Array(n - 1), 2), TypeError, `${n - 1}`);
  assertThrows(() => grid.masses(new Float64Array(n), [[0, 1]]), TypeError, "current value is 1");
  assertThrows(() => grid.masses(new Float64Array(n), 0), RangeError, "current value is 0");
  assertThrows(() => [...grid.binnings(new Float64Array(n), [2, 0])], RangeError, "value is 0");
  assertThrows(() => [...grid.binnings(new Float64Array(n - 1), [2])], TypeError, `${n - 1}`);
  for (const bad of [NaN, Infinity]) {
    const logDensity = new Float64Array(n);
    logDensity[3] = bad;
    assertThrows(
      () => grid.masses(logDensity, 2),
      RangeError,
      `current value is ${bad} at point 3`,
    );
  }
  for (
    const [bad, value] of [
      [[4, 6, 5], "5 at place 2"],
      [[4, 4], "4 at place 1"],
      [[4, NaN, 5], "NaN at place 1"],
      [[4, Infinity], "Infinity at place 1"],
      [[4], "1 edges"],
      [[], "0 edges"],
    ] as const
  ) {
    for (const edges of [[bad, [-1, 1]], [[4, 5], bad]]) {
      assertThrows(() => grid.masses(new Float64Array(n), edges), RangeError, `value is ${value}`);
    }
  }
  assertThrows(() => cubature(target("gamma-shell-5d")), RangeError, "current value is 5");
  assert(grid.masses(new Float64Array(n).fill(-Infinity), 2).values.every((mass) => mass === 0));
});
