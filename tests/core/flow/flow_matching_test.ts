import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { flowMatchingBatch } from "../../../core/flow/flow_matching.ts";
import { Stream } from "../../../core/random.ts";

const points = { values: new Float32Array(6000).fill(2), condition: Float32Array.of(4) };

Deno.test("a batch has the data given, uniform times and normal noise", () => {
  const batch = flowMatchingBatch(points, 2, Stream.fromSeed(1));
  assertStrictEquals(batch.values, points.values);
  assertStrictEquals(batch.condition, points.condition);
  assertEquals([batch.times.length, batch.noise.length], [3000, 6000]);
  const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  // 4.9 standard errors: a false alarm once in a million.
  assert(Math.abs(mean(batch.times) - 0.5) < 4.9 * Math.sqrt(1 / 12 / 3000));
  assert(Math.abs(mean(batch.noise)) < 4.9 * Math.sqrt(1 / 6000));
  assert(Math.abs(mean(batch.noise.map((z) => z * z)) - 1) < 4.9 * Math.sqrt(2 / 6000));
});

Deno.test("a batch depends on its stream alone", () => {
  const step = (k: number) => flowMatchingBatch(points, 2, Stream.fromSeed(1).split("step", k));
  assertEquals(step(3), step(3));
  assertNotEquals(step(3).times, step(4).times);
  assertNotEquals(step(3).noise, step(4).noise);
});

Deno.test("values that are no whole points are refused", () => {
  assertThrows(() => flowMatchingBatch(points, 7, Stream.fromSeed(1)), TypeError, "5999");
});
