import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { arraySource } from "../../audit/formats/mod.ts";
import { histogram } from "../../audit/input/histogram.ts";
import { quantileEdgesOf } from "../../audit/input/quantiles.ts";

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -5, max: 5 }),
  fc.double({ min: -1e-310, max: 1e-310, noNaN: true }),
);

Deno.test("a bin holds the events from its lower edge to below its upper, the last its upper too", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(numbers, numbers), { maxLength: 60 }),
      fc.uniqueArray(numbers, { minLength: 2, maxLength: 9 }),
      fc.uniqueArray(numbers, { minLength: 2, maxLength: 9 }),
      async (events, ...lists) => {
        const edges = lists.map((list) =>
          Float64Array.from(new Set(list.map((x) => x + 0))).sort()
        );
        fc.pre(edges.every((list) => list.length > 1));
        const bin = (list: Float64Array, x: number) =>
          x === list.at(-1)! ? list.length - 2 : list.findLastIndex((edge) => edge <= x);
        const shape = edges.map((list) => list.length - 1);
        const expected = new Float64Array(shape[0] * shape[1]);
        let outside = 0;
        for (const event of events) {
          const [i, j] = event.map((x, axis) => bin(edges[axis], x));
          if (i < 0 || j < 0 || i >= shape[0] || j >= shape[1]) outside++;
          else expected[i * shape[1] + j]++;
        }
        const source = arraySource([events.length, 2], Float64Array.from(events.flat()));
        assertEquals(await histogram(source, edges), {
          counts: expected,
          shape,
          outside,
          events: events.length,
          missing: 0,
          negative: 0,
          beyond: { weights: outside, squares: outside },
          squares: undefined,
        });
      },
    ),
    { numRuns: 500, seed: 8 },
  ));

Deno.test("quantile edges are order statistics, however little is held at once", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(numbers, numbers), { minLength: 8, maxLength: 80 }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(1, 5, 1000),
      async (events, bins, held) => {
        const n = events.length;
        const sorted = [0, 1].map((axis) =>
          Float64Array.from(events, (event) => event[axis] + 0).sort()
        );
        const expected = sorted.map((list) =>
          Float64Array.from(
            { length: bins + 1 },
            (_, i) => i === bins ? list[n - 1] : list[Math.floor(i * n / bins)],
          )
        );
        fc.pre(expected.every((list) => list.every((edge, i) => i === 0 || edge > list[i - 1])));
        const source = arraySource([n, 2], Float64Array.from(events.flat()));
        assertEquals(await quantileEdgesOf(source, [bins, bins], { maxHeld: held }), expected);
      },
    ),
    { numRuns: 60, seed: 8 },
  ));

Deno.test("quantile bins that cannot be are refused", async () => {
  const same = arraySource([6], new Float64Array(6).fill(2));
  await assertRejects(() => quantileEdgesOf(same, [2]), RangeError, "more than one value");
  await assertRejects(() => quantileEdgesOf(same, [7]), RangeError, "7 quantile bins need as many");
  await assertRejects(() => quantileEdgesOf(same, [2, 2]), TypeError, "[n, 2]");
});

Deno.test("quantile bins of repeated values are merged, and the greatest value keeps its bin", async () => {
  const edgesOf = async (
    values: number[],
    bins: number,
  ) => [
    ...(await quantileEdgesOf(arraySource([values.length], Float64Array.from(values)), [bins]))[0],
  ];
  // Multiplicities: a quarter of the events each, then half of them zero.
  assertEquals(await edgesOf([0, 0, 1, 1, 2, 2, 3, 3], 8), [0, 1, 2, 3, 4]);
  assertEquals(await edgesOf([0, 0, 0, 0, 1, 2, 3, 4], 4), [0, 1, 3, 4]);
  assertEquals(await edgesOf([0, 0, 0, 1], 2), [0, 1]);
  assertEquals(await edgesOf([0, 1, 1, 1], 4), [0, 1, 2]);
  // All events of the sample are in the bins.
  const values = [0, 0, 1, 1, 2, 2, 3, 3];
  const source = arraySource([8], Float64Array.from(values));
  const edges = await quantileEdgesOf(source, [8]);
  assertEquals([...(await histogram(source, edges)).counts], [2, 2, 2, 2]);
});

Deno.test("weights add up with their squares, and a number that stands for none leaves its event out", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom(-1, 0.2, 0.7, 1, 3, NaN, -999, Infinity, -Infinity),
          fc.constantFrom(-2, -0.5, 0, 1, 1.5, NaN),
        ),
        { maxLength: 60 },
      ),
      fc.constantFrom("left out" as const, "outermost" as const),
      async (events, beyond) => {
        const edges = [Float64Array.of(0, 0.5, 1)];
        const counts = new Float64Array(2), squares = new Float64Array(2);
        const expected = {
          outside: 0,
          events: 0,
          missing: 0,
          negative: 0,
          beyond: { weights: 0, squares: 0 },
        };
        for (const [x, weight] of events) {
          if (!Number.isFinite(x) || x === -999 || Number.isNaN(weight)) {
            expected.missing++;
            continue;
          }
          expected.events++;
          if (weight < 0) expected.negative++;
          const inside = x >= 0 && x <= 1;
          if (!inside) expected.outside++;
          if (inside || beyond === "outermost") {
            const bin = x < 0.5 ? 0 : 1;
            counts[bin] += weight;
            squares[bin] += weight * weight;
          } else {
            expected.beyond.weights += weight;
            expected.beyond.squares += weight * weight;
          }
        }
        const source = { ...arraySource([0, 2], new Float64Array()), shape: [events.length, 2] };
        const found = await histogram(
          // Values that are not finite come only where they are asked for.
          {
            ...source,
            async *chunks() {
              yield Float64Array.from(events.flat());
            },
          },
          edges,
          { beyond, weighted: true, missing: ["nan", "infinity", -999] },
        );
        assertEquals(found, { counts, squares, shape: [2], ...expected });
      },
    ),
    { numRuns: 200, seed: 21 },
  ));
