import {
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import {
  fourierRule,
  gaussLegendre,
  panelEnds,
  panelRule,
} from "../../../core/binning/axis_rule.ts";
import { gammaRing, targets } from "../../../core/target/mod.ts";

const [radius, angle] = gammaRing().axes;

/** The integrals over all bins of a function on the nodes of a rule. */
function integrals(
  rule: ReturnType<typeof panelRule>,
  f: (x: number) => number,
  edges: readonly number[],
  coarse = false,
): number[] {
  const weights = rule.weights(edges, coarse);
  const n = rule.nodes.length;
  return edges.slice(1).map((_, bin) =>
    rule.nodes.reduce((sum, x, i) => sum + weights[bin * n + i] * f(x), 0)
  );
}

Deno.test("Gauss-Legendre quadrature has the nodes and weights of the tables", () => {
  // Abramowitz and Stegun, table 25.4.
  const cases: [number, number[], number[]][] = [
    [1, [0], [2]],
    [2, [-0.577350269189626, 0.577350269189626], [1, 1]],
    [3, [-0.774596669241483, 0, 0.774596669241483], [5 / 9, 8 / 9, 5 / 9]],
    [
      4,
      [-0.861136311594053, -0.339981043584856, 0.339981043584856, 0.861136311594053],
      [0.347854845137454, 0.652145154862546, 0.652145154862546, 0.347854845137454],
    ],
  ];
  for (const [order, nodes, weights] of cases) {
    const found = gaussLegendre(order);
    nodes.forEach((x, i) => assertAlmostEquals(found.nodes[i], x, 1e-15));
    weights.forEach((w, i) => assertAlmostEquals(found.weights[i], w, 1e-15));
  }
});

Deno.test("n Gauss-Legendre nodes integrate polynomials up to degree 2 n - 1", () => {
  for (const order of [5, 8, 16, 31]) {
    const { nodes, weights } = gaussLegendre(order);
    for (let degree = 0; degree < 2 * order; degree++) {
      const sum = nodes.reduce((total, x, i) => total + weights[i] * x ** degree, 0);
      assertAlmostEquals(sum, degree % 2 === 0 ? 2 / (degree + 1) : 0, 1e-14);
    }
  }
});

Deno.test("panels cover the range once, end at every kink, and are finest at the hard edge", () => {
  for (const { axes } of targets) {
    for (const axis of axes.filter(({ periodic }) => !periodic)) {
      const ends = panelEnds(axis);
      assertEquals([ends[0], ends.at(-1)], [...axis.range]);
      for (let i = 1; i < ends.length; i++) assertEquals(ends[i] > ends[i - 1], true);
      for (const kink of axis.kinks) assertEquals(ends.includes(kink), true);
    }
  }
  const ends = panelEnds(radius);
  const widths = ends.slice(1).map((x, i) => x - ends[i]);
  const edge = ends.indexOf(4);
  for (const width of [widths[edge - 1], widths[edge]]) {
    assertAlmostEquals(width, Math.min(...widths), 1e-12);
  }
});

Deno.test("panels integrate polynomials below their order over any bins", () => {
  const rule = panelRule(radius, 6);
  const edge = fc.double({ min: radius.range[0], max: radius.range[1], noNaN: true });
  fc.assert(
    fc.property(
      fc.array(edge, { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 0, max: 5 }),
      (list, degree) => {
        const edges = list.toSorted((a, b) => a - b);
        const exact = (x: number) => ((x - 5) / 9) ** (degree + 1) * 9 / (degree + 1);
        const found = integrals(rule, (x) => ((x - 5) / 9) ** degree, edges);
        found.forEach((value, bin) =>
          assertAlmostEquals(value, exact(edges[bin + 1]) - exact(edges[bin]), 1e-13)
        );
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("the coarse panels miss the highest degree and no other", () => {
  const rule = panelRule(radius, 6);
  const edges = [0, 1, 5.1, 12, 14];
  const difference = (degree: number) => {
    const [fine, coarse] = [false, true].map((less) =>
      integrals(rule, (x) => (x / 2) ** degree, edges, less)
    );
    return Math.max(...fine.map((value, bin) => Math.abs(value - coarse[bin])));
  };
  // Rounding of integrals up to 1e4.
  assertLess(difference(4), 1e-10);
  assertGreater(difference(5), 1e-3);
});

Deno.test("equidistant nodes integrate waves below half their number over any interval", () => {
  const rule = fourierRule(angle, 16);
  const edge = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(edge, { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 0, max: 7 }),
      fc.double({ min: 0, max: 6, noNaN: true }),
      (list, frequency, phase) => {
        const edges = list.toSorted((a, b) => a - b);
        const exact = (x: number) =>
          frequency === 0 ? x * Math.cos(phase) : Math.sin(frequency * x + phase) / frequency;
        const found = integrals(rule, (x) => Math.cos(frequency * x + phase), edges);
        found.forEach((value, bin) =>
          assertAlmostEquals(value, exact(edges[bin + 1]) - exact(edges[bin]), 1e-13)
        );
        if (frequency >= 4) return;
        integrals(rule, (x) => Math.cos(frequency * x + phase), edges, true)
          .forEach((value, bin) => assertAlmostEquals(value, found[bin], 1e-13));
      },
    ),
    { seed: 2, numRuns: 200 },
  );
});

Deno.test("too few or odd numbers of nodes are refused", () => {
  assertThrows(() => panelRule(radius, 3), RangeError, "current value is 3");
  assertThrows(() => fourierRule(angle, 2), RangeError, "current value is 2");
  // Half of 6 nodes has no frequency that is its own mirror: the error could not be told.
  for (const count of [6, 7]) {
    assertThrows(
      () => fourierRule(angle, count),
      RangeError,
      `must be a multiple of 4: current value is ${count}`,
    );
  }
  assertThrows(() => gaussLegendre(0), RangeError, "current value is 0");
});
