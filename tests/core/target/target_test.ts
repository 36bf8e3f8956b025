import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fourierRule, gaussLegendre, panelRule } from "../../../core/binning/axis_rule.ts";
import { Stream } from "../../../core/random.ts";
import {
  type Axis,
  camelBack,
  gammaRing,
  gammaShell,
  gaussianRing,
  target,
  targets,
  uniformDisc,
} from "../../../core/target/mod.ts";
import { assertCounts, assertFollows, normalBound } from "../_statistics.ts";

const variants = [
  ...targets,
  gammaRing({ innerRadius: 1, shape: 3.5 }),
  gaussianRing({ radius: 1, width: 0.8 }),
  camelBack({ distance: 1.5, width: 0.5 }),
  uniformDisc({ radius: 0.5 }),
  gammaShell({ innerRadius: 2, shape: 1 }, 3),
];

/** Natural coordinates at probabilities between 1 % and 99 %, by fast-check. */
function places(axes: readonly Axis[]): fc.Arbitrary<Float64Array> {
  const probability = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  return fc.tuple(...axes.map(() => probability)).map((p) =>
    Float64Array.from(p, (value, axis) => axes[axis].quantile(value))
  );
}

function determinant(matrix: number[][]): number {
  if (matrix.length === 1) return matrix[0][0];
  return matrix[0].reduce((sum, value, column) => {
    const minor = matrix.slice(1).map((row) => row.filter((_, j) => j !== column));
    return sum + (column % 2 === 0 ? 1 : -1) * value * determinant(minor);
  }, 0);
}

/** Nodes and weights over the range of an axis: panels for the radius or a line, few for angles. */
function quadrature(axis: Axis, index: number, dimension: number) {
  const { range: [lower, upper], periodic } = axis;
  if (index > 0 && !periodic) {
    // Powers of a sine over half a turn: eight nodes give them to 1e-7.
    const { nodes, weights } = gaussLegendre(8);
    const half = (upper - lower) / 2;
    return {
      nodes: nodes.map((x) => lower + half * (x + 1)),
      weights: weights.map((w) => w * half),
    };
  }
  const rule = periodic ? fourierRule(axis, 4) : panelRule(axis, dimension > 2 ? 6 : 16);
  return { nodes: rule.nodes, weights: rule.weights([lower, upper], false) };
}

