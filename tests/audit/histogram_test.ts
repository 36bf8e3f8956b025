import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { arraySource } from "../../audit/formats/mod.ts";
import { histogram } from "../../audit/histogram.ts";
import { quantileEdgesOf } from "../../audit/quantiles.ts";

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
        assertEquals(await quantileEdgesOf(source, [bins, bins], held), expected);
      },
    ),
    { numRuns: 60, seed: 8 },
  ));

Deno.test("quantile bins that cannot be are refused", async () => {
  const same = arraySource([6], new Float64Array(6).fill(2));
  await assertRejects(() => quantileEdgesOf(same, [2]), RangeError, "two of 2 quantile bins meet");
  await assertRejects(() => quantileEdgesOf(same, [7]), RangeError, "7 quantile bins need as many");
  await assertRejects(() => quantileEdgesOf(same, [2, 2]), TypeError, "[n, 2]");
});
