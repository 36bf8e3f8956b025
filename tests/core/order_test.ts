import { assertEquals } from "@std/assert";
import { argsort } from "../../core/order.ts";
import { Stream } from "../../core/random.ts";

Deno.test("indices are in the order of their numbers, equal ones as they come", () => {
  const stream = Stream.fromSeed(1);
  const edges = [0, -0, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE];
  const samples = [
    Float64Array.of(),
    Float64Array.of(7),
    Float64Array.from({ length: 200 }, () => edges[stream.integer(edges.length)]),
    Float64Array.from({ length: 300 }, () => stream.integer(20) - 10),
    stream.normals(new Float64Array(3000)),
    // Nothing but the sign and the last bits differ.
    stream.normals(new Float64Array(300)).map((x) => Math.sign(x) * (1 + Math.abs(x) * 2 ** -50)),
  ];
  for (const numbers of samples) {
    const expected = [...numbers.keys()]
      .sort((i, j) => Number(numbers[i] > numbers[j]) - Number(numbers[i] < numbers[j]) || i - j);
    assertEquals([...argsort(numbers)], expected);
  }
});