for (const toy of variants) {
  const { axes, dimension } = toy;
  const name = `${toy.name} ${axes.map(({ range }) => range[1].toFixed(1)).join(" ")}`;

  Deno.test(`${name}: as many axes as dimensions, ordered ranges, kinks inside`, () => {
    assertEquals(axes.length, dimension);
    for (const { range: [lower, upper], kinks, quantile, cdf } of axes) {
      assertLess(lower, upper);
      for (const kink of kinks) assert(kink > lower && kink < upper);
      // Less of the truth than 1e-6 lies beyond the range.
      assert(quantile(0) <= quantile(0.5) && cdf(upper) - cdf(lower) > 1 - 1e-6);
    }
  });

  Deno.test(`${name}: the density integrates to 1`, () => {
    const rules = axes.map((axis, i) => quadrature(axis, i, dimension));
    const place = new Float64Array(dimension);
    const integral = (axis: number): number => {
      if (axis === dimension) {
        return Math.exp(toy.logDensity(toy.points(place))[0]) * toy.volumeElement(place)[0];
      }
      return rules[axis].nodes.reduce((sum, node, i) => {
        place[axis] = node;
        return sum + rules[axis].weights[i] * integral(axis + 1);
      }, 0);
    };
    // What lies beyond the range, below 1e-6, is missing; the quadrature is closer.
    const sum = integral(0);
    assertAlmostEquals(sum, 1, 1e-6);
  });

  Deno.test(`${name}: the density in natural coordinates is the product of the axes' laws`, () => {
    const h = 1e-4;
    fc.assert(
      fc.property(places(axes), (place) => {
        const [logDensity] = toy.logDensity(toy.points(place));
        const found = logDensity + Math.log(toy.volumeElement(place)[0]);
        // Slope by a five-point difference: h^4 times the fifth derivative, and rounding 1e-16 / h.
        const expected = axes.reduce((sum, { cdf }, i) => {
          const x = place[i];
          const slope = (8 * (cdf(x + h) - cdf(x - h)) - (cdf(x + 2 * h) - cdf(x - 2 * h))) /
            (12 * h);
          return sum + Math.log(slope);
        }, 0);
        assertAlmostEquals(found, expected, 1e-8);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  Deno.test(`${name}: the volume element is the Jacobian determinant of the points`, () => {
    const h = 1e-5;
    fc.assert(
      fc.property(places(axes), (place) => {
        const jacobian = axes.map((_, i) => {
          const [above, below] = [h, -h].map((step) =>
            toy.points(place.map((x, j) => j === i ? x + step : x))
          );
          return Array.from(above, (x, j) => (x - below[j]) / (2 * h));
        });
        const [volume] = toy.volumeElement(place);
        // Central differences: h^2 / 6 for sines and cosines on each axis.
        assertAlmostEquals(Math.abs(determinant(jacobian)) / volume, 1, 1e-9);
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  Deno.test(`${name}: coordinates and points are inverse`, () => {
    fc.assert(
      fc.property(fc.array(places(axes), { minLength: 1, maxLength: 5 }), (list) => {
        const coordinates = Float64Array.from(list.flatMap((place) => [...place]));
        const back = toy.coordinates(toy.points(coordinates));
        coordinates.forEach((x, i) => assertAlmostEquals(back[i], x, 1e-12 * (1 + Math.abs(x))));
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  Deno.test(`${name}: quantile edges have equal masses and invert the distribution function`, () => {
    for (const { cdf, quantile, range } of axes) {
      for (const n of [2, 3, 10, 200, 500]) {
        const edges = Array.from({ length: n + 1 }, (_, i) => quantile(i / n));
        for (let i = 1; i <= n; i++) {
          assert(edges[i] > edges[i - 1]);
          // Special functions good to some 1e-15.
          assertAlmostEquals(cdf(edges[i]) - cdf(edges[i - 1]), 1 / n, 5e-14);
        }
        for (const edge of edges.slice(1, -1)) assert(edge > range[0] && edge < range[1]);
      }
    }
  });

  Deno.test(`${name}: the sampler follows the law of each axis`, () => {
    const n = 20_000;
    const coordinates = toy.coordinates(toy.sample(n, Stream.fromSeed(21)));
    axes.forEach(({ cdf, symbol }, axis) => {
      const values = Float64Array.from({ length: n }, (_, i) => coordinates[i * dimension + axis]);
      assertFollows(values, cdf, symbol);
    });
  });

  if (dimension > 1) {
    Deno.test(`${name}: axes of a sample are independent`, () => {
      const n = 40_000, cells = 8;
      const coordinates = toy.coordinates(toy.sample(n, Stream.fromSeed(22)));
      const cell = (i: number, axis: number) =>
        Math.min(cells - 1, Math.floor(cells * axes[axis].cdf(coordinates[i * dimension + axis])));
      for (let a = 1; a < dimension; a++) {
        for (let b = 0; b < a; b++) {
          const table = new Float64Array(cells * cells);
          for (let i = 0; i < n; i++) table[cell(i, a) * cells + cell(i, b)]++;
          assertCounts(table, () => 1 / table.length, `${axes[a].symbol}, ${axes[b].symbol}`);
        }
      }
    });
  }

  Deno.test(`${name}: a sample is a function of seed and size, and starts as a shorter one does`, () => {
    const sample = (n: number, seed: number) => toy.sample(n, Stream.fromSeed(seed));
    const sixty = sample(60, 5);
    assertEquals(sixty, sample(60, 5));
    assertEquals(sixty.subarray(0, 20 * dimension), sample(20, 5));
    assert(sample(60, 6).every((x, i) => x !== sixty[i]));
    for (const n of [0, 1.5, NaN]) {
      assertThrows(() => sample(n, 5), RangeError, `current value is ${n}`);
    }
  });
}

Deno.test("moments of the Gamma ring's radius: mean 5, variance 1/2, no point in the hole", () => {
  const ring = gammaRing();
  const n = 200_000;
  const coordinates = ring.coordinates(ring.sample(n, Stream.fromSeed(23)));
  let sum = 0, squares = 0;
  for (let i = 0; i < n; i++) {
    const r = coordinates[2 * i];
    // Single precision rounds a point near the edge by at most 2^-22.
    assert(r > 4 - 2 ** -22);
    sum += r - 5, squares += (r - 5) * (r - 5);
  }
  // Fourth central moment of Gamma(2, 1/2) is 3/2, so the variance of (r - 5)^2 is 5/4.
  assertLess(Math.abs(sum / n), normalBound * Math.sqrt(0.5 / n));
  assertLess(Math.abs(squares / n - 0.5), normalBound * Math.sqrt(1.25 / n));
});

Deno.test("densities vanish outside the support, and are finite at the middle of the disc", () => {
  const outside: [string, number[]][] = [
    ["gamma-ring", [0, 0, 3.9, 0, -2, 2]],
    ["uniform-disc", [4.1, 0, -3, -3]],
    ["wedge-ramp", [-0.1, 1.1]],
    ["gamma-shell-5d", [1, 1, 1, 1, 1]],
  ];
  for (const [name, points] of outside) {
    assert(target(name).logDensity(points).every((value) => value === -Infinity), name);
  }
  const [middle] = uniformDisc({ radius: 2 }).logDensity([0, 0]);
  assertAlmostEquals(middle, -Math.log(4 * Math.PI), 1e-12);
});

Deno.test("the condition of the Gamma ring is its inner radius; other targets have none", () => {
  assertEquals(target("gamma-ring").condition, Float32Array.of(4));
  assertEquals(gammaRing({ innerRadius: 3 }).condition, Float32Array.of(3));
  for (const { name, condition } of targets.slice(1)) assertEquals(condition.length, 0, name);
});

Deno.test("an unknown target, an option out of range and incomplete points are refused", () => {
  assertThrows(
    () => target("ring"),
    RangeError,
    'must be one of "gamma-ring", "gaussian-ring", "camel-back", "wedge-ramp", "uniform-disc", ' +
      '"gamma-shell-5d": current value is "ring"',
  );
  assertThrows(() => gammaRing({ innerRadius: 0 }), RangeError, "inner radius");
  assertThrows(() => gammaRing({ shape: 0.5 }), RangeError, "shape");
  assertThrows(() => gaussianRing({ width: -1 }), RangeError, "width");
  assertThrows(() => camelBack({ distance: NaN }), RangeError, "distance");
  assertThrows(() => uniformDisc({ radius: Infinity }), RangeError, "radius");
  assertThrows(() => gammaShell({}, 2), RangeError, "dimension");
  for (const method of ["logDensity", "coordinates", "points", "volumeElement"] as const) {
    assertThrows(() => gammaRing()[method]([1, 2, 3]), TypeError, "3 numbers");
  }
});
