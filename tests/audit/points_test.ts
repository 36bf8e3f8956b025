import { assertEquals } from "@std/assert";
import { arraySource } from "../../audit/formats/mod.ts";
import { pointsOf } from "../../audit/input/points.ts";

/** Events 0 to n - 1 of one feature, with their number and a half as weight if they have one. */
function events(count: number, weighted: boolean) {
  const width = weighted ? 2 : 1;
  const values = Float64Array.from(
    { length: count * width },
    (_, i) => weighted && i % 2 === 1 ? (i - 1) / 2 + 0.5 : i / width,
  );
  const source = arraySource([count, width], values);
  return { source, features: 1, beside: width - 1, weighted };
}

Deno.test("of more events than can be held, every second, fourth, eighth … is kept with its weight", async () => {
  for (const [count, step] of [[5, 1], [10, 1], [11, 2], [20, 2], [21, 4], [97, 16]]) {
    for (const weighted of [false, true]) {
      // Ten events of one feature and a weight.
      const found = await pointsOf(events(count, weighted), 1, undefined, 20);
      assertEquals(found.step, step);
      const kept = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
      assertEquals([...found.points.values], kept);
      assertEquals(
        found.points.weights && [...found.points.weights],
        weighted ? kept.map((event) => event + 0.5) : undefined,
      );
    }
  }
});
