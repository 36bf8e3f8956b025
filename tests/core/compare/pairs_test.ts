import { assertEquals } from "@std/assert";
import { medianSquare } from "../../../core/compare/pairs.ts";
import { Stream } from "../../../core/random.ts";

/** The same by sorting. */
function sortedMedian(pairs: Float32Array): number | undefined {
  const sorted = pairs.toSorted();
  const different = sorted.filter((square) => square > 0);
  return sorted[sorted.length >> 1] || different[different.length >> 1];
}

Deno.test("the median is that of sorted squares, or of those above 0 where most are 0", () => {
  const stream = Stream.fromSeed(1);
  for (let length = 0; length < 60; length++) {
    for (const zeros of [0, 0.4, 0.6, 1]) {
      const pairs = Float32Array.from({ length }, () =>
        stream.uniform() < zeros
          ? 0
          // Some are equal, others differ in the last bits alone or by orders of magnitude.
          : [1 + stream.integer(3), 1 + stream.uniform() * 2 ** -20, stream.normal() ** 20]
            .at(stream.integer(3))!);
      assertEquals(medianSquare(pairs), sortedMedian(pairs));
    }
  }
});
